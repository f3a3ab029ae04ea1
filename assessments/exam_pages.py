"""What the pages of a candidate show, put together from what is kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language, ngettext

from assessments import stages
from assessments.answers import is_answer, prefix_of, to_show
from assessments.models import Attempt, AttemptSlot, Label, Mark, Sitting
from assessments.models.attempts import flagged, last_answers
from assessments.plan import Plan
from assessments.question_types.base import NOTHING, Score
from courses.models import LessonPage
from xinqiao.accounts.models import Person
from xinqiao.knowledge.models import Competence


@dataclass(frozen=True)
class Shown:
    """A question as its template shows it."""

    place: int
    template: str
    face: dict[str, Any]
    prefix: str
    response: dict[str, Any]
    answered: bool
    asks: bool
    flagged: bool

    @property
    def number(self) -> int:
        return self.place + 1


def language_of(plan: Plan) -> str:
    """The active language, or the first one that the exam has."""
    active = get_language() or ""
    return active if active in plan.languages else plan.languages[0]


def questions_of(attempt: Attempt, plan: Plan) -> list[Shown]:
    """The questions in the candidate's order, with what was answered and marked last.

    Two queries.
    """
    steps = list(attempt.steps.order_by("at", "pk"))
    answers, marked = last_answers(steps), flagged(steps)
    reached = stages.reached(steps)
    language = language_of(plan)
    shown = []
    for slot in attempt.slots.with_questions().order_by("place"):
        version, payload = slot.version, answers.get(slot.place, {})
        face = version.kind.face(version.content, slot.order, language)
        response = to_show(version, payload)
        if stages.staged(version):
            stage = reached.get((attempt.pk, slot.place), stages.Stage())
            face, response = stages.shown(version, face, payload, steps, slot.place, stage)
        shown.append(
            Shown(
                place=slot.place,
                template=version.kind.template,
                face=face,
                prefix=prefix_of(slot.place),
                response=response,
                answered=is_answer(payload) and not face.get("goes_on"),
                asks=version.kind.asks,
                flagged=slot.place in marked,
            )
        )
    return shown


def open_sittings(person: Person, now: datetime, ahead: timedelta) -> list[tuple[Sitting, bool]]:
    """Sittings that *person* may begin within the time *ahead*, and whether they may now.

    One query.
    """
    return [
        (sitting, sitting.opens_at <= now)
        for sitting in Sitting.objects.for_person(person)
        .filter(exam__versions__published_at__isnull=False, opens_at__lte=now + ahead)
        .select_related("exam")
        .distinct()
        .order_by("opens_at", "pk")
        if sitting.closes_at is None or now < sitting.closes_at
    ]


@dataclass(frozen=True)
class Help:
    """What a result says about one competence, and the lessons that help."""

    competence: str
    earned: float
    of: float
    lessons: list[LessonPage]

    @property
    def percent(self) -> int:
        return round(100 * self.earned / self.of) if self.of else 100

    @property
    def reached(self) -> str:
        return f"{self.percent} %"


def score_of(mark: Mark | None) -> Score:
    return NOTHING if mark is None else mark.score


def profile(slots: list[AttemptSlot], scores: list[Score]) -> list[Help]:
    """By competence, what was reached, the weakest first; with the lessons of what went wrong.

    Three queries.
    """
    earned: dict[str, float] = defaultdict(float)
    of: dict[str, float] = defaultdict(float)
    lessons: dict[str, set[Any]] = defaultdict(set)
    codes: dict[int, list[str]] = defaultdict(list)
    rows = Label.objects.filter(
        version__in=[slot.version_id for slot in slots], kind=Label.Kind.COMPETENCE
    )
    for version_id, code in rows.values_list("version_id", "value"):
        codes[version_id].append(code)
    for slot, score in zip(slots, scores, strict=True):
        if score.dropped:
            continue
        for code in codes[slot.version_id]:
            earned[code] += slot.worth * (score.points or 0)
            of[code] += slot.worth
            if score.points != 1 and slot.version.lesson_key:
                lessons[code].add(slot.version.lesson_key)
    names = {one.code: one.name for one in Competence.objects.filter(code__in=of)}
    pages = {
        page.translation_key: page
        for page in LessonPage.objects.live().filter(
            translation_key__in=set().union(*lessons.values()),
            locale__language_code=get_language(),
        )
    }
    helps = [
        Help(
            names.get(code, code),
            earned[code],
            of[code],
            [pages[key] for key in lessons[code] if key in pages],
        )
        for code in of
    ]
    return sorted(helps, key=lambda one: (one.percent, one.competence))


def spacing_said(days: int) -> str:
    """How far apart two attempts are, for candidates and for those who build the exam."""
    said = ngettext(
        "Between two attempts lies %(n)s day.", "Between two attempts lie %(n)s days.", days
    )
    return said % {"n": days}
