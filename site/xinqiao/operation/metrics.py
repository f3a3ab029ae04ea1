"""What is counted for Prometheus, and the text that `/metrics` gives.

Every process of the site counts into files of its own in METRICS_DIR; who asks one of them hears
the sum. Labels hold names from our code only: never an address, a person or what somebody typed.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from prometheus_client import Counter, Histogram, values


@cache
def host_name() -> str:
    return socket.gethostname().replace("_", "-")


def process_name() -> str:
    """Of this process among all that share METRICS_DIR, also from containers of their own."""
    return f"{host_name()}-{os.getpid()}"


# The library looks there when the first figure is made.
Path(settings.METRICS_DIR).mkdir(parents=True, exist_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_DIR)
values.ValueClass = values.MultiProcessValue(process_name)

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Counter(
    "xinqiao_requests",
    "Answers by Django, by view and class of status.",
    ["view", "method", "status"],
)
REQUEST_SECONDS = Histogram(
    "xinqiao_request_seconds", "Time to an answer by Django.", ["view"], buckets=SECONDS
)
TURN_SECONDS = Histogram(
    "xinqiao_turn_seconds", "Time that a request waited for its turn to work.", buckets=SECONDS
)
PAGE_CACHE = Counter(
    "xinqiao_page_cache", "Pages asked of the page cache: hit or miss.", ["outcome"]
)
TASKS = Counter("xinqiao_tasks", "Tasks: done or failed.", ["task", "outcome"])
TASK_SECONDS = Histogram(
    "xinqiao_task_seconds", "Time for a task.", ["task"], buckets=(*SECONDS, 60.0, 300.0)
)
MAILS = Counter("xinqiao_mails", "Mails: sent or failed.", ["outcome"])
FACTS = Counter("xinqiao_facts", "Facts from devices: accepted, known or refused.", ["outcome"])
SIGN_INS = Counter("xinqiao_sign_ins", "Tries to sign in: ok or failed.", ["outcome"])


@contextmanager
def counted_mail() -> Iterator[None]:
    """Count the mail that is sent in the block as sent or, if that raises, as failed."""
    try:
        yield
    except Exception:
        MAILS.labels("failed").inc()
        raise
    MAILS.labels("sent").inc()
