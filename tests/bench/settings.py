"""The real settings, with the yardstick beside them."""

from xinqiao.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.yardstick"]  # noqa: F405
ROOT_URLCONF = "tests.bench.yardstick.urls"
# What saves are held against waits in the same queue.
URGENT_ADDRESSES = URGENT_ADDRESSES | {"/yardstick/row/"}  # noqa: F405
