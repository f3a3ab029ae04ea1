"""A county sends facts, as on any afternoon, while two schools sign in within five seconds."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.bench.server import Server

SENDERS, EVERY = 200, 5.0
"""People who send facts, and the seconds between two of each."""
SIGN_INS, WITHIN = 150, 5.0
QUIET = 8.0
"""Seconds of each quiet stretch."""
STORMS = 2  # with a third, the limit for one address would answer
PASSWORD = "of-a-storm-of-people"
TOKEN = "s" * 32


@dataclass
class Tally:
    """Milliseconds that each `/sync/` took, and what became of the sign-ins."""

    sync: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    asked_back: int = 0
    refused: int = 0


async def post(host: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
    """Status and whole answer, on a connection of its own."""
    name, _colon, port = host.partition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{key}: {value}" for key, value in headers.items()]
    lines += [f"Content-Length: {len(body.encode())}", "", body]
    writer.write("\r\n".join(lines).encode())
    answer = (await reader.read()).decode(errors="replace")
    writer.close()
    return int(answer.split(" ", 2)[1]), answer


async def send_facts(
    host: str, sender: Any, start: float, over: asyncio.Event, tally: Tally
) -> None:
    await asyncio.sleep(start)
    while not over.is_set():
        began = time.perf_counter()
        status, answer = await post(host, "/sync/", sender.body(), sender.headers)
        if status != 200 or '"accepted"' not in answer:
            raise RuntimeError(answer)
        took = time.perf_counter() - began
        tally.sync.append(1000 * took)
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
        status, answer = await post(host, "/zh-hans/account/login/", form, headers)
        if status == 302:
            break
        if status not in (429, 503):
            raise RuntimeError(f"{name}: {status} {answer[:300]}")
        tally.asked_back += 1
        tally.refused += status == 429
        await asyncio.sleep(5)
    tally.waits.append(time.perf_counter() - began)


async def stretch(host: str, senders: list[Any], names: list[str], tally: Tally) -> None:
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
    rows = [
        ("/sync/ when all is quiet, p95", "ms", p95(quiet.sync), {}),
        ("/sync/ while 150 sign in, p95", "ms", p95(storm.sync), {}),
        ("a sign-in of the storm, p95", "s", p95(storm.waits), {}),
        ("sign-ins asked to come back", "times", storm.asked_back, {}),
        (
            "/sync/ in the storm against quiet",
            "times",
            p95(storm.sync) / p95(quiet.sync),
            {"limit": 3.0},
        ),
    ]
    return [{"what": what, "unit": unit, "value": value} | goal for what, unit, value, goal in rows]


def people() -> tuple[list[Any], list[str]]:
    """Those who send facts, and the names of those who will sign in."""
    from django.contrib.auth.hashers import make_password

    from courses.models import CoursePage, LessonOutline
    from courses.services import enrol
    from tests.bench.sync import signed_in
    from xinqiao.accounts.models import Person

    course = CoursePage.objects.live().filter(slug="first-step").first()
    lesson = LessonOutline.objects.filter(
        course_key=course.translation_key, language="zh-hans"
    ).first()
    hashed = make_password(PASSWORD)
    names = [f"storm{number}" for number in range(SIGN_INS)]
    Person.objects.bulk_create([Person(username=name, password=hashed) for name in names])

    @dataclass
    class Sender:
        person: Person
        headers: dict[str, str]

        def body(self) -> str:
            fact = {
                "client_uuid": str(uuid.uuid4()),
                "kind": "lesson.time",
                "lesson": str(lesson.lesson_key),
                "language": lesson.language,
                "at": datetime.now(UTC).isoformat(),
                "seconds": 5,
            }
            return json.dumps({"person": str(self.person.public_id), "facts": [fact]})

    senders = []
    for number in range(SENDERS):
        person = Person.objects.create_user(f"sender{number}", password=None)
        enrol(person, course)
        senders.append(Sender(person, signed_in(person)))
    return senders, names
