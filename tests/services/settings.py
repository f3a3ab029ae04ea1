"""What the Celery worker of these tests runs with: production, only that beat is in a hurry."""

from xinqiao.settings import *  # noqa: F403
from xinqiao.settings import CELERY_BEAT_SCHEDULE, CELERY_IMPORTS

CELERY_IMPORTS = [*CELERY_IMPORTS, "tests.services.tasks"]
CELERY_BEAT_SCHEDULE["publish what is due"]["schedule"] = 1.0
