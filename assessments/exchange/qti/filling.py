"""Interactions that stand in the text: words to write in, or to choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.exchange.answers import BLANK, to_number
from assessments.exchange.base import Refused
from assessments.exchange.text import guess

from .names import replace_by
from .reading import Reader

PLACE = chr(0xFDD0)


def gap_match(reader: Reader, interaction: Element) -> None:
    """Each gap is chosen for from all words there are."""
    options, keys = reader.options(
        [*interaction.findall("gap-text"), *interaction.findall("gap-img")], True
    )
    right = reader.right(interaction)
    reader.mention_points(interaction, right)
    filled = dict(pair.split(" ", 1)[::-1] for pair in right if " " in pair)
    gaps = []
    for place, gap in enumerate(list(interaction.iter("gap")), 1):
        name = gap.get("identifier", "")
        if filled.get(name) not in keys:
            raise Refused(_("What is right for %s is not declared.") % name)
        gaps.append({"key": f"g{place}", "options": options, "right": keys[filled[name]]})
        replace_by(gap, f"[[g{place}]]")
    for one in list(interaction):
        if one.tag.startswith("gap-"):
            interaction.remove(one)
    reader.finding.type = "cloze"
    reader.finding.data["gaps"] = gaps


def read_inline(reader: Reader, found: list[Element]) -> None:
    only = found[0]
    if len(found) == 1 and only.tag == "text-entry-interaction" and not is_gap(only):
        read_entry(reader, only)
        return
    gaps: list[dict[str, Any]] = []
    for place, one in enumerate(found, 1):
        gap: dict[str, Any] = {"key": f"g{place}"}
        if one.tag == "inline-choice-interaction":
            options, keys = reader.options(
                one.findall("inline-choice"), one.get("shuffle") == "true"
            )
            right = reader.only_right(one)
            if right not in keys:
                raise Refused(_("The right answer %s is none of the options.") % (right or "?"))
            gap |= {"options": options, "right": keys[right]}
        else:
            gap["accepted"] = accepted(reader, one)
        gaps.append(gap)
        replace_by(one, f"[[g{place}]]")
    reader.finding.type = "cloze"
    reader.finding.data["gaps"] = gaps


def is_gap(entry: Element) -> bool:
    return entry.get("data-gap") == "true"


def read_entry(reader: Reader, entry: Element) -> None:
    """A single field is a question of its own, not a gap."""
    data = reader.finding.data
    if reader.declaration(entry).get("base-type") in {"float", "integer"}:
        reader.finding.type = "numeric"
        data["value"] = to_number(reader.only_right(entry))
        read_tolerance(reader, entry)
    else:
        reader.finding.type = "short"
        data["accepted"] = accepted(reader, entry)
    replace_by(entry, PLACE)
    after = "".join(reader.body.itertext()).partition(PLACE)[2]
    entry.text = BLANK if after.strip() else ""


def read_tolerance(reader: Reader, entry: Element) -> None:
    name = entry.get("response-identifier")
    for equal in reader.item.findall("response-processing//equal"):
        if not any(one.get("identifier") == name for one in equal.iter("variable")):
            continue
        tolerance = abs(to_number((equal.get("tolerance") or "0").split()[0]))
        if equal.get("tolerance-mode") == "relative":
            reader.finding.data |= {"tolerance": tolerance / 100, "relative": True}
        elif equal.get("tolerance-mode") == "absolute":
            reader.finding.data["tolerance"] = tolerance


def accepted(reader: Reader, entry: Element) -> Mapping[str, list[str]]:
    """What is declared, and whatever else earns all points."""
    mapped = reader.mapped(reader.declaration(entry))
    most = max(mapped.values(), default=0)
    full = [key for key, points in mapped.items() if points == most]
    texts = [one for one in dict.fromkeys([*reader.right(entry), *full]) if one.strip()]
    if not texts:
        raise Refused(_("No answer is right."))
    reader.mention_points(entry, texts)
    marked = reader.in_languages()
    words: dict[str, list[str]] = {}
    for text in texts:
        words.setdefault(guess(text) if marked else reader.language, []).append(text)
    return words
