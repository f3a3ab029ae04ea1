"""Services end, freeze and come back under traffic: pages stay up, nothing is lost."""

from __future__ import annotations

import json
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.services.conftest import eventually
from tests.services.county import County, county_in


@pytest.fixture(scope="module")
def county() -> Iterator[County]:
    with TemporaryDirectory(prefix="xinqiao-county-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the database has a user of its own, who has to get to its folder
        with county_in(folder) as county:
            yield county


class Browser:
    """Keeps cookies and follows nothing."""

    def __init__(self, county: County, *, signed_in: bool) -> None:
        self.county = county
        self.cookies = {"sessionid": county.learner["session"]} if signed_in else {}

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, str]:
        """Status and body; 0 when there was no answer at all."""
        line = HTTPConnection("127.0.0.1", self.county.port, timeout=60)
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            for given in answer.headers.get_all("Set-Cookie", []):
                name, _sign, value = given.split(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        except (OSError, HTTPException):
            return 0, ""
        finally:
            line.close()

    def get(self, path: str) -> tuple[int, str]:
        return self.ask("GET", path)

    def post(self, path: str, **fields: str) -> int:
        """Fill in the form at *path*."""
        page = self.get(path)[1]
        [token, *_rest] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        body = urlencode(fields | {"csrfmiddlewaretoken": token})
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", path, body, **{"Content-Type": kind})[0]


class Device(Browser):
    """A phone that keeps each fact until the server has confirmed it."""

    def __init__(self, county: County) -> None:
        super().__init__(county, signed_in=True)
        self.get("/sync/")  # brings the CSRF cookie
        self.waiting: list[dict[str, Any]] = []
        self.confirmed: set[str] = set()
        self.statuses: list[int] = []
        self.codes: set[str] = set()

    def learn(self) -> None:
        """Note one more fact, and send all that wait."""
        self.waiting.append(
            {
                "client_uuid": str(uuid.uuid4()),
                "kind": "lesson.time",
                "at": datetime.now(UTC).isoformat(),
                "lesson": self.county.learner["lesson"],
                "language": "en",
                "seconds": 1,
            }
        )
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.cookies["csrftoken"]}
        status, body = self.ask("POST", "/sync/", json.dumps(self.waiting[:50]), **headers)
        self.statuses.append(status)
        if status != 200:
            self.codes.add(json.loads(body)["code"] if body else "")
            return
        for result in json.loads(body)["results"]:
            assert result["outcome"] in {"accepted", "known"}, result
            self.confirmed.add(result["client_uuid"])
        self.waiting = [one for one in self.waiting if one["client_uuid"] not in self.confirmed]


class Traffic:
    """One phone that learns and one that reads, until the block ends."""

    def __init__(self, county: County) -> None:
        self.device = Device(county)
        self.reader = Browser(county, signed_in=True)
        self.seen: list[int] = []
        self.over = threading.Event()
        self.faults: list[BaseException] = []
        self.threads = [
            threading.Thread(target=self.repeat, args=(work,))
            for work in (self.device.learn, self.read)
        ]

    def repeat(self, work: Callable[[], None]) -> None:
        try:
            while not self.over.wait(0.05):
                work()
        except BaseException as fault:
            self.faults.append(fault)
            raise

    def read(self) -> None:
        self.seen.append(self.reader.get("/en/my/")[0])

    def __enter__(self) -> Traffic:
        for thread in self.threads:
            thread.start()
        self.flow()
        return self

    def __exit__(self, *failure: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()
        assert self.faults == []

    def flow(self) -> None:
        """Until some more facts are confirmed and pages read."""
        confirmed, read = len(self.device.confirmed) + 5, self.seen.count(200) + 5
        assert eventually(lambda: len(self.device.confirmed) >= confirmed)
        assert eventually(lambda: self.seen.count(200) >= read)

    def last_ones(self) -> None:
        """What still waits on the phone when the traffic is over."""
        assert eventually(lambda: self.device.learn() or not self.device.waiting)


def facts_kept(county: County) -> set[str]:
    return {str(key) for key in county.rows("SELECT client_uuid FROM courses_lessonfact")}


def forgot_password(county: County, address: str) -> int:
    form = Browser(county, signed_in=False)
    return form.post("/en/account/password/reset/", email=address)


def test_the_database_is_started_again(county: County):
    before = facts_kept(county)
    with Traffic(county) as traffic:
        county.database.restart()
        traffic.flow()
    traffic.last_ones()

    assert set(traffic.seen) <= {200, 503}
    assert set(traffic.device.statuses) <= {200, 503}
    assert traffic.device.codes <= {"unavailable"}
    assert traffic.device.confirmed == facts_kept(county) - before


def test_redis_freezes_and_goes_on(county: County):
    before = facts_kept(county)
    with Traffic(county) as traffic:
        county.redis.freeze()
        try:
            traffic.flow()
            asked = forgot_password(county, "frozen@school.cn")
            ready = Browser(county, signed_in=False).get("/readyz")
        finally:
            county.redis.go_on()
        traffic.flow()

    assert asked == 302
    assert ready[0] == 200 and json.loads(ready[1])["status"] == "impaired"
    assert set(traffic.seen) == set(traffic.device.statuses) == {200}
    assert traffic.device.confirmed == facts_kept(county) - before
    assert eventually(lambda: county.mails_to("frozen@school.cn") == 1)


def test_redis_dies_with_what_was_queued_and_comes_back_empty(county: County):
    county.worker.freeze()
    assert forgot_password(county, "queued@school.cn") == 302
    with Traffic(county) as traffic:
        county.redis.kill()
        county.worker.go_on()
        traffic.flow()
        assert forgot_password(county, "meanwhile@school.cn") == 302
        county.redis.start()
        traffic.flow()

    assert set(traffic.seen) == set(traffic.device.statuses) == {200}
    for address in ("queued@school.cn", "meanwhile@school.cn"):
        assert eventually(lambda: county.mails_to(address) == 1), address  # noqa: B023
    assert eventually(lambda: not county.rows("SELECT id FROM operation_waitingtask"))


def test_a_worker_is_killed_with_work_in_hand(county: County, tmp_path):
    county.run("-c", HANG.format(folder=str(tmp_path)))
    assert eventually((tmp_path / "begun").exists)

    county.worker.kill()
    assert forgot_password(county, "worker@school.cn") == 302
    county.worker.start()

    assert eventually((tmp_path / "done").exists)
    assert eventually(lambda: county.mails_to("worker@school.cn") == 1)
    assert eventually(lambda: not county.rows("SELECT id FROM operation_waitingtask"))


HANG = """
import django; django.setup()
from tests.services.tasks import hang_once
from xinqiao.operation.outbox import later
later(hang_once, {folder!r})
"""
