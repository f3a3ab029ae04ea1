"""The public numbers that people can call for help."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from xinqiao.accounts.models import Unit
from xinqiao.directory.models import HelpLine

from .reading.faults import Faults
from .reading.records import Record, read_list
from .rows import Tally, put
from .vocabulary import Vocabulary, limit_of

IN_THE_BAR = 3
"""The first numbers of the file stand on top of every page."""

VERIFIED_BY = "心桥内容编辑（对照公开信息，未逐个拨打）"
WHOLE_COUNTRY = "nation"
NUMBER = re.compile(r"[0-9-]{3,20}")
READERS = {"child", "carer", "teacher", "public"}
TEXTS = ["name_zh", "name_en", "purpose_zh", "purpose_en", "hours_zh", "hours_en", "source_title"]
OPTIONAL_TEXTS = ["cost_zh", "cost_en", "source_url"]


@dataclass(frozen=True, slots=True)
class Line:
    number: str
    region: str
    """Slug of a unit, empty for a number of the whole country."""
    values: dict[str, Any]


def read(path: Path, faults: Faults, vocabulary: Vocabulary) -> list[Line]:
    lines: list[Line] = []
    known: set[str] = set()
    for record in read_list(path, faults):
        values = read_values(record)
        values["in_help_bar"] = len(lines) < IN_THE_BAR
        region = record.choice("region", {WHOLE_COUNTRY, *vocabulary.units})
        number = record.word("number")
        if number and not NUMBER.fullmatch(number):
            record.fault("number", _("A number has 3 to 20 digits and hyphens."))
        if (name := f"{number} {region}") in known:
            record.fault("number", _("“%(value)s” stands here a second time."), value=number)
        known.add(name)
        vocabulary.numbers.add(number)
        lines.append(Line(number, "" if region == WHOLE_COUNTRY else region, values))
    return lines


def read_values(record: Record) -> dict[str, Any]:
    record.choices("audiences_hint", READERS, optional=True)  # for editors of the file
    values: dict[str, Any] = {name: record.text(name, limit_of(HelpLine, name)) for name in TEXTS}
    for name in OPTIONAL_TEXTS:
        values[name] = record.text(name, limit_of(HelpLine, name), optional=True)
    values["by_sms"] = record.flag("by_sms", optional=True)
    values["emergency"] = record.flag("emergency", optional=True)
    values["position"] = record.number("position", 1, 999)
    values["verified_on"] = record.day("verified_on")
    values["next_check"] = record.day("next_check")
    if values["next_check"] < values["verified_on"]:
        record.fault("next_check", _("“%(key)s” lies before “verified_on”."))
    return values


def load(lines: list[Line], tally: Tally) -> Iterator[str]:
    for line in lines:
        region = Unit.objects.get(slug=line.region) if line.region else None
        names = {"number": line.number, "region": region}
        put(HelpLine, names, {**line.values, "verified_by": VERIFIED_BY}, tally)
        yield line.number
