"""People who sit an exam, for tests of what comes after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.utils import timezone

from assessments.beginning import begin
from assessments.finishing import finish
from assessments.models import Attempt, Exam, Question, Sitting, Step
from tests.assessments.factories import make_bank, make_exam, make_ready, single
from tests.factories import PersonFactory
from xinqiao.accounts.models import Person


def fixed_exam(count: int = 3, *, types: Iterable[dict[str, Any]] = (), **rules: Any) -> Exam:
    """An exam in which everybody has the same questions, in the same order; right is always a."""
    bank = make_bank()
    for number in range(count):
        make_ready(bank, data=single(f"第 {number} 题？"), external_id=f"Q{number}")
    for more in types:
        make_ready(bank, **more)
    keys = Question.objects.filter(bank=bank).order_by("pk").values_list("key", flat=True)
    slots = [{"kind": "fixed", "question": str(key)} for key in keys]
    rules.setdefault("sections", [{"key": "all", "slots": slots}])
    return make_exam(bank=bank, shuffle_questions=False, **rules)


def sit(sitting: Sitting, answers: Iterable[Any], person: Person | None = None) -> Attempt:
    """Begin, answer in the order of the questions (a letter, a whole response or None), hand in."""
    attempt = begin(person or PersonFactory(), sitting)
    now = timezone.now()
    Step.objects.bulk_create(
        Step(
            attempt=attempt,
            client_uuid=uuid4(),
            kind=Step.Kind.ANSWER,
            place=place,
            payload={"choice": answer} if isinstance(answer, str) else answer,
            at=now,
            received_at=now,
            fingerprint="",
        )
        for place, answer in enumerate(answers)
        if answer
    )
    finish(attempt)
    return attempt
