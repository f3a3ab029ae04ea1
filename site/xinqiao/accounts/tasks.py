from __future__ import annotations

from celery import shared_task
from django.core.mail import EmailMessage

from xinqiao.operation.kept import SlowTask
from xinqiao.operation.metrics import counted_mail


@shared_task(name="accounts.send_mail", base=SlowTask, throws=(OSError,))
def send_mail(*, subject: str, body: str, to: str) -> None:
    """Send one mail. While the mail server is away it is tried again for about a day.

    What smtplib raises is an OSError, too.
    """
    with counted_mail():
        EmailMessage(subject, body, to=[to]).send()
