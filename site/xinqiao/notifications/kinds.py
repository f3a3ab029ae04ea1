"""The kinds of notices: their sentences, who they concern, and whether they also go by mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts.models import Person, Role

if TYPE_CHECKING:
    from .models import Notice

T = TypeVar("T")


class ByMail(models.TextChoices):
    """When a notice also goes by mail. In the site it always stands."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, in one mail")
    OFF = "off", _("no mail")


def still_fits(person: Person, notice: Notice) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of notice, declared in the `notices.py` of the app that sends it.

    `headline` and `text` name their words as in `%(course)s`.
    """

    code: str
    title: str | Promise
    """What people choose mail for."""
    group: str | Promise
    headline: str | Promise
    text: str | Promise
    default: ByMail
    roles: frozenset[Role] = frozenset()
    """Whom it concerns: people with one of these roles anywhere. Empty: everybody."""
    still_fits: Callable[[Person, Notice], bool] = still_fits
    """Asked just before a mail goes: whether the person may still know, and it is still so."""


@cache
def kinds_by_code() -> dict[str, Kind]:
    """All kinds of the site, in the order of its list."""
    kinds: Iterable[Kind] = import_string(settings.NOTICE_KINDS)
    return {kind.code: kind for kind in kinds}


def kinds_for(person: Person) -> list[Kind]:
    """The kinds that concern *person*. One query."""
    held = set(person.assignments.values_list("role", flat=True))
    return [
        kind
        for kind in kinds_by_code().values()
        if not kind.roles or person.is_superuser or kind.roles & held
    ]


def say(sentence: str | Promise, words: dict[str, Any]) -> str:
    """*sentence* with *words*, in the active language. Raises KeyError if it names another."""
    return str(sentence) % {name: in_active_language(word) for name, word in words.items()}


def in_active_language(word: Any) -> Any:
    """A word that has a version for each language, in the active one or else in any."""
    if not isinstance(word, dict):
        return word
    return word.get(get_language()) or next(iter(word.values()), "")


def in_each_language(look: Callable[[], T]) -> dict[str, T]:
    """What *look* finds with each language of the site active, by its code."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = look()
    return found
