"""The real settings, with the yardstick beside them."""

from xinqiao.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.yardstick"]  # noqa: F405
ROOT_URLCONF = "tests.bench.yardstick.urls"
