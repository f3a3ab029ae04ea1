"""What accounts keep about a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress

from xinqiao.accounts.models import Person


def account_of(person: Person) -> dict[str, Any]:
    return {
        "username": person.username,
        "public_id": str(person.public_id),
        "name": person.display_name,
        "email": person.email,
        "email_addresses": list(
            EmailAddress.objects.filter(user=person)
            .order_by("email")
            .values("email", "verified", "primary")
        ),
        "phone": person.phone,
        "language": person.language,
        "joined": moment(person.date_joined),
        "last_sign_in": moment(person.last_login),
        "active": person.is_active,
        "administrator": person.is_superuser,
        "roles": [
            {
                "role": role.role,
                "unit": role.unit.slug,
                "unit_zh": role.unit.name_zh,
                "unit_en": role.unit.name_en,
                "since": moment(role.since),
            }
            for role in person.assignments.select_related("unit").order_by("since")
        ],
        "editor_groups": list(person.groups.order_by("name").values_list("name", flat=True)),
    }


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
