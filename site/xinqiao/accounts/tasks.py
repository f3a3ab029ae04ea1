from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)


@shared_task(bind=True, name="accounts.send_mail", max_retries=6)
def send_mail(self: Any, *, subject: str, body: str, to: str) -> None:
    """Send one mail. While the mail server is away, a worker tries again for about two hours."""
    try:
        EmailMessage(subject, body, to=[to]).send()
    except OSError as fault:  # what smtplib raises is one, too; it may hold the address
        logger.warning("A mail could not be sent: %s", type(fault).__name__)
        if not self.request.is_eager:
            raise self.retry(exc=fault, countdown=60 * 2**self.request.retries) from fault
