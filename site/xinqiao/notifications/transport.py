"""Giving one mail to the mail server, and saying when its last byte leaves."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend

from xinqiao.operation.metrics import counted_mail

END_OF_MAIL = b"\r\n.\r\n"
PERMANENT = 500


class Refused(Exception):
    """The server answered that it does not take this mail; it may take others."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.for_now = code < PERMANENT
        """Whether it may take it later."""


def nothing() -> None:
    pass


class Watched:
    """Calls `before_last_byte` when all commands are answered and only the mail itself is left."""

    before_last_byte: Callable[[], None] = staticmethod(nothing)

    def send(self, s: Any) -> None:
        if s[-len(END_OF_MAIL) :] == END_OF_MAIL:
            self.before_last_byte()
        super().send(s)  # type: ignore[misc]


class WatchedSMTP(Watched, smtplib.SMTP):
    pass


class WatchedSMTPOverTLS(Watched, smtplib.SMTP_SSL):
    pass


class WatchedBackend(smtp.EmailBackend):
    """Django's, on a connection that can be watched."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return WatchedSMTPOverTLS if self.use_ssl else WatchedSMTP

    def watch(self, before_last_byte: Callable[[], None]) -> None:
        self.open()
        self.connection.before_last_byte = before_last_byte  # type: ignore[union-attr]


def connection() -> BaseEmailBackend:
    """What EMAIL_URL names; opened when the first mail is sent."""
    named = mail.get_connection()
    return WatchedBackend() if isinstance(named, smtp.EmailBackend) else named


def close(connection: BaseEmailBackend) -> None:
    """Take leave of the server."""
    with suppress(smtplib.SMTPException, OSError):
        connection.close()


def hang_up(connection: BaseEmailBackend) -> None:
    """Leave a server that answers no more, or in the middle of a mail. The next mail calls anew."""
    if isinstance(connection, WatchedBackend) and connection.connection:
        connection.connection.close()
        connection.connection = None


def send(
    letter: EmailMessage, connection: BaseEmailBackend, *, before_last_byte: Callable[[], None]
) -> None:
    """Returns when the server has said that it has the mail.

    Raises `Refused`, and SMTPException or OSError when there is no answer. *before_last_byte* is
    called once, when the server may have the mail from the next moment on; what it raises ends
    the attempt before.
    """
    if isinstance(connection, WatchedBackend):
        connection.watch(before_last_byte)
    else:
        before_last_byte()
    try:
        with counted_mail():
            connection.send_messages([letter])
    except smtplib.SMTPRecipientsRefused as refusal:
        raise Refused(max(code for code, _reply in refusal.recipients.values())) from refusal
    except smtplib.SMTPDataError as refusal:
        raise Refused(refusal.smtp_code) from refusal
