"""How an entry of the audit log reads: names as they are today, codes in the reader's language."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import AuditEntry, Person, Role

WORDS = {
    "accounts.audit_log": _("audit log"),
    "accounts.personal_data": _("own data"),
    "assessments.exam": _("exam"),
    "assessments.figures": _("figures of an exam"),
    "assessments.question": _("question"),
    "assessments.sitting": _("sitting"),
    "attempts": _("more attempts"),
    "bank": _("question bank"),
    "closes_at": _("closes"),
    "courses.learners": _("learners"),
    "ends_on": _("last day"),
    "entries": _("entries"),
    "factor": _("second factor"),
    "flipped": _("other verdicts"),
    "joining.invitation": _("invitation code"),
    "joining.joinrequest": _("request to join"),
    "kind": _("kind"),
    "language": _("language"),
    "minutes": _("more minutes"),
    "opens_at": _("opens"),
    "recovery_codes": _("recovery codes"),
    "regrade": _("regrade"),
    "regrade.both": _("right by either key"),
    "regrade.drop": _("the question counts for nobody"),
    "regrade.full": _("all points for everybody"),
    "regrade.key": _("by the key of another version"),
    "role": _("role"),
    "rows": _("rows"),
    "sensitive": _("sensitive"),
    "times": _("times the time limit"),
    "totp": _("app with codes"),
    "used": _("used"),
    "uses": _("uses"),
    "version": _("version"),
    "way": _("how"),
    "webauthn": _("passkey"),
} | dict(Role.choices)
"""The codes that stand in entries. One that is not here is shown as it is."""


def word(code: Any) -> str:
    return str(WORDS.get(code, code) if isinstance(code, str) else code)


def named(person: Person | None, public_id: UUID | None) -> str:
    """Who *public_id* is: a name, a closed account by the beginning of its id, or the system."""
    if public_id is None:
        return ""
    if person is None or person.closed_at:
        return gettext("closed account %(id)s") % {"id": str(public_id)[:8]}
    return person.get_full_name()


def actor_said(entry: AuditEntry) -> str:
    return named(entry.actor, entry.actor_id) or gettext("the system")


def person_said(entry: AuditEntry) -> str:
    return named(entry.person, entry.person_id)


def about_said(entry: AuditEntry) -> str:
    """What the entry is about, and its details, in one line."""
    label = entry.about_label or (word(entry.about_kind) if entry.about_kind else "")
    details = [f"{word(key)}: {word(value)}" for key, value in entry.details.items()]
    return " · ".join(filter(None, [label, *details]))
