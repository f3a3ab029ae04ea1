"""Safe wording: which words are refused or warned about, and what to write instead.

The rules are data (`rules/*.yaml`); docs/decisions/0016-safe-wording.md says how they are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .plain import plain
from .rules import Rule, all_rules, exemptions
from .texts import texts_of


@dataclass(frozen=True)
class Finding:
    """Words to change: `words` as they stand from `start` to `end` of the text at `where`."""

    rule: Rule
    words: str
    start: int
    end: int
    field: str = ""
    where: str = ""

    @property
    def blocks(self) -> bool:
        return self.rule.blocks

    @property
    def advice(self) -> str:
        """Why, and what to write instead."""
        comma = ", " if get_language() == "en" else "、"
        better = comma.join(self.rule.better)
        return _("%(why)s Better: %(better)s.") % {"why": self.rule.why, "better": better}

    def __str__(self) -> str:
        return _("“%(words)s”: %(advice)s") % {"words": self.words, "advice": self.advice}


class BlockedWords(ValidationError):
    """A text holds words that are not published. `thing` is what holds them."""

    def __init__(self, thing: models.Model, findings: list[Finding]) -> None:
        self.thing = thing
        self.findings = findings
        super().__init__(errors_by_field(findings))


def errors_by_field(findings: Iterable[Finding]) -> dict[str, list[str]]:
    """What to tell about blocked words, by the field in which they stand."""
    errors: dict[str, list[str]] = {}
    for finding in findings:
        message = _("%(where)s: %(finding)s") % {"where": finding.where, "finding": finding}
        errors.setdefault(finding.field, []).append(message)
    return errors


def check_text(text: str, *, key: UUID | None = None) -> list[Finding]:
    """All words to change in *text*, in their order. *key* names a text with exceptions."""
    exempt = exemptions()[key].rules if key in exemptions() else frozenset()
    return [finding for finding in found_in(text) if finding.rule.id not in exempt]


@lru_cache(maxsize=512)
def found_in(text: str) -> tuple[Finding, ...]:
    """As `check_text`, without exceptions. Some milliseconds for a page of text, the first time."""
    simple, places = plain(text)
    found = []
    for rule in all_rules():
        for start, end in rule.spans(simple):
            first, last = places[start], places[end - 1] + 1
            found.append(Finding(rule, text[first:last], first, last))
    return tuple(sorted(found, key=lambda finding: finding.start))


def check(thing: models.Model) -> list[Finding]:
    """All words to change in the texts of a page or a snippet."""
    key: Any = getattr(thing, "translation_key", None)
    return [
        replace(finding, field=text.field, where=text.where)
        for text in texts_of(thing)
        for finding in check_text(text.words, key=key)
    ]


def reasons() -> dict[str, str]:
    """Why words may have to change, in the active language, by key."""
    return {rule.reason: rule.why for rule in all_rules()}


def blocked(thing: models.Model) -> list[Finding]:
    """Those of the words to change with which *thing* may not be published."""
    return [finding for finding in check(thing) if finding.blocks]


def refuse_blocked(thing: models.Model) -> None:
    """Raise BlockedWords if *thing* may not be published or handed in for review as it is."""
    if found := blocked(thing):
        raise BlockedWords(thing, found)
