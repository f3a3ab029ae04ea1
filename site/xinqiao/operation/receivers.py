"""What Django tells us that is counted."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from xinqiao.operation import metrics


@receiver(user_logged_in, dispatch_uid="sign-ins that are ok")
def signed_in(**kwargs: Any) -> None:
    metrics.SIGN_INS.labels("ok").inc()


@receiver(user_login_failed, dispatch_uid="sign-ins that failed")
def sign_in_failed(**kwargs: Any) -> None:
    metrics.SIGN_INS.labels("failed").inc()
