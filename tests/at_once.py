"""Several at the same moment, each on a connection of its own. For tests with real transactions."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection


def at_once(*jobs: Callable[[], object]) -> list[str]:
    """Runs *jobs* together; returns what each came to: "done", or its error's name."""
    start, outcomes = Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            start.wait()
            job()
            outcomes.append("done")
        except Exception as error:  # noqa: BLE001  (whatever it is, the test looks at it)
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)
