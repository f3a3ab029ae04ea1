from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from tests.page_factories import CoursePageFactory  # type: ignore[attr-defined]
