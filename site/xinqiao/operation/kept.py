"""What every task of ours does around its work. The Celery app names this class."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.app.task import Task
from celery.exceptions import Retry

from xinqiao.operation import ids, metrics, outbox

logger = logging.getLogger("xinqiao.task")


class KeptTask(Task):
    """Carries the id of the request that asked for it, counts, and strikes out what is done."""

    abstract = True
    slow = False
    often = False

    def apply_async(self, *args: Any, **options: Any) -> Any:
        options["headers"] = {"request_id": ids.current()} | (options.get("headers") or {})
        return super().apply_async(*args, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.request.called_directly:
            return self.run(*args, **kwargs)
        with ids.following(self.header("request_id") or ids.new()):
            if self.header("waiting"):
                return self.struck_out(str(self.request.id), *args, **kwargs)
            return self.measured(*args, **kwargs)

    def header(self, name: str) -> Any:
        """A header that came with the work: with a worker among the rest, without one apart."""
        return self.request.get(name) or (self.request.headers or {}).get(name)

    def struck_out(self, task_id: str, *args: Any, **kwargs: Any) -> Any:
        """Do the work unless it is done already, and note what became of it."""
        if not outbox.begin(task_id):
            return None
        try:
            result = self.measured(*args, **kwargs)
        except Retry:
            raise
        except Exception as fault:
            outbox.fail(task_id, fault)
            raise
        outbox.finish(task_id)
        return result

    def measured(self, *args: Any, **kwargs: Any) -> Any:
        began = time.monotonic()
        outcome = "failed"
        try:
            result = self.run(*args, **kwargs)
            outcome = "done"
            return result
        finally:
            seconds = time.monotonic() - began
            metrics.TASKS.labels(self.name, outcome).inc()
            metrics.TASK_SECONDS.labels(self.name).observe(seconds)
            level = logging.DEBUG if self.often and outcome == "done" else logging.INFO
            logger.log(level, "%s %s", self.name, outcome, extra={"ms": round(seconds * 1000)})


class SlowTask(KeptTask):
    """May keep somebody waiting, as a mail server does; so never in the process of a page."""

    abstract = True
    slow = True


class OftenTask(KeptTask):
    """Looks every few seconds whether there is work: logged only when it fails."""

    abstract = True
    often = True
