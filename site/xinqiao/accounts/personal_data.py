"""What accounts keep about a person, and what goes when the account is closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from xinqiao.accounts import sessions
from xinqiao.accounts.models import AuditEntry, Person


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
        "closed": moment(person.closed_at),
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
        "second_factors": [
            {
                "kind": factor.type,
                "added": moment(factor.created_at),
                "last_used": moment(factor.last_used_at),
            }
            for factor in Authenticator.objects.filter(user=person).order_by("created_at")
        ],
        "signed_in_until": [moment(session.expire_date) for session in sessions.of(person)],
        "editor_groups": list(person.groups.order_by("name").values_list("name", flat=True)),
    }


def audit_of(person: Person) -> list[dict[str, Any]]:
    """What the audit log says by or about *person*. Of others only the public id is told."""
    return [
        {
            "number": entry.sequence,
            "at": moment(entry.moment),
            "action": entry.action,
            "by": str(entry.actor_id) if entry.actor_id else None,
            "person": str(entry.person_id) if entry.person_id else None,
            "unit": entry.unit.slug if entry.unit else None,
            "about": entry.about_label or entry.about_kind,
            "details": entry.details,
        }
        for entry in AuditEntry.objects.concerning(person).with_names().order_by("sequence")
    ]


def forget_account(person: Person) -> None:
    """Addresses and second factors go; the entries of the audit log stay, without a name."""
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
