"""Building exams: their rules are drafted, and brought out once they are right."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from assessments.models import Bank, Exam, ExamVersion
from assessments.models.questions import fingerprint
from assessments.plan import Plan
from assessments.publishing import Problem, draft, problems_of, publish, read_plan
from xinqiao.accounts.models import Person


class ChangedMeanwhile(Exception):
    """Somebody else changed the rules while they were read or written."""


class NoDraft(Exception):
    """There are no rules that wait to be brought out."""


def draft_of(exam: Exam) -> ExamVersion | None:
    return exam.versions.filter(published_at=None).first()


def newest_of(exam: Exam) -> ExamVersion | None:
    """The draft, or else what was published last."""
    return exam.versions.order_by("-number").first()


def read_mark(version: ExamVersion | None) -> str:
    """Tells whether the rules that somebody has read are still the same."""
    return fingerprint(version.data if version else None)


@transaction.atomic
def keep_draft(exam: Exam, data: Any, *, based_on: str) -> ExamVersion:
    """Keep *data* as the rules that *exam* shall have next.

    *based_on* marks the rules that were changed. Raises `Faulty` and `ChangedMeanwhile`.
    """
    plan = read_plan(data)
    lock(exam)
    newest = newest_of(exam)
    if based_on != read_mark(newest) and not (newest and newest.data == kept(plan)):
        raise ChangedMeanwhile(exam.pk)
    return draft(exam, data)


def kept(plan: Plan) -> dict[str, Any]:
    return plan.model_dump(mode="json")


@transaction.atomic
def drop_draft(exam: Exam) -> None:
    """Let *exam* stay as it was last published."""
    lock(exam)
    exam.versions.filter(published_at=None).delete()


@transaction.atomic
def bring_out(exam: Exam, *, by: Person, based_on: str) -> ExamVersion:
    """Publish the draft of *exam* that *by* has read.

    Raises `NoDraft`, `ChangedMeanwhile`, and `NotFit` when the check finds something.
    """
    lock(exam)
    version = draft_of(exam)
    if version is None:
        raise NoDraft(exam.pk)
    if based_on != read_mark(version):
        raise ChangedMeanwhile(exam.pk)
    publish(version, by=by, usable=banks_for(by))
    return version


def problems_for(plan: Plan, builder: Person) -> list[Problem]:
    """What stands in the way of *builder* publishing *plan*. Some seven queries."""
    return problems_of(plan, usable=banks_for(builder))


def banks_for(builder: Person) -> list[str]:
    """The short names of the banks that *builder* may use. One query."""
    return list(Bank.objects.visible_to(builder).values_list("slug", flat=True))


def lock(exam: Exam) -> None:
    """Whoever changes the rules of *exam* waits for the others who do."""
    list(Exam.objects.select_for_update().filter(pk=exam.pk).values_list("pk"))
