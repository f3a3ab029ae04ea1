"""Services end, freeze and come back under traffic: pages stay up, nothing is lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

from tests.services.county import County
from tests.services.devices import Browser, Device
from tests.services.waiting import eventually


class Traffic:
    """One phone that learns and one that reads, until the block ends."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.device = Device(county, county.learner["session"])
        self.reader = Browser(county, county.learner["session"])
        self.seen: list[int] = []
        self.over = threading.Event()
        self.faults: list[BaseException] = []
        self.threads = [
            threading.Thread(target=self.repeat, args=(work,)) for work in (self.learn, self.read)
        ]

    def repeat(self, work: Callable[[], None]) -> None:
        try:
            while not self.over.wait(0.05):
                work()
        except BaseException as fault:
            self.faults.append(fault)
            raise

    def learn(self) -> None:
        lesson = self.county.learner["lesson"]
        self.device.note("lesson.time", lesson=lesson, language="en", seconds=1)
        self.device.send()

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
        assert eventually(lambda: self.learn() or not self.device.waiting)


def facts_kept(county: County) -> set[str]:
    return {str(key) for key in county.rows("SELECT client_uuid FROM courses_lessonfact")}


def forgot_password(county: County, address: str) -> int:
    form = Browser(county)
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
            ready = Browser(county).get("/readyz")
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
