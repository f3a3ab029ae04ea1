"""Candidates at their devices, as a process of its own: `python -m tests.bench.candidates`.

Reads a `Room` as JSON, lets everybody in it sit the exam, and writes what they met. They do what
the page does: each answer is sent until there is a receipt for it, and so is the end.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.bench.asking import Answer, ask

TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Seconds between two tries, as in outbox.js: twice as long each time."""
PROBES_EVERY = 0.2
QUESTION = re.compile(r'name="q(\d+)-([^"]+)"[^>]*?value="([^"]+)"')


@dataclass
class Room:
    """Who sits which exam, where, and when they do what, in seconds."""

    host: str
    address: str
    """Of the start page."""
    people: list[dict[str, Any]]
    """Each with `id` and the `headers` of a signed-in device."""
    starts: float = 60.0
    every: float = 10.0
    seconds: float = 180.0
    ends: float = 20.0


@dataclass
class Met:
    """Milliseconds of each answer, what was sent again, and the receipts."""

    starts: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    rows: list[float] = field(default_factory=list)
    again: int = 0
    faults: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    ended: int = 0


class Candidate:
    def __init__(self, place: int, room: Room, met: Met) -> None:
        self.room, self.met = room, met
        self.person = room.people[place]
        self.device = str(uuid.uuid4())
        self.random = Random(place)
        share = place / len(room.people)
        self.starts_at = room.starts * share
        self.ends_at = room.seconds - room.ends * self.random.random()

    async def sit(self) -> None:
        began = time.monotonic()
        await asyncio.sleep(self.starts_at)
        try:
            await self.begin()
            next_save = time.monotonic() + self.room.every * self.random.random()
            while next_save < began + self.ends_at:
                await asyncio.sleep(max(0.0, next_save - time.monotonic()))
                await self.answer()
                next_save += self.room.every
            await asyncio.sleep(max(0.0, began + self.ends_at - time.monotonic()))
            await self.send({"kind": "exam.finish", "by_clock": False})
        except GaveUp as fault:
            self.met.faults.append(str(fault))
        else:
            self.met.ended += 1

    async def begin(self) -> None:
        form = {"device": self.device, "csrfmiddlewaretoken": self.person["headers"]["X-CSRFToken"]}
        begun = await self.insist(
            self.met.starts, "POST", self.room.address, urlencode(form), is_form=True
        )
        page = await self.insist(self.met.starts, "GET", urlsplit(begun.header("location")).path)
        self.attempt = begun.header("location").rstrip("/").rsplit("/", 1)[1]
        self.questions: dict[int, dict[str, list[str]]] = {}
        for place, name, value in QUESTION.findall(page.body):
            self.questions.setdefault(int(place), {}).setdefault(name, []).append(value)

    async def answer(self) -> None:
        """Choose one of what a question offers."""
        place = self.random.choice(sorted(self.questions))
        name, values = next(iter(self.questions[place].items()))
        form = {name: [self.random.choice(values)]}
        await self.send({"kind": "exam.answer", "place": place, "form": form})

    async def send(self, more: dict[str, Any]) -> None:
        now = datetime.now(UTC).isoformat()
        fact = {"client_uuid": str(uuid.uuid4()), "at": now, "attempt": self.attempt} | more
        fact["device"] = self.device
        body = json.dumps({"person": self.person["id"], "sent_at": now, "facts": [fact]})
        answer = await self.insist(self.met.saves, "POST", "/sync/", body)
        (result,) = json.loads(answer.body)["results"]
        if result["outcome"] == "refused":
            raise GaveUp(f"refused: {result}")
        self.met.receipts.append(fact["client_uuid"])

    async def insist(
        self, times: list[float], method: str, path: str, body: str = "", *, is_form: bool = False
    ) -> Answer:
        """The answer, asked for again until there is one. Raises `GaveUp`."""
        headers = self.person["headers"]
        if is_form:
            headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
        pause, fault = FIRST_PAUSE, ""
        for _ in range(TRIES):
            began = time.perf_counter()
            try:
                answer = await ask(self.room.host, method, path, headers, body)
            except OSError as broken:
                fault = repr(broken)
            else:
                if answer.status in (200, 302):
                    times.append(1000 * (time.perf_counter() - began))
                    return answer
                fault = f"{answer.status} {answer.body[:200]}"
            self.met.again += 1
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        raise GaveUp(f"{method} {path}: {fault}")


class GaveUp(Exception):
    """What sending again does not heal."""


async def probe(host: str, met: Met) -> None:
    """Ask for the view that writes one row until nobody sits any more; as often when it is slow."""
    async with asyncio.TaskGroup() as asked:
        while True:
            asked.create_task(write_a_row(host, met))
            await asyncio.sleep(PROBES_EVERY)


async def write_a_row(host: str, met: Met) -> None:
    began = time.perf_counter()
    try:
        answer = await ask(host, "POST", "/yardstick/row/", {})
    except OSError:
        return
    if answer.status == 204:
        met.rows.append(1000 * (time.perf_counter() - began))


async def all_sit(room: Room) -> Met:
    met = Met()
    probing = asyncio.create_task(probe(room.host, met))
    work: list[Callable[[], Awaitable[None]]] = [
        Candidate(place, room, met).sit for place in range(len(room.people))
    ]
    await asyncio.gather(*(sit() for sit in work))
    probing.cancel()
    return met


if __name__ == "__main__":
    json.dump(asdict(asyncio.run(all_sit(Room(**json.load(sys.stdin))))), sys.stdout)
