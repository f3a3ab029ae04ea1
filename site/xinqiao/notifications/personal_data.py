"""What notices keep about a person, and what goes when the account is closed."""

from __future__ import annotations

from typing import Any

from xinqiao.accounts.models import Person

from .models import Mail, MailChoice, Notice


def notices_of(person: Person) -> dict[str, Any]:
    notices = Notice.objects.filter(person=person).order_by("made_at")
    choices = MailChoice.objects.filter(person=person).order_by("kind")
    mails = Mail.objects.filter(person=person).order_by("made_at")
    return {
        "notices": list(notices.values("kind", "about", "words", "made_at", "read_at", "by_mail")),
        "mail_choices": list(choices.values("kind", "by_mail")),
        "mails": list(mails.values("made_at", "digest_of", "state", "tries", "sent_at")),
    }


def forget_notices(person: Person) -> None:
    """All of them go, and so does mail that was not sent yet."""
    for model in (Notice, MailChoice, Mail):
        model.objects.filter(person=person).delete()
