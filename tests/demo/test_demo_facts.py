from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.demo.helpers import load

pytestmark = pytest.mark.django_db


def facts(folder: Path) -> dict[str, Any]:
    out = io.StringIO()
    call_command("demo_facts", "--json", folder=folder, stdout=out)
    return json.loads(out.getvalue())


def test_what_the_demonstration_made_is_listed_by_name(folder: Path) -> None:
    load(folder)

    assert facts(folder) == {
        "people": ["learner", "author", "admin"],
        "courses": ["bridge"],
        "codes": ["M9P4-6Y7N-4XF4"],
        "runs": [],
        "exams": [],
        "certificates": {
            state: [] for state in ("valid", "renewal", "grace", "expired", "suspended", "revoked")
        },
    }


def test_nothing_is_listed_that_is_not_there(folder: Path) -> None:
    assert facts(folder)["people"] == []
    assert facts(folder)["courses"] == []
    assert facts(folder)["codes"] == []


def test_people_can_read_it_too(folder: Path) -> None:
    load(folder)
    out = io.StringIO()

    call_command("demo_facts", folder=folder, stdout=out)

    assert "people: learner, author, admin" in out.getvalue()
