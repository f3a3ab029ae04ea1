"""An exam for the candidates of the bench, and what is kept of it afterwards.

`python -m tests.bench.sitting prepare COUNT` prints the room; `… kept`, with receipts on standard
input, how many of them are kept and how many attempts are handed in. Both in the environment of
the site.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

QUESTIONS, MINUTES = 30, 40


def prepare(count: int) -> dict[str, Any]:
    """As many people, signed in, before an exam that one may sit as often as one likes."""
    from django.urls import reverse
    from django.utils import timezone, translation

    from assessments.models import Bank, Exam, Sitting
    from assessments.publishing import draft, publish
    from tests.bench.sync import signed_in
    from xinqiao.accounts.models import Person

    bank = Bank.objects.get(slug="track-a")
    exam = Exam.objects.create(slug="bench", unit=bank.unit, name_zh="全县考试", name_en="County")
    slots = [{"kind": "draw", "count": QUESTIONS, "types": ["single", "multiple", "truefalse"]}]
    rules = {
        "banks": [bank.slug],
        "minutes": MINUTES,
        "sections": [{"key": "all", "slots": slots}],
        "languages": ["zh-hans", "en"],
    }
    publish(draft(exam, rules), by=Person.objects.create_user("leader", password=None))
    sitting = Sitting.objects.create(exam=exam, opens_at=timezone.now())
    names = [f"candidate{number}" for number in range(count)]
    Person.objects.bulk_create([Person(username=name, password="!") for name in names])
    people = Person.objects.filter(username__in=names)
    with translation.override("zh-hans"):
        address = reverse("exam_start", args=[sitting.key])
    return {
        "address": address,
        "people": [{"id": str(one.public_id), "headers": signed_in(one)} for one in people],
    }


def kept(receipts: list[str]) -> dict[str, int]:
    from assessments.models import Attempt, Step

    steps = set(
        Step.objects.filter(attempt__sitting__exam__slug="bench").values_list(
            "client_uuid", flat=True
        )
    )
    attempts = Attempt.objects.filter(sitting__exam__slug="bench")
    return {
        "lost": len(set(receipts) - {str(one) for one in steps}),
        "open": attempts.exclude(state=Attempt.State.FINISHED).count(),
        "marked": attempts.filter(percent__isnull=False).count(),
    }


if __name__ == "__main__":
    django.setup()
    told = prepare(int(sys.argv[2])) if sys.argv[1] == "prepare" else kept(json.load(sys.stdin))
    json.dump(told, sys.stdout)
