"""The Celery app. Start a worker with `celery -A xinqiao worker --beat`."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinqiao.settings")

app = Celery("xinqiao", task_cls="xinqiao.operation.kept:KeptTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logs(**kwargs: Any) -> None:
    """By itself Celery would log in its own way; who receives this signal has seen to it."""
