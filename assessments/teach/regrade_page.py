"""What the pages of marking anew show, put together from what is kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from assessments.models import Attempt, AttemptSlot, Bank, Exam, QuestionVersion
from assessments.regrading.effects import DryRun, Outcome
from xinqiao.accounts.models import Assignment, Person, Unit

MOST_NAMES = 100


def exams_of(person: Person) -> QuerySet[Exam]:
    """Those that *person* builds and that somebody has handed in."""
    taken = Attempt.objects.counted().filter(state=Attempt.State.FINISHED)
    keys = taken.order_by().values("exam_key").distinct()
    return Exam.objects.built_by(person).filter(key__in=keys).order_by("slug")


@dataclass(frozen=True)
class Asked:
    """A version of a question, and how many attempts that are handed in hold it."""

    version: QuestionVersion
    attempts: int


def asked_in(exam: Exam, person: Person) -> list[Asked]:
    """The questions of *exam* that *person* may see. Two queries."""
    handed_in = Attempt.objects.counted().filter(exam_key=exam.key, state=Attempt.State.FINISHED)
    rows = AttemptSlot.objects.filter(attempt__in=handed_in.order_by().values("pk"), worth__gt=0)
    counts = dict(
        rows.order_by().values("version").annotate(n=Count("pk")).values_list("version", "n")
    )
    seen = Bank.objects.visible_to(person).order_by().values("pk")
    versions = QuestionVersion.objects.filter(pk__in=counts, question__bank__in=seen)
    return [
        Asked(one, counts[one.pk]) for one in versions.select_related("question").order_by("pk")
    ]


@dataclass(frozen=True)
class Named:
    """A person whose verdict changes."""

    name: str
    outcome: Outcome


@dataclass(frozen=True)
class Names:
    """Those whom the reader may know by name; how many more there are, and how many are hidden."""

    rows: list[Named]
    more: int
    hidden: int


def names_in(run: DryRun, reader: Person) -> Names:
    """Whose verdict changes: first who loses. Two queries."""
    flipped = [*run.lost, *run.gained]
    units = Unit.objects.visible_to(reader).values("pk")
    mine = Assignment.objects.filter(
        person__in={one.person for one in flipped}, unit__in=units
    ).values("person")
    known = Person.objects.filter(pk__in=mine).in_bulk()
    rows = [Named(known[one.person].get_full_name(), one) for one in flipped if one.person in known]
    return Names(rows[:MOST_NAMES], max(0, len(rows) - MOST_NAMES), len(flipped) - len(rows))
