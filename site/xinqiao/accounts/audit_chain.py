"""How entries of the audit log are sealed, and what shows that one was tampered with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any

from .models import AuditEntry, AuditHead


@dataclass
class Verdict:
    """What a look at the whole log found. `first` is the number of the first entry at fault."""

    looked_at: int = 0
    differing: int = 0
    first: int | None = None

    def fault(self, sequence: int, entries: int = 1) -> None:
        self.differing += entries
        self.first = sequence if self.first is None else min(self.first, sequence)


def seal(entry: AuditEntry, before: str) -> str:
    """The seal of *entry*, given that of the entry before it, "" for the first."""
    return sha256(before.encode() + canonical(entry)).hexdigest()


def canonical(entry: AuditEntry) -> bytes:
    """Everything *entry* says, written in the one way that the same content always is."""
    content: dict[str, Any] = {
        "sequence": entry.sequence,
        "moment": entry.moment.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(entry.actor_id) if entry.actor_id else None,
        "action": entry.action,
        "person": str(entry.person_id) if entry.person_id else None,
        "unit": entry.unit_id,
        "about": [entry.about_kind, entry.about_id, entry.about_label],
        "details": entry.details,
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def verify(entries: Iterable[AuditEntry], head: AuditHead) -> Verdict:
    """Look at *entries*, in their order, up to *head*: each must follow from the one before.

    An entry that was changed, put in, taken out or moved differs, and so do those that are
    missing before the head.
    """
    verdict, before, last = Verdict(), "", 0
    for entry in entries:
        verdict.looked_at += 1
        if entry.sequence != last + 1:
            verdict.fault(last + 1, max(entry.sequence - last - 1, 1))
        if entry.seal != seal(entry, before):
            verdict.fault(entry.sequence)
        before, last = entry.seal, entry.sequence
    if last != head.count:
        verdict.fault(min(last, head.count) + 1, abs(head.count - last))
    elif before != head.seal:
        verdict.fault(max(last, 1))
    return verdict
