"""Facts through `/sync/` in batches of fifty, against a bare bulk_create of the same rows."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any

from tests.bench.server import Server

ROUNDS, BATCHES, SIZE = 7, 20, 50


def facts_of(lessons: list[Any], notes: dict[str, str]) -> list[dict[str, Any]]:
    """A batch as a phone would send it after an afternoon without a network.

    *notes* holds, by lesson, the version of the note that the phone goes on from.
    """
    facts = []
    for number in range(SIZE):
        lesson = lessons[number % len(lessons)]
        kind = ("opened", "seen", "check", "time", "reflection")[number % 5]
        fact = {
            "client_uuid": str(uuid.uuid4()),
            "kind": f"lesson.{kind}",
            "lesson": str(lesson.lesson_key),
            "language": lesson.language,
            "at": datetime.now(UTC).isoformat(),
        }
        if kind == "check":
            item, right = next(iter(lesson.checks.items()))
            fact |= {"item": item, "choice": right}
        elif kind == "time":
            fact["seconds"] = 60
        elif kind == "reflection":
            text = f"想起一个孩子 {number}"
            base = notes.get(fact["lesson"], "")
            fact |= {"item": lesson.reflections[0], "text": text, "base": base}
            notes[fact["lesson"]] = fact["client_uuid"]
        facts.append(fact)
    return facts


def timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return BATCHES * SIZE / (time.perf_counter() - started)


def signed_in(person: Any) -> dict[str, str]:
    """The headers with which a device of *person* sends."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    token = "b" * 32
    return {
        "Content-Type": "application/json",
        "X-CSRFToken": token,
        "Cookie": f"sessionid={session.session_key}; csrftoken={token}",
    }


def measure(server: Server) -> list[dict[str, Any]]:
    from django.utils import timezone

    from courses.models import CoursePage, LessonFact, LessonOutline
    from courses.services import enrol
    from xinqiao.accounts.models import Person

    person = Person.objects.create_user("bench", password=None)
    course = CoursePage.objects.live().filter(slug="first-step").first()
    enrol(person, course)
    lessons = list(
        LessonOutline.objects.filter(course_key=course.translation_key, language="zh-hans")[:5]
    )
    headers = signed_in(person)
    connection = http.client.HTTPConnection(server.base.removeprefix("http://"))

    def through_sync() -> None:
        for batch in batches:
            connection.request("POST", "/sync/", body=batch, headers=headers)
            answer = connection.getresponse()
            results = json.loads(answer.read())["results"]
            if any(result["outcome"] != "accepted" for result in results):
                raise RuntimeError(results)

    def bare() -> None:
        for rows in row_batches:
            LessonFact.objects.bulk_create(rows)

    def rows_like(raw: list[dict[str, Any]]) -> list[LessonFact]:
        now = timezone.now()
        return [
            LessonFact(
                client_uuid=uuid.uuid4(),
                person=person,
                kind=fact["kind"],
                lesson_key=fact["lesson"],
                language=fact["language"],
                item=fact.get("item", ""),
                data={"choice": fact["choice"]} if "choice" in fact else {},
                at=now,
                received_at=now,
                fingerprint=uuid.uuid4().hex * 2,
            )
            for fact in raw
        ]

    pairs = []
    notes: dict[str, str] = {}
    for _ in range(ROUNDS + 1):
        raw = [facts_of(lessons, notes) for _ in range(BATCHES)]
        batches = [json.dumps({"person": str(person.public_id), "facts": part}) for part in raw]
        row_batches = [rows_like(part) for part in raw]
        pairs.append((timed(through_sync), timed(bare)))
    pairs = pairs[1:]  # the first round warms
    return [
        {"what": "facts through /sync/", "unit": "rows/s", "value": median(a for a, _ in pairs)},
        {"what": "bare bulk_create", "unit": "rows/s", "value": median(b for _, b in pairs)},
        {
            "what": "/sync/ against bulk_create",
            "unit": "times",
            "value": median(a / b for a, b in pairs),
            "floor": 1 / 3,
        },
    ]
