"""What the processes of these tests run with: production, only that it is in a hurry."""

from datetime import timedelta

from xinqiao.settings import *  # noqa: F403
from xinqiao.settings import CELERY_BEAT_SCHEDULE, CELERY_IMPORTS, STORAGES

CELERY_IMPORTS = [*CELERY_IMPORTS, "tests.services.tasks"]
CELERY_BEAT_SCHEDULE["publish what is due"]["schedule"] = 1.0
CELERY_BEAT_SCHEDULE["send notices by mail"]["schedule"] = 1.0
MAIL_CLAIM_SECONDS = 3
CELERY_BEAT_SCHEDULE["do what was left undone"]["schedule"] = 1.0
TASK_PATIENCE = timedelta(seconds=4)
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
