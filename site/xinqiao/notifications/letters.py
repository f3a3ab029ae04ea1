"""What stands in a mail, in the language of who reads it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from .addresses import confirmed_addresses
from .kinds import ByMail, Kind, kinds_by_code
from .models import Mail, MailChoice, Notice
from .unsubscribe import token_for


def letter_of(mail: Mail) -> EmailMessage | None:
    """The mail as it goes out now, or None if the person should not get it any more.

    Left out is what was read in the site meanwhile, what is no longer wanted by mail, and what
    the person may no longer know.
    """
    person = mail.person
    address = confirmed_addresses([person.pk]).get(person.pk)
    notices = still_wanted(mail)
    if not (person.is_active and address and notices):
        return None
    with translation.override(person.language):
        return write(mail, address, notices)


def still_wanted(mail: Mail) -> list[Notice]:
    person = mail.person
    stopped = set(
        MailChoice.objects.filter(person=person, by_mail=ByMail.OFF).values_list("kind", flat=True)
    )
    notices = mail.notices.to(person).unread().exclude(kind__in=stopped).order_by("made_at")
    return [notice for notice in notices if kind_of(notice).still_fits(person, notice)]


def kind_of(notice: Notice) -> Kind:
    return kinds_by_code()[notice.kind]


def write(mail: Mail, address: str, notices: list[Notice]) -> EmailMessage:
    """In the active language. The Message-ID stays the same however often it is tried."""
    kinds = list(dict.fromkeys(kind_of(notice) for notice in notices))
    stop = settings.BASE_URL + reverse("stop_mail", args=[token_for(mail.person, kinds)])
    context: dict[str, Any] = {
        "user": mail.person,
        "BASE_URL": settings.BASE_URL,
        "notices": notices,
        "kinds": kinds,
        "daily": mail.digest_of is not None,
        "stop": stop,
    }
    return EmailMessage(
        subject_of(notices),
        render_to_string("mail/notices.txt", context),
        to=[address],
        headers={
            "Message-ID": f"<{mail.pk}@{urlsplit(settings.BASE_URL).hostname}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def subject_of(notices: list[Notice]) -> str:
    """One line."""
    if len(notices) == 1:
        return " ".join(notices[0].headline.split())
    return ngettext("%(n)d notice from Xinqiao", "%(n)d notices from Xinqiao", len(notices)) % {
        "n": len(notices)
    }
