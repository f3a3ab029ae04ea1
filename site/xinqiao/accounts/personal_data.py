"""What accounts keep about a person."""

from __future__ import annotations

from typing import Any

from xinqiao.accounts.models import Person


def account_of(person: Person) -> dict[str, Any]:
    roles = person.assignments.select_related("unit")
    return {
        "username": person.username,
        "name": person.display_name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "joined": person.date_joined.isoformat(),
        "last_sign_in": person.last_login.isoformat() if person.last_login else None,
        "roles": [
            {"role": a.role, "unit": a.unit.name_zh, "since": a.since.isoformat()} for a in roles
        ],
    }
