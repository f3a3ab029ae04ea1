"""What happens here when the audit log tells of roles that come and go."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from xinqiao.accounts.models import AuditEntry

from .notices import tell_of_role


@receiver(post_save, sender=AuditEntry, dispatch_uid="notice of a role given or taken")
def written_down(instance: AuditEntry, **signal: Any) -> None:
    transaction.on_commit(lambda: tell_of_role(instance), robust=True)
