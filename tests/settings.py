"""The settings of the site, made quick and kept apart from everything outside the tests.

`make services-test` names a real database, cache and broker in the environment; without them
all is embedded.
"""

import os
import tempfile
from urllib.parse import urlsplit

scratch = tempfile.TemporaryDirectory(prefix="xinqiao-tests-")
os.environ.update(
    ENV_FILE=os.devnull,
    SECRET_KEY="only-for-tests-" + "x" * 40,
    BASE_URL="http://127.0.0.1:8000",
    DATA_DIR=scratch.name,
    DEBUG="false",
    DEMO="true",
)

from xinqiao.settings import *  # noqa: E402, F403
from xinqiao.settings import (  # noqa: E402
    CACHES,
    CELERY_BROKER_URL,
    DATA_DIR,
    DATABASES,
    STATIC_ROOT,
    STORAGES,
)

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir()  # empty: tests serve static files from where they are written
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
# Jobs run where they are started, and their errors show. tests/services/ has a real worker.
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = True
SCHEDULER_DOES_SLOW_TASKS = False

if os.environ.get("CELERY_BROKER_URL"):
    # A Redis database for each test process, so that one may empty its own.
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] += f"/{process}"
    CELERY_BROKER_URL = urlsplit(CELERY_BROKER_URL)._replace(path=f"/{process + 32}").geturl()
    os.environ["CELERY_BROKER_URL"] = CELERY_BROKER_URL  # Celery looks there first
else:
    # A file: a live server's threads each need a connection of their own, as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    # Wagtail keeps root paths in the cache, which would outlive a test that is rolled back.
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
