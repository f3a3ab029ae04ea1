"""Self-checks: a few questions below a module, judged at once, as often as one likes.

The server judges, and keeps nothing: not who asked, not what was answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from assessments import answers
from assessments.answers import is_answer
from assessments.models import AttemptSlot, QuestionVersion, SelfCheckPage
from assessments.models.questions import Label
from assessments.plan import What
from assessments.question_types.base import NOTHING, BadResponse
from assessments.review_page import Reviewed, lessons_for, reviewed

MOST = 8
"""Questions of one self-check: what one answers in a few minutes."""

BEFORE: frozenset[What] = frozenset({"response"})
AFTER: frozenset[What] = frozenset({"response", "right_or_wrong", "right_answer", "explanation"})


@dataclass(frozen=True)
class Checked:
    """The questions of a self-check, before or after they were answered."""

    questions: list[Reviewed]
    right: int
    answered: int

    @property
    def asked(self) -> int:
        return sum(one.asks for one in self.questions)


def slots_of(page: SelfCheckPage) -> list[AttemptSlot]:
    """The questions that *page* asks, in the order of their ids. One query.

    Answers are in an order by chance that is the same for everybody, so that the page can be kept;
    the author's own order could tell the right one.
    """
    versions = (
        QuestionVersion.objects.newest_ready()
        .labelled(Label.Kind.TAG, page.tag)
        .filter(question__bank=page.bank_id, question__bank__practice=True)
        .order_by("question__external_id", "pk")
    )
    return [
        AttemptSlot(
            place=place,
            section=0,
            version=version,
            order=version.kind.arrange(version.content, Random(version.pk)),  # noqa: S311
            worth=1.0,
        )
        for place, version in enumerate(versions[:MOST])
    ]


def asked(page: SelfCheckPage, language: str) -> Checked:
    """The questions, not answered yet: nothing of the key. One query."""
    slots = slots_of(page)
    return Checked([reviewed(BEFORE, slot, NOTHING, {}, {}, language) for slot in slots], 0, 0)


def judged(
    page: SelfCheckPage, given: Mapping[int, Mapping[str, list[str]]], language: str
) -> Checked:
    """What was answered, and how each answer did; what was not answered stays open. Two queries."""
    slots = slots_of(page)
    lessons = lessons_for(slots)
    found, right, answered = [], 0, 0
    for slot in slots:
        version = slot.version
        payload = payload_of(version, given.get(slot.place, {}))
        if not is_answer(payload):
            found.append(reviewed(BEFORE, slot, NOTHING, payload, lessons, language))
            continue
        score = version.kind.score(version.content, payload)
        answered += 1
        right += score.points == 1
        found.append(reviewed(AFTER, slot, score, payload, lessons, language))
    return Checked(found, right, answered)


def payload_of(version: QuestionVersion, fields: Mapping[str, list[str]]) -> dict[str, object]:
    try:
        return answers.from_fields(version, answers.read_fields(dict(fields)))
    except BadResponse:
        return {}
