"""The form of an exam's rules, without scripts: one form whose buttons add, move and take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Bank
from assessments.plan import Marking, What, When
from assessments.question_types.faults import Fault
from assessments.teach.plan_rows import Raw, new_section, press, read_sections
from assessments.texts import LANGUAGES, NAMES
from courses.kept import offered_courses
from xinqiao.accounts.models import Person

WHENS: dict[str, str | Promise] = {
    "at_once": _("right after handing in"),
    "while_open": _("later, while others still sit"),
    "after_close": _("when nobody sits any more"),
}
WHATS: dict[str, str | Promise] = {
    "total": _("the result"),
    "response": _("what was answered"),
    "right_or_wrong": _("whether it was right"),
    "points": _("the points"),
    "right_answer": _("the right answer"),
    "explanation": _("the explanation"),
}


class RulesForm(forms.Form):
    """All rules but the questions. The fields are called as in `assessments.plan.Plan`."""

    minutes = forms.IntegerField(
        label=_("Time limit in minutes"),
        required=False,
        min_value=1,
        max_value=1440,
        help_text=_("Without a number there is no limit."),
    )
    pass_percent = forms.IntegerField(label=_("Percent needed to pass"), min_value=0, max_value=100)
    attempts = forms.IntegerField(
        label=_("How often one may begin"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("Without a number, as often as one likes."),
    )
    days_between = forms.IntegerField(
        label=_("Days between two attempts"), min_value=0, max_value=365
    )
    counts = forms.ChoiceField(
        label=_("Of several attempts counts"),
        choices=[("best", _("the best")), ("last", _("the last"))],
    )
    overdue = forms.ChoiceField(
        label=_("When the time is over"),
        choices=[
            ("hand_in", _("it is handed in by itself")),
            ("grace", _("one may hand in for another day, without changes")),
            ("abandon", _("what is not handed in does not count as taken")),
        ],
    )
    markers = forms.TypedChoiceField(
        label=_("Who marks what no rule can mark"),
        required=False,
        coerce=int,
        choices=[("1", _("one person")), ("2", _("two people, without knowing of one another"))],
    )
    third_from = forms.IntegerField(
        label=_("A third marks where two differ by more than so many percent"),
        required=False,
        min_value=0,
        max_value=100,
    )
    release = forms.ChoiceField(
        label=_("Results are told"),
        required=False,
        choices=[
            ("marked", _("as soon as they are complete")),
            ("together", _("to all of a sitting together, by its leader")),
        ],
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the exam"),
        choices=[(code, NAMES[code]) for code in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Every question needs words in each of them."),
    )
    banks = forms.MultipleChoiceField(
        label=_("Question banks to draw from"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    course = forms.ChoiceField(label=_("Course to be finished first"), required=False)
    must_pass_counts = forms.BooleanField(
        label=_("Questions marked “must be right” have to be right to pass"), required=False
    )
    whole = forms.BooleanField(
        label=_("Several right answers earn their points only all together"), required=False
    )
    shuffle_questions = forms.BooleanField(
        label=_("Shuffle the questions within each section"), required=False
    )
    shuffle_options = forms.BooleanField(label=_("Shuffle the answers"), required=False)

    def __init__(self, *args: Any, builder: Person, banks: list[str], **kwargs: Any) -> None:
        """*banks* are those that the rules name already, also where they are out of sight."""
        super().__init__(*args, **kwargs)
        seen = {bank.slug: bank.name for bank in Bank.objects.visible_to(builder)}
        unseen = {slug: slug for slug in banks if slug not in seen}
        choices = [*seen.items(), *unseen.items()]
        set_choices(self.fields["banks"], choices)
        offered = {str(key): course.title for key, course in offered_courses().items()}
        chosen = self.initial.get("course")
        if chosen and chosen not in offered:
            offered[chosen] = gettext("a course that is not offered now")
        courses = [("", gettext("none")), *offered.items()]
        set_choices(self.fields["course"], courses)

    def clean_course(self) -> str | None:
        return self.cleaned_data["course"] or None


def set_choices(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


DEFAULTS: Raw = {
    "banks": [],
    "sections": [],
    "minutes": 40,
    "pass_percent": 60,
    "must_pass_counts": True,
    "attempts": None,
    "days_between": 0,
    "counts": "best",
    "shuffle_questions": True,
    "shuffle_options": True,
    "whole": True,
    "overdue": "hand_in",
    "languages": list(LANGUAGES),
    "course": None,
    "review": {"at_once": ["total"]},
}
"""What a new exam begins with."""


@dataclass
class PlanForm:
    """The rules as *builder* writes them; *kept* are those that were written before."""

    builder: Person
    kept: Raw
    posted: QueryDict | None = None
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sections: list[Raw] = self.kept["sections"]
        self.review = {when: set(whats) for when, whats in self.kept["review"].items()}
        self.command = ""
        if self.posted is not None:
            self.read(self.posted)
        if not self.sections:
            self.sections = [new_section([])]
        self.rules = RulesForm(
            self.posted,
            initial=self.kept | self.marking,
            builder=self.builder,
            banks=self.kept["banks"],
            auto_id="rules-%s",
        )

    def read(self, posted: QueryDict) -> None:
        self.sections = read_sections(posted)
        self.review = {
            when: {what for what in WHATS if f"review.{when}.{what}" in posted} for when in WHENS
        }
        self.command = posted.get("press", "") or self.by_enter()
        press(self.sections, self.command)

    def by_enter(self) -> str:
        """What the key Enter means, which presses no button: to search, or else to keep."""
        for number in range(len(self.sections)):
            if self.words_to_find(number):
                return f"find.{number}"
        return "keep"

    @property
    def keeps(self) -> bool:
        return self.command == "keep"

    @property
    def finds_in(self) -> int | None:
        """In which section questions are looked for."""
        name, _dot, rest = self.command.partition(".")
        place = rest.partition(".")[0]
        return int(place) if name in {"find", "ask"} and place.isdecimal() else None

    def words_to_find(self, section: int) -> str:
        return self.posted.get(f"find.{section}", "").strip() if self.posted else ""

    @property
    def banks(self) -> list[str]:
        """The banks that are chosen now."""
        return self.posted.getlist("banks") if self.posted is not None else self.kept["banks"]

    @property
    def data(self) -> Raw | None:
        """All rules as they stand; None where a field outside the sections is wrong."""
        if not self.rules.is_valid():
            return None
        review = {when: sorted(whats) for when, whats in self.review.items() if whats}
        rules = dict(self.rules.cleaned_data)
        said = {name: rules.pop(name) for name in Marking.model_fields}
        told = {name: value for name, value in said.items() if value not in (None, "")}
        parts = {"sections": self.sections, "review": review, "marking": self.marking | told}
        return rules | parts

    @property
    def marking(self) -> Raw:
        """How people mark; of rules from before these, what was usual."""
        return Marking.model_validate(self.kept.get("marking", {})).model_dump()

    @property
    def review_rows(self) -> list[Raw]:
        """What may be seen, and for each time whether it is."""
        return [
            {
                "label": label,
                "cells": [
                    {
                        "name": f"review.{when}.{what}",
                        "label": WHENS[when],
                        "on": what in self.review.get(when, ()),
                    }
                    for when in WHENS
                ],
            }
            for what, label in WHATS.items()
        ]

    @property
    def whens(self) -> list[str | Promise]:
        return list(WHENS.values())


if set(WHENS) != set(get_args(When)) or set(WHATS) != set(get_args(What)):
    raise LookupError("Each time and each thing to be shown needs its words.")
