"""A county learns and sits an exam while two schools sign in within five seconds."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.bench.asking import ask
from tests.bench.server import Server

SENDERS, EVERY = 200, 5.0
"""People who send in turn what they did in a lesson and in an exam; seconds between the two."""
LESSON, EXAM = "lesson.time", "exam.answer"
SIGN_INS, WITHIN = 150, 5.0
QUIET = 8.0
"""Seconds of each quiet stretch."""
STORMS = 2  # with a third, the limit for one address would answer
PASSWORD = "of-a-storm-of-people"
TOKEN = "s" * 32


@dataclass
class Tally:
    """Milliseconds that each `/sync/` took, by kind of fact, and what became of the sign-ins."""

    sync: dict[str, list[float]] = field(default_factory=lambda: {LESSON: [], EXAM: []})
    waits: list[float] = field(default_factory=list)
    asked_back: int = 0


async def send_facts(
    host: str, sender: Sender, start: float, over: asyncio.Event, tally: Tally
) -> None:
    await asyncio.sleep(start)
    for kind in cycle((LESSON, EXAM)):
        if over.is_set():
            break
        began = time.perf_counter()
        answer = await ask(host, "POST", "/sync/", sender.headers, sender.body(kind))
        if answer.status != 200 or '"accepted"' not in answer.body:
            raise RuntimeError(answer)
        took = time.perf_counter() - began
        tally.sync[kind].append(1000 * took)
        await asyncio.sleep(max(0.0, EVERY - took))


async def sign_in(host: str, name: str, start: float, tally: Tally) -> None:
    await asyncio.sleep(start)
    began = time.perf_counter()
    form = urlencode({"login": name, "password": PASSWORD, "csrfmiddlewaretoken": TOKEN})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={TOKEN}",
    }
    while True:
        answer = await ask(host, "POST", "/zh-hans/account/login/", headers, form)
        if answer.status == 302:
            break
        if answer.status not in (429, 503):
            raise RuntimeError(f"{name}: {answer}")
        tally.asked_back += 1
        await asyncio.sleep(5)
    tally.waits.append(time.perf_counter() - began)


async def stretch(host: str, senders: list[Sender], names: list[str], tally: Tally) -> None:
    """All senders at work, for QUIET seconds or until everybody of *names* is signed in."""
    over = asyncio.Event()
    sending = [
        asyncio.create_task(send_facts(host, sender, EVERY * place / SENDERS, over, tally))
        for place, sender in enumerate(senders)
    ]
    if names:
        await asyncio.gather(
            *(sign_in(host, name, WITHIN * n / len(names), tally) for n, name in enumerate(names))
        )
    else:
        await asyncio.sleep(QUIET)
    over.set()
    await asyncio.gather(*sending)


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def measure(server: Server) -> list[dict[str, Any]]:
    host = urlsplit(server.base).netloc
    senders, names = people()
    quiet, storm = Tally(), Tally()
    asyncio.run(stretch(host, senders, [], Tally()))  # warms
    for _ in range(STORMS):
        asyncio.run(stretch(host, senders, [], quiet))
        asyncio.run(stretch(host, senders, names, storm))
    rows: list[tuple[str, str, float, dict[str, float]]] = [
        ("a sign-in of the storm, p95", "s", p95(storm.waits), {}),
        ("sign-ins asked to come back", "times", storm.asked_back, {}),
    ]
    for kind, name in ((LESSON, "what was learnt"), (EXAM, "an answer in an exam")):
        before, during = p95(quiet.sync[kind]), p95(storm.sync[kind])
        rows += [
            (f"{name}, when all is quiet, p95", "ms", before, {}),
            (f"{name}, while 150 sign in, p95", "ms", during, {}),
            (f"{name}, in the storm against quiet", "times", during / before, {"limit": 3.0}),
        ]
    return [{"what": what, "unit": unit, "value": value} | goal for what, unit, value, goal in rows]


@dataclass
class Sender:
    """A device of somebody who is on a course, and in an exam."""

    person: str
    headers: dict[str, str]
    lesson: dict[str, str]
    exam: dict[str, Any]

    def body(self, kind: str) -> str:
        more = {LESSON: self.lesson | {"seconds": 5}, EXAM: self.exam}[kind]
        now = datetime.now(UTC).isoformat()
        fact = {"client_uuid": str(uuid.uuid4()), "kind": kind, "at": now} | more
        return json.dumps({"person": self.person, "sent_at": now, "facts": [fact]})


def people() -> tuple[list[Sender], list[str]]:
    """Those who send facts, and the names of those who will sign in."""
    from django.contrib.auth.hashers import make_password

    from assessments.beginning import begin
    from assessments.models import Sitting
    from courses.models import CoursePage, LessonOutline
    from courses.services import enrol
    from tests.bench.sync import signed_in
    from xinqiao.accounts.models import Person

    course = CoursePage.objects.live().filter(slug="first-step").first()
    lesson = LessonOutline.objects.filter(
        course_key=course.translation_key, language="zh-hans"
    ).first()
    sitting = Sitting.objects.get(exam__slug="practice")
    hashed = make_password(PASSWORD)
    names = [f"storm{number}" for number in range(SIGN_INS)]
    Person.objects.bulk_create([Person(username=name, password=hashed) for name in names])
    senders = []
    for number in range(SENDERS):
        person = Person.objects.create_user(f"sender{number}", password=None)
        enrol(person, course)
        attempt = begin(person, sitting, device=str(uuid.uuid4()))
        answer = {"attempt": str(attempt.key), "device": attempt.device, "place": 0}
        senders.append(
            Sender(
                str(person.public_id),
                signed_in(person),
                {"lesson": str(lesson.lesson_key), "language": lesson.language},
                answer | {"form": {"choice": ["a"]}},
            )
        )
    return senders, names
