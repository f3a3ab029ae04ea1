"""Sending mail so that each goes once, whoever dies in the middle.

A mail is claimed with an attempt of its own, and marked as handed over just before its last byte
leaves for the mail server: a mark that only the attempt that still holds the claim can make. So
two workers never send the same mail, and a worker that dies leaves it claimed, to be sent when
the claim has run out, or handed over. One that was handed over is not sent again: the server has
it. docs/decisions/0017 tells why, and what that costs.
"""

from __future__ import annotations

import logging
import smtplib
import time
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from . import letters, transport
from .models import Mail

logger = logging.getLogger(__name__)

State = Mail.State

CLAIM = timedelta(seconds=settings.MAIL_CLAIM_SECONDS)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
BATCH_SECONDS = 15.0
"""Then others have their turn on the worker; the next run goes on with what is left."""


class ClaimLost(Exception):
    """Another sender has taken the mail over; the server has not got it from us."""


class ServerAway(Exception):
    """The mail server does not answer, so no other mail would get through now either."""


def send_due() -> int:
    """Send what is due, and tell how many mails the server has taken.

    Ends early when the server is away: each mail that waits for it would take EMAIL_TIMEOUT.
    """
    sent = 0
    deadline = time.monotonic() + BATCH_SECONDS
    due = list(Mail.objects.due().order_by("due_at").values_list("pk", flat=True)[:1000])
    connection = transport.connection()
    try:
        for pk in due:
            if time.monotonic() > deadline:
                break
            mail = claim(pk)
            sent += mail is not None and send(mail, connection)
    except ServerAway as fault:
        logger.warning("The mail server is away: %s", fault)
    finally:
        transport.close(connection)
    return sent


def claim(pk: UUID) -> Mail | None:
    """Take the mail for an attempt of our own; None if somebody else was quicker."""
    attempt = uuid4()
    taken = (
        Mail.objects.due()
        .filter(pk=pk)
        .update(state=State.CLAIMED, attempt=attempt, claimed_until=timezone.now() + CLAIM)
    )
    return Mail.objects.select_related("person").get(pk=pk) if taken else None


def send(mail: Mail, connection: BaseEmailBackend) -> bool:
    """Send a mail that is ours, and tell whether the server took it. Raises `ServerAway`."""
    try:
        letter = letters.letter_of(mail)
    except Exception as fault:  # one mail that cannot be written holds up no other
        logger.exception("A mail could not be written")
        again_later(mail, fault)
        return False
    if letter is None:
        move(mail, State.CLAIMED, State.DROPPED)
        return False
    try:
        transport.send(letter, connection, before_last_byte=lambda: hand_over(mail))
    except ClaimLost:
        transport.hang_up(connection)
        return False
    except transport.Refused as refusal:
        again_later(mail, refusal) if refusal.for_now else give_up(mail, refusal)
        return False
    except (smtplib.SMTPException, OSError) as fault:
        transport.hang_up(connection)
        again_later(mail, fault)
        raise ServerAway(type(fault).__name__) from fault
    move(mail, State.HANDED_OVER, State.SENT)
    return True


def hand_over(mail: Mail) -> None:
    """Mark that the server has the mail from the next moment on. Raises `ClaimLost`."""
    if not move(mail, State.CLAIMED, State.HANDED_OVER):
        raise ClaimLost(mail.pk)


def move(mail: Mail, before: State, after: State) -> bool:
    """Bring a mail of our attempt one state on; tells whether it still was ours."""
    now = timezone.now()
    ours = Mail.objects.filter(pk=mail.pk, attempt=mail.attempt, state=before)
    changes = {"state": after, "claimed_until": now + CLAIM}
    return bool(ours.update(**changes, sent_at=now if after == State.SENT else None))


def again_later(mail: Mail, fault: Exception) -> None:
    """The server has not said that it took the mail: wait twice as long each time."""
    if timezone.now() - mail.made_at > GIVE_UP_AFTER:
        give_up(mail, fault)
        return
    wait = min(FIRST_WAIT * 2 ** min(mail.tries, 10), LONGEST_WAIT)
    Mail.objects.filter(pk=mail.pk, attempt=mail.attempt).update(
        state=State.WAITING, tries=mail.tries + 1, due_at=timezone.now() + wait
    )


def give_up(mail: Mail, fault: Exception) -> None:
    logger.warning("A mail was given up: %s", type(fault).__name__)  # the fault names the address
    Mail.objects.filter(pk=mail.pk, attempt=mail.attempt).update(state=State.GIVEN_UP)


def settle_doubts() -> int:
    """Close mails that were handed over by a sender who died; tells how many. None goes again."""
    doubts = Mail.objects.left_in_doubt().update(state=State.IN_DOUBT)
    if doubts:
        logger.warning("%d mails were handed over, but the answer was lost", doubts)
    return doubts
