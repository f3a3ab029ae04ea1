"""Bringing an exam out: its rules are checked, and then never change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.drawing import CannotDraw, Item, draw, places, suits
from assessments.models import Bank, Exam, ExamVersion, Question, QuestionVersion
from assessments.plan import Draw, Fixed, Plan
from assessments.pools import named_for, pool_for
from assessments.question_types.faults import read
from xinqiao.accounts import audit
from xinqiao.accounts.models import Person


@dataclass(frozen=True)
class Problem:
    """Why an exam cannot be published: at `place` (as "2.1": second section, first slot)."""

    place: str
    reason: str | Promise


class NotFit(Exception):
    """The exam cannot be published; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__([str(problem.reason) for problem in problems])
        self.problems = problems


def read_plan(data: Any) -> Plan:
    """Raises `Faulty`."""
    return read(Plan, data)


@transaction.atomic
def draft(exam: Exam, data: Any) -> ExamVersion:
    """Keep *data* as the rules that *exam* shall have next. Raises `Faulty`."""
    plan = read_plan(data)
    kept = plan.model_dump(mode="json")  # whole: a default may change one day, an exam may not
    version = exam.versions.select_for_update().filter(published_at=None).first()
    if version is None:
        number = exam.versions.aggregate(last=Max("number"))["last"] or 0
        version = ExamVersion(exam=exam, number=number + 1)
    version.data = kept
    version.save()
    return version


def problems_of(plan: Plan, *, usable: Iterable[str] | None = None) -> list[Problem]:
    """Why *plan* cannot be drawn or read; none if it can.

    A draw that succeeds once succeeds for every candidate, see `assessments.drawing`. *usable* are
    the short names of the banks that the publisher may use; all if None. Some seven queries.
    """
    known = None if usable is None else list(usable)
    return [
        *unknown_banks(plan, known),
        *foreign_questions(plan, known),
        *practised(plan),
        *shortages(plan, pool_for(plan), named_for(plan)),
    ]


def unknown_banks(plan: Plan, usable: Iterable[str] | None) -> list[Problem]:
    if usable is None:
        usable = Bank.objects.filter(slug__in=plan.banks).values_list("slug", flat=True)
    reason = _("There is no question bank “%(slug)s” that you may use.")
    return [Problem("", reason % {"slug": slug}) for slug in sorted(set(plan.banks) - set(usable))]


def foreign_questions(plan: Plan, usable: Collection[str] | None) -> list[Problem]:
    """Places that name a question of a bank that the publisher may not use."""
    named = {
        f"{section + 1}.{number + 1}": slot.question
        for (section, number), slot in places(plan)
        if isinstance(slot, Fixed)
    }
    if usable is None or not named:
        return []
    rows = Question.objects.filter(key__in=set(named.values()), bank__slug__in=usable)
    mine = set(rows.values_list("key", flat=True))
    reason = _("This question is in no bank that you may use.")
    return [Problem(place, reason) for place, key in named.items() if key not in mine]


def practised(plan: Plan) -> list[Problem]:
    """Banks for practice, whose answers everybody may see, in an exam that keeps its answers back."""
    if "right_answer" in plan.review.get("at_once", ()):
        return []
    keys = {slot.question for slot in plan.slots if isinstance(slot, Fixed)}
    drawn = Q(slug__in=plan.banks) | Q(questions__key__in=keys)
    found = Bank.objects.filter(drawn, practice=True).order_by("slug").distinct()
    reason = _("The bank “%(bank)s” is for practice: everybody may see its answers.")
    return [Problem("", reason % {"bank": bank.name}) for bank in found]


def shortages(plan: Plan, pool: Sequence[Item], named: Sequence[Item]) -> list[Problem]:
    """What cannot be drawn, and what candidates could not read."""
    try:
        draw(plan, pool, named, Random(0))  # noqa: S311  (whether, not which)
    except CannotDraw as short:
        return [
            Problem(
                f"{one.section + 1}.{one.slot + 1}",
                _("%(asked)s questions are asked for, and %(found)s can be had.")
                % {"asked": one.asked, "found": one.found},
            )
            for one in short.shortages
        ]
    return unreadable(plan, pool, named)


def unreadable(plan: Plan, pool: Sequence[Item], named: Sequence[Item]) -> list[Problem]:
    """Questions that lack words in a language of the exam."""
    rules = [slot for slot in plan.slots if isinstance(slot, Draw)]
    keys = {str(slot.question) for slot in plan.slots if isinstance(slot, Fixed)}
    ids = {item.version for item in pool if any(suits(item, rule) for rule in rules)}
    ids |= {item.version for item in named if item.key in keys}
    versions = QuestionVersion.objects.filter(pk__in=ids).select_related("question")
    reason = _("Question “%(question)s” has no words in %(language)s.")
    return [
        Problem("", reason % {"question": str(version), "language": language})
        for version in versions
        for language in plan.languages
        if language not in version.content.stem
    ]


@transaction.atomic
def publish(
    version: ExamVersion, *, by: Person | None, usable: Iterable[str] | None = None
) -> None:
    """Let *version* be the rules of all attempts that begin from now on. Twice changes nothing.

    Raises `NotFit`, and `Faulty` when the rules cannot be read.
    """
    if version.published_at:
        return
    problems = problems_of(read_plan(version.data), usable=usable)
    if problems:
        raise NotFit(problems)
    published = ExamVersion.objects.filter(pk=version.pk, published_at=None)
    if published.update(published_at=timezone.now(), published_by=by):
        exam = version.exam
        audit.record(
            audit.Action.EXAM_PUBLISHED,
            actor=by,
            unit=exam.unit,
            about=audit.About("assessments.exam", str(exam.key), exam.name_zh),
            details={"version": version.number},
        )
    version.refresh_from_db()
