"""Many questions out of one file, and many attempts scored again from what candidates did."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any
from uuid import uuid4

FEW, MANY = 500, 5000
ATTEMPTS, QUESTIONS, ROUNDS = 10_000, 30, 3


def measure() -> list[dict[str, Any]]:
    return [*importing(), *rescoring()]


def importing() -> list[dict[str, Any]]:
    few, many = taken_in(FEW), taken_in(MANY)
    return [
        row("questions out of an XLSX file", "a second", MANY / many["seconds"]),
        row(f"queries for {MANY}", "in all", many["queries"]),
        row("… that are no bulk statements", "queries", many["single"]),
        row(f"… more than for {FEW}", "queries", many["single"] - few["single"]) | {"limit": 0},
    ]


def taken_in(count: int) -> dict[str, float]:
    """What it costs to import *count* new questions into an empty bank."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from assessments.exchange import FORMATS
    from assessments.exchange.exporting import items_of
    from assessments.exchange.importing import import_file
    from assessments.models import Bank

    own = Bank.objects.get(slug="track-a")
    items = list(items_of(own))
    items = [
        replace(items[number % len(items)], external_id=f"B{number}", family="")
        for number in range(count)
    ]
    file = BytesIO(FORMATS["xlsx"].write(items).content)
    bank = Bank.objects.create(slug=f"bench-{count}", unit=own.unit, name_zh="量", name_en="Bench")
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        report = import_file(bank, FORMATS["xlsx"], file, by=None)
    if report.imported != count:
        raise RuntimeError(Counter(one.reason for one in report.rows).most_common(3))
    single = sum(not query["sql"].startswith("INSERT") for query in captured.captured_queries)
    return {
        "seconds": time.perf_counter() - began,
        "queries": len(captured),
        "single": single,
    }


def rescoring() -> list[dict[str, Any]]:
    version = sat()
    reads, wholes = [], []
    for _ in range(ROUNDS):
        reads.append(seconds_of(papers_of(version)))
        wholes.append(seconds_of(scored(version)))
    return [
        row(f"reading {ATTEMPTS} attempts of {QUESTIONS} questions", "s", min(reads)),
        row("reading and scoring them again", "s", min(wholes)),
        row("… against reading them", "times", min(wholes) / min(reads)) | {"limit": 5.0},
    ]


def sat() -> Any:
    """The version of an exam that so many people have handed in."""
    from django.utils import timezone

    from assessments.models import Attempt, AttemptSlot, Bank, Exam, QuestionVersion, Sitting, Step
    from assessments.publishing import draft, publish
    from xinqiao.accounts.models import Person

    bank = Bank.objects.get(slug="track-a")
    leader = Person.objects.create_user("rescorer", password=None)
    exam = Exam.objects.create(slug="rescored", unit=bank.unit, name_zh="量", name_en="Bench")
    slots = [{"kind": "draw", "count": QUESTIONS, "types": ["single", "multiple", "truefalse"]}]
    rules = {"banks": [bank.slug], "sections": [{"key": "all", "slots": slots}]}
    version = draft(exam, rules)
    publish(version, by=leader)
    now = timezone.now()
    sitting = Sitting.objects.create(exam=exam, opens_at=now - timedelta(days=1))
    people = Person.objects.bulk_create(
        Person(username=f"rescored{number}") for number in range(ATTEMPTS)
    )
    attempts = Attempt.objects.bulk_create(
        Attempt(
            person=person,
            sitting=sitting,
            version=version,
            exam_key=exam.key,
            number=1,
            started_at=now,
            state=Attempt.State.FINISHED,
            finished_at=now,
        )
        for person in people
    )
    questions = [
        question
        for question in QuestionVersion.objects.filter(question__bank=bank).order_by("pk")
        if question.type in slots[0]["types"]
    ][:QUESTIONS]
    random = Random(1)
    choices = [possible(question) for question in questions]
    AttemptSlot.objects.bulk_create(
        (
            AttemptSlot(attempt=attempt, place=place, section=0, version=question, worth=1.0)
            for attempt in attempts
            for place, question in enumerate(questions)
        ),
        batch_size=5000,
    )
    Step.objects.bulk_create(
        (
            Step(
                attempt=attempt,
                client_uuid=uuid4(),
                kind=Step.Kind.ANSWER,
                place=place,
                payload=random.choice(options),
                at=now,
                received_at=now,
                fingerprint="f" * 64,
            )
            for attempt in attempts
            for place, options in enumerate(choices)
        ),
        batch_size=5000,
    )
    return version


def possible(question: Any) -> list[dict[str, Any]]:
    """Two responses to *question*, as they are kept."""
    from assessments.answers import from_fields

    keys = [option["key"] for option in question.data.get("options", [])] or ["", ""]
    forms = [
        {"choice": [key], "answer": [said]}
        for key, said in zip(keys[:2], ("true", "false"), strict=True)
    ]
    return [from_fields(question, form) for form in forms]


def papers_of(version: Any) -> Iterator[tuple[list[Any], dict[int, Any]]]:
    """Slots and answers of each attempt, read a thousand attempts at a time."""
    from assessments.models import Attempt
    from assessments.models.attempts import last_answers

    attempts = Attempt.objects.filter(version=version).order_by("pk")
    rows = attempts.prefetch_related("steps", "slots__version")
    for attempt in rows.iterator(chunk_size=1000):
        yield list(attempt.slots.all()), last_answers(list(attempt.steps.all()))


def scored(version: Any) -> Iterator[Any]:
    """The result of each attempt."""
    from assessments.finishing import result_of, score_all

    plan = version.plan
    for slots, answers in papers_of(version):
        yield result_of(plan, slots, score_all(slots, answers, plan))


def seconds_of(work: Iterator[Any]) -> float:
    began = time.perf_counter()
    if sum(1 for _ in work) != ATTEMPTS:
        raise RuntimeError("some attempts are not there")
    return time.perf_counter() - began


def row(what: str, unit: str, value: float) -> dict[str, Any]:
    return {"what": what, "unit": unit, "value": value}
