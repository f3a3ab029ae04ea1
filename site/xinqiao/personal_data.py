"""What each app keeps about a person."""

from __future__ import annotations

from typing import Any

from courses.personal_data import learning_of
from xinqiao.accounts.models import Person
from xinqiao.accounts.personal_data import account_of

KEPT = {"account": account_of, "learning": learning_of}
"""By section of the export, a function from a person to plain values."""


def everything_about(person: Person) -> dict[str, Any]:
    """All that is kept about *person*, ready for JSON."""
    return {section: collect(person) for section, collect in KEPT.items()}
