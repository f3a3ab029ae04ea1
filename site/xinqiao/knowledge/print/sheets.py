"""What is printed: one text in one language, with all that stands around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

HELP_NUMBERS = ("12356", "12355", "110", "120")
"""They stand in each block about help, the one for words first."""


LAYOUTS = ("lesson", "worksheet", "poster", "checklist", "form", "handout", "comic")


@dataclass(frozen=True, slots=True)
class Number:
    """A help line, as the directory knows it, in the language of the sheet."""

    number: str
    name: str
    purpose: str
    hours: str
    cost: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """`blocks` are plain values; what they may hold is said in `site/content/README.md`."""

    language: str
    layout: str
    title: str
    summary: str
    kind: str
    """Lesson plan, poster …, in words."""
    readers: str
    keywords: Sequence[str]
    path: str
    """Of its page, from the root of the site."""
    blocks: Sequence[Mapping[str, Any]]
    numbers: Mapping[str, Number]


def values_for_template(sheet: Sheet, *, colour: bool) -> dict[str, Any]:
    """All that the templates set, as values of JSON."""
    with translation.override(sheet.language):
        words = {
            "site": _("Xinqiao"),
            "minutes": _("minutes"),
            "course": _("Course of the lesson, {minutes} minutes in all"),
            "page": _("Page {number} of {pages}"),
            "date": _("Date"),
        }
        licence = _("CC BY 4.0: copy it, pass it on, change it, and name Xinqiao as its source.")
    address = f"{settings.BASE_URL}{sheet.path}"
    return asdict(sheet) | {
        "colour": colour,
        "words": words,
        "author": words["site"],
        "licence": licence,
        "origin": settings.BASE_URL,
        "address": address,
        "shown-address": urlsplit(address).netloc + urlsplit(address).path,
        "help": HELP_NUMBERS,
    }
