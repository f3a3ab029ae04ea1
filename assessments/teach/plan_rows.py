"""Sections and their places as a form without scripts: what was typed, and what its buttons do.

The fields bear the names of the places in the data, as `sections.0.slots.1.count`. What was typed
is read as it stands, right or wrong, so that nothing is lost when a button shows the form again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import QueryDict

from assessments.question_types.form.base import KEYS, read_words

MOST_SECTIONS = 20
MOST_SLOTS = 200
BETWEEN = re.compile(r"[,，、;；\n]")
MUST_PASS = {"yes": True, "no": False}

Raw = dict[str, Any]


def new_section(sections: list[Raw]) -> Raw:
    taken = {section["key"] for section in sections}
    names = [*KEYS, *(f"s{number}" for number in range(MOST_SECTIONS))]
    return {"key": next(name for name in names if name not in taken), "slots": []}


def new_draw() -> Raw:
    return {"kind": "draw", "count": 1}


def read_sections(form: QueryDict) -> list[Raw]:
    return [read_section(form, here) for here in numbered(form, "sections", "key", MOST_SECTIONS)]


def numbered(form: QueryDict, name: str, mark: str, most: int) -> Iterator[str]:
    """`sections.0`, `sections.1` … as far as the form has them."""
    for number in range(most):
        if f"{name}.{number}.{mark}" not in form:
            return
        yield f"{name}.{number}"


def read_section(form: QueryDict, here: str) -> Raw:
    slots = numbered(form, f"{here}.slots", "kind", MOST_SLOTS)
    return {
        "key": form[f"{here}.key"],
        "title": read_words(form, f"{here}.title"),
        "slots": [read_slot(form, place) for place in slots],
    } | filled(form, here, "marks", "pass_percent")


def read_slot(form: QueryDict, here: str) -> Raw:
    if form[f"{here}.kind"] == "fixed":
        named = {"kind": "fixed", "question": form.get(f"{here}.question", "")}
        return named | filled(form, here, "version")
    return {
        "kind": "draw",
        "count": form.get(f"{here}.count", "").strip(),
        "tags": names_in(form.get(f"{here}.tags", "")),
        "competences": names_in(form.get(f"{here}.competences", "")),
        "types": form.getlist(f"{here}.types"),
        "must_pass": MUST_PASS.get(form.get(f"{here}.must_pass", "")),
    } | filled(form, here, "hardest", "easiest")


def filled(form: QueryDict, here: str, *names: str) -> Raw:
    """Those fields that hold something; the others have their defaults."""
    typed = {name: form.get(f"{here}.{name}", "").strip() for name in names}
    return {name: value for name, value in typed.items() if value}


def names_in(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, map(str.strip, BETWEEN.split(text)))))


def press(sections: list[Raw], command: str) -> None:
    """Do to *sections* what a button says, as `slot.0.1.up`; what makes no sense does nothing."""
    match command.split("."):
        case ["section", "add"] if len(sections) < MOST_SECTIONS:
            sections.append(new_section(sections))
        case ["section", at, move]:
            shift(sections, at, move)
        case ["draw", at] if section := at_place(sections, at):
            add(section["slots"], new_draw())
        case ["ask", at, key] if (section := at_place(sections, at)) and is_key(key):
            add(section["slots"], {"kind": "fixed", "question": key})
        case ["slot", at, place, move] if section := at_place(sections, at):
            shift(section["slots"], place, move)


def add(slots: list[Raw], slot: Raw) -> None:
    if len(slots) < MOST_SLOTS:
        slots.append(slot)


def at_place(rows: list[Raw], place: str) -> Raw | None:
    return rows[int(place)] if place.isdecimal() and int(place) < len(rows) else None


def shift(rows: list[Raw], place: str, move: str) -> None:
    """Take a row out, or let it change places with its neighbour."""
    row = at_place(rows, place)
    if row is None:
        return
    at = int(place)
    other = {"up": at - 1, "down": at + 1}.get(move, at)
    if move == "remove":
        del rows[at]
    elif 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], row


def is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
