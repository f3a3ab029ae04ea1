"""What the page about an exam's figures shows, put together from what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise

from assessments.models import Bank, ExamFigures, QuestionVersion
from assessments.teach.figures_words import FLAGS, REASONS, FlagWords, reliability_said
from assessments.texts import said
from xinqiao.accounts.models import Person

WORST = list(FLAGS)


class Figure(NamedTuple):
    """A number, or why there is none."""

    value: float | None
    why: str | Promise = ""


def figure(data: dict[str, Any], name: str, times: float = 1) -> Figure:
    value = data[name]
    if value is None:
        return Figure(None, REASONS.get(data["missing"].get(name, ""), ""))
    return Figure(value * times)


@dataclass(frozen=True)
class ChoiceRow:
    """How many chose one thing, in percent."""

    words: str
    right: bool
    all: float
    top: float | None
    bottom: float | None
    functioning: bool | None


@dataclass(frozen=True)
class ItemRow:
    """A question with its figures. `words` is empty where its bank is out of the reader's sight."""

    number: int
    words: str
    bank: str
    version: int
    n: int
    facility: Figure
    deviation: Figure
    guess: Figure
    discrimination: Figure
    efficiency: Figure
    weight: Figure
    alpha_without: Figure
    flags: list[FlagWords]
    choices: list[ChoiceRow]


def item_rows(figures: ExamFigures, reader: Person) -> list[ItemRow]:
    """All questions, those to look at first. Two queries.

    Who may not see a bank reads the figures of its questions, but not their words.
    """
    kept = list(figures.items.select_related("question__question__bank").order_by("question"))
    seen = set(Bank.objects.visible_to(reader).values_list("pk", flat=True))
    rows = [
        item_row(number, item.question, item.data, shown=item.question.question.bank_id in seen)
        for number, item in enumerate(kept, start=1)
    ]
    urgency = {
        number: min((WORST.index(flag) for flag in item.data["flags"]), default=len(WORST))
        for number, item in enumerate(kept, start=1)
    }
    return sorted(rows, key=lambda row: urgency[row.number])


def item_row(
    number: int, version: QuestionVersion, data: dict[str, Any], *, shown: bool
) -> ItemRow:
    return ItemRow(
        number=number,
        words=said(version.content.stem) if shown else "",
        bank=version.question.bank.name if shown else "",
        version=version.number,
        n=data["n"],
        facility=figure(data, "facility", 100),
        deviation=figure(data, "deviation", 100),
        guess=figure(data, "guess", 100),
        discrimination=figure(data, "discrimination"),
        efficiency=figure(data, "efficiency"),
        weight=figure(data, "weight"),
        alpha_without=figure(data, "alpha_without"),
        flags=[FLAGS[flag] for flag in data["flags"]],
        choices=choice_rows(version, data["choices"] or []) if shown else [],
    )


def choice_rows(version: QuestionVersion, choices: Sequence[dict[str, Any]]) -> list[ChoiceRow]:
    words = {key: said(text) for key, text, _right in version.kind.countable(version.content)}
    return [
        ChoiceRow(
            words=words.get(choice["key"], choice["key"]),
            right=choice["right"],
            all=100 * choice["all"],
            top=None if choice["top"] is None else 100 * choice["top"],
            bottom=None if choice["bottom"] is None else 100 * choice["bottom"],
            functioning=choice["functioning"],
        )
        for choice in choices
    ]


@dataclass(frozen=True)
class Bar:
    """A bar of the chart of results, in the units of its drawing."""

    start: int
    end: int
    count: int
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + BAR / 2

    @property
    def above(self) -> float:
        return self.y - 4


WIDTH, TALLEST, BASE, BAR, STEP, LEFT = 340, 130, 150, 26, 32, 10


def bars(distribution: Sequence[dict[str, int]]) -> list[Bar]:
    most = max((one["count"] for one in distribution), default=0) or 1
    found = []
    for place, one in enumerate(distribution):
        height = round(TALLEST * one["count"] / most, 1)
        x = LEFT + place * STEP + (STEP - BAR) / 2
        found.append(Bar(one["start"], one["end"], one["count"], x, BASE - height, height))
    return found


def ticks() -> list[tuple[int, int]]:
    """Where on the axis of the chart which percent stands."""
    return [(LEFT + place * STEP, place * 10) for place in range(0, 11, 2)]


def summary(figures: ExamFigures) -> dict[str, Any]:
    """The figures of the whole exam for its template."""
    data = figures.data
    plan = figures.version.plan
    names = ("mean", "median", "deviation", "skewness", "kurtosis", "alpha", "standard_error")
    found: dict[str, Any] = {name: figure(data, name) for name in names}
    found["enough"] = data["distribution"] is not None
    if not found["enough"]:
        return found
    found["bars"] = bars(data["distribution"])
    found["ticks"] = ticks()
    found["pass_percent"] = plan.pass_percent
    found["pass_at"] = LEFT + STEP * plan.pass_percent / 10
    if data["alpha"] is not None:
        found["reliability_said"] = reliability_said(data["alpha"])
    if len(plan.sections) > 1:
        found["blocks"] = [
            {
                "title": said(plan.sections[block["section"]].title),
                "number": block["section"] + 1,
                "items": block["items"],
                "alpha": figure(block, "alpha"),
            }
            for block in data["blocks"]
        ]
    return found
