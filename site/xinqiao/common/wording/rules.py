"""The rules of safe wording, read from the YAML files beside this one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.utils.translation import get_language

from xinqiao.common.keys import translation_key

FOLDER = Path(__file__).parent / "rules"
LANGUAGES = ("zh-hans", "en")
BLOCK, WARN = "block", "warn"

TOKEN = re.compile(r"\{(\w+)\}|([…~#])|([^{}…~#]+)")
LATIN = "0-9a-z"
SENTENCE = r"[^。！？!?;；.\n]"
GAPS = {
    "zh-hans": {"…": f"{SENTENCE}{{0,8}}?", "~": f"{SENTENCE}{{0,3}}?"},
    "en": {"…": f"{SENTENCE}{{0,24}}?", "~": f"{SENTENCE}{{0,3}}?"},
}
Signs = tuple[frozenset[str], ...]
NUMBER = "[0-9零一二两三四五六七八九十百几半]{1,4}"


@dataclass(frozen=True)
class Rule:
    """What to look for in texts that `plain` has made plain, why, and what to write instead."""

    id: str
    language: str
    level: str
    reason: str
    reasons: tuple[tuple[str, str], ...]
    better: tuple[str, ...]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    signs: tuple[Signs, ...]
    """By line of `find`. Only a text that holds one of each set can break it; quick to look for."""

    @property
    def blocks(self) -> bool:
        return self.level == BLOCK

    @property
    def why(self) -> str:
        """The reason in the active language."""
        return dict(self.reasons)["en" if get_language() == "en" else "zh"]

    def spans(self, plain: str) -> Iterator[tuple[int, int]]:
        """Where it is broken in a *plain* text, from and to."""
        together = plain.replace(" ", "")
        if not any(may_fit(signs, together) for signs in self.signs):
            return
        passed = [match.span() for match in self.unless.finditer(plain)] if self.unless else []
        for match in self.pattern.finditer(plain):
            start, end = match.span()
            if not any(first < end and start < last for first, last in passed):
                yield start, end


@dataclass(frozen=True)
class Exemption:
    """One text in which some rules are let be, and why."""

    key: UUID
    name: str
    rules: frozenset[str]
    why: str


@cache
def all_rules() -> tuple[Rule, ...]:
    """Those of both languages: a text may hold words of either. Blocking ones come first."""
    rules = [rule for language in LANGUAGES for rule in rules_of(language)]
    return tuple(sorted(rules, key=lambda rule: not rule.blocks))


def rules_of(language: str) -> Iterator[Rule]:
    reasons = read("reasons.yaml")
    data = read(f"{language}.yaml")
    classes = data["classes"]
    for row in data["rules"]:
        unless = row.get("unless", [])
        yield Rule(
            id=row["id"],
            language=language,
            level=row["level"],
            reason=row["reason"],
            reasons=tuple(reasons[row["reason"]].items()),
            better=tuple(shown(words, classes) for words in row["better"]),
            pattern=re.compile(any_of(row["find"], classes, language)),
            unless=re.compile(any_of(unless, classes, language)) if unless else None,
            signs=tuple(signs_of(line, classes) for line in row["find"]),
        )


@cache
def exemptions() -> dict[UUID, Exemption]:
    """By the key of the text, the same in both languages."""
    rows = read("exceptions.yaml") or []
    found = [
        Exemption(
            key=translation_key(*row["text"].split(":", 1)) if "text" in row else UUID(row["key"]),
            name=row.get("text", ""),
            rules=frozenset(row["rules"]),
            why=row["why"],
        )
        for row in rows
    ]
    return {one.key: one for one in found}


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def any_of(lines: list[str], classes: dict[str, list[str]], language: str) -> str:
    """A pattern for the first of *lines* that fits; longer ones are tried first."""
    ordered = sorted(lines, key=len, reverse=True)
    return "|".join(f"(?:{pattern_of(line, classes, language)})" for line in ordered)


def pattern_of(line: str, classes: dict[str, list[str]], language: str) -> str:
    """A pattern for one line of `find`, with an optional blank wherever one may hide."""
    parts = []
    for name, gap, words in TOKEN.findall(line):
        if name:
            parts.append(f"(?:{any_of(classes[name], classes, language)})")
        elif gap:
            parts.append(NUMBER if gap == "#" else GAPS[language][gap])
        elif words.strip():
            parts.append(literal(words))
    return " ?".join(parts)


def signs_of(line: str, classes: dict[str, list[str]]) -> Signs:
    """For each part of *line* the letters in a row of which one stands in every text it fits."""
    found: list[frozenset[str]] = []
    for name, _gap, words in TOKEN.findall(line):
        if name:
            members = [signs_of(member, classes) for member in classes[name]]
            found.append(frozenset().union(*(signs[0] for signs in members)))
        elif words.strip():
            found.append(frozenset({"".join(letters_of(words))}))
    return tuple(found)


def may_fit(signs: Signs, together: str) -> bool:
    return all(any(sign in together for sign in one_of) for one_of in signs)


def letters_of(words: str) -> list[str]:
    return [letter for letter in words.casefold() if letter.isalnum()]


def literal(words: str) -> str:
    """*words* letter by letter; what is Latin stands as whole words only."""
    letters = letters_of(words)
    pattern = " ?".join(map(re.escape, letters))
    start = f"(?<![{LATIN}])" if re.match(f"[{LATIN}]", letters[0]) else ""
    end = f"(?![{LATIN}])" if re.match(f"[{LATIN}]", letters[-1]) else ""
    return start + pattern + end


def shown(words: str, classes: dict[str, list[str]]) -> str:
    """A suggestion as people read it: of a class its first word."""
    return re.sub(r"\{(\w+)\}", lambda match: classes[match[1]][0], words)
