"""What each app keeps about a person, and what each lets go when the account is closed."""

from __future__ import annotations

from typing import Any

from assessments.personal_data import exams_of
from courses.personal_data import forget_learning, learning_of
from xinqiao.accounts import closing
from xinqiao.accounts.models import Person
from xinqiao.accounts.personal_data import account_of, audit_of, forget_account
from xinqiao.joining.personal_data import forget_joining, joining_of
from xinqiao.knowledge.personal_data import forget_library, library_of
from xinqiao.notifications.personal_data import forget_notices, notices_of
from xinqiao.review.personal_data import signatures_of

KEPT = {
    "account": account_of,
    "joining": joining_of,
    "learning": learning_of,
    "exams": exams_of,
    "library": library_of,
    "notices": notices_of,
    "audit": audit_of,
    "signatures": signatures_of,
}
"""By section of the export, a function from a person to plain values."""

FORGET = [forget_learning, forget_library, forget_joining, forget_notices, forget_account]
"""What each app does when a person closes the account; see docs/data-protection.md."""


def everything_about(person: Person) -> dict[str, Any]:
    """All that is kept about *person*, ready for JSON."""
    return {section: collect(person) for section, collect in KEPT.items()}


def close_account(person: Person, *, by: Person | None = None) -> None:
    """Close *person*'s account in all apps at once. Raises what `closing.close` raises."""
    closing.close(person, forget=FORGET, by=by)
