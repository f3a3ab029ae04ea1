"""Only a few requests work at once in a process; what devices send goes first."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from xinqiao.accounts import lane
from xinqiao.operation.middleware import Turns as TurnsMiddleware
from xinqiao.operation.turns import AT_WORK, Turns, aside, at_work, turns

PATIENCE = 20
"""Seconds after which something that should happen at once is taken as lost."""


def soon(happens: Callable[[], bool]) -> bool:
    """Whether it is so before long."""
    pause = Event()
    return any(happens() or pause.wait(0.01) for _ in range(100 * PATIENCE))


def queue_up(line: Turns, *, urgent: bool, name: str, done: list[str]) -> Thread:
    """Somebody who waits, and says *name* when at work."""

    def work() -> None:
        line.take(urgent=urgent)
        done.append(name)
        line.give_back()

    before = line.waiting
    waiting = Thread(target=work)
    waiting.start()
    assert soon(lambda: line.waiting == before + 1)
    return waiting


def test_whoever_finds_no_place_works_when_one_is_given_back():
    line, done = Turns(places=1, long=PATIENCE), []
    line.take()

    third = queue_up(line, urgent=False, name="third", done=done)
    assert done == []
    line.give_back()
    third.join(PATIENCE)

    assert done == ["third"]
    assert line.free == 1


def test_places_are_given_in_the_order_of_coming():
    line, done = Turns(places=1, long=PATIENCE), []
    line.take()

    waiting = [queue_up(line, urgent=False, name=name, done=done) for name in "abc"]
    line.give_back()
    for one in waiting:
        one.join(PATIENCE)

    assert done == ["a", "b", "c"]


def test_what_is_urgent_goes_first_and_shuts_nobody_out():
    line, done = Turns(places=1, long=PATIENCE), []
    line.take()

    others = [queue_up(line, urgent=False, name=f"page {n}", done=done) for n in (1, 2)]
    urgent = [queue_up(line, urgent=True, name=f"answer {n}", done=done) for n in (1, 2, 3, 4)]
    line.give_back()
    for one in others + urgent:
        one.join(PATIENCE)

    assert done == ["answer 1", "answer 2", "page 1", "answer 3", "answer 4", "page 2"]


def test_long_work_goes_on_beside_the_others():
    line, done = Turns(places=1, long=0.0), []
    line.take()

    beside = Thread(target=lambda: (line.take(), done.append("page"), line.give_back()))
    beside.start()
    beside.join(PATIENCE)
    assert done == ["page"]
    line.give_back()

    assert line.free == 1


def test_whoever_waits_for_something_outside_lets_others_work():
    with at_work():
        assert turns.free == AT_WORK - 1
        with aside():
            assert turns.free == AT_WORK
        assert turns.free == AT_WORK - 1
    assert turns.free == AT_WORK


def test_a_place_comes_back_from_what_fails():
    with pytest.raises(ValueError), at_work():
        raise ValueError
    assert turns.free == AT_WORK


def test_who_waits_for_a_password_holds_no_place():
    hashed: list[str] = []
    busy = Event()
    before = lane.lane.submit(busy.wait)

    def sign_in() -> None:
        with at_work():
            hashed.append(lane.PasswordHasher().encode("xinqiao-demo", "salt", 1))

    somebody = Thread(target=sign_in)
    somebody.start()
    try:
        assert soon(lambda: lane.lane._work_queue.qsize() == 1 and turns.free == AT_WORK)
        assert hashed == []
    finally:
        busy.set()
    somebody.join(PATIENCE)
    before.result(PATIENCE)

    assert len(hashed) == 1


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{turns.free} free")


def test_a_request_has_a_place_and_a_long_file_on_its_way_has_none(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    ask, respond = RequestFactory(), TurnsMiddleware(answer)

    short = respond(ask.post("/", {"file": SimpleUploadedFile("a.txt", b"a")}))
    long = respond(ask.post("/", {"file": SimpleUploadedFile("a.txt", b"a" * 2000)}))

    assert short.content == f"{AT_WORK - 1} free".encode()
    assert long.content == f"{AT_WORK} free".encode()


def test_a_line_that_breaks_while_sending_takes_no_place():
    class Broken:
        def read(self, *_size: int) -> bytes:
            raise OSError("gone")

        def close(self) -> None:
            pass

    request = RequestFactory().generic("POST", "/sync/", b"{}", content_type="application/json")
    request._stream = Broken()  # type: ignore[attr-defined]

    assert TurnsMiddleware(answer)(request).status_code == 400


def test_probes_need_no_turn(client: Client, db: None):
    for _place in range(AT_WORK):
        turns.take()
    try:
        assert client.get("/healthz").status_code == 200
    finally:
        for _place in range(AT_WORK):
            turns.give_back()
