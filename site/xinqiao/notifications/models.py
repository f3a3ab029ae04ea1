"""Notices, how people want them by mail, and the mails on their way."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts.models import Person

from .kinds import ByMail, Kind, kinds_by_code, say


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Each method completes the sentence "notices that are …"."""

    def to(self, person: Person) -> Self:
        """For *person*, of a kind that the site still knows."""
        return self.filter(person=person, kind__in=kinds_by_code())

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def of_kind(self, kind: Kind) -> Self:
        return self.filter(kind=kind.code)

    def waiting_for_a_digest(self) -> Self:
        return self.unread().filter(by_mail=ByMail.DAILY, mail=None)


class Notice(models.Model):
    """One thing that a person was told. Kept as words, and said in the language it is read in."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=40)
    about = models.CharField(
        _("about"), max_length=200, help_text=_("What happened; told once to each person.")
    )
    words = models.JSONField(_("words"), default=dict, blank=True)
    url_name = models.CharField(_("page to open"), max_length=100, blank=True)
    url_args = models.JSONField(_("which of these pages"), default=list, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    by_mail = models.CharField(
        _("by mail"), max_length=10, choices=ByMail, help_text=_("As chosen when it was made.")
    )
    mail = models.ForeignKey(
        "Mail",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("mail"),
    )

    objects = NoticeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "about"], name="each_person_is_told_once"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-made_at"], name="notices_by_person"),
            models.Index(
                fields=["person"], condition=models.Q(read_at=None), name="unread_notices"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.kind} · {self.about}"

    @property
    def headline(self) -> str:
        return say(kinds_by_code()[self.kind].headline, self.words)

    @property
    def text(self) -> str:
        return say(kinds_by_code()[self.kind].text, self.words)

    @property
    def address(self) -> str:
        """The page to open, in the active language; the list for one that is no more."""
        try:
            return reverse(self.url_name or "notices", args=self.url_args)
        except NoReverseMatch:
            return reverse("notices")


class MailChoice(models.Model):
    """How a person wants one kind by mail, where that is not the kind's own default."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="mail_choices",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=40)
    by_mail = models.CharField(_("by mail"), max_length=10, choices=ByMail)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("choice of mail")
        verbose_name_plural = _("choices of mail")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_choice_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.kind} · {self.by_mail}"


class MailQuerySet(models.QuerySet["Mail"]):
    """Each method completes the sentence "mails that are …"."""

    def due(self) -> Self:
        """To be sent now: those that wait, and those whose sender died before handing them over."""
        now = timezone.now()
        waiting = models.Q(state=Mail.State.WAITING, due_at__lte=now)
        abandoned = models.Q(state=Mail.State.CLAIMED, claimed_until__lt=now)
        return self.filter(waiting | abandoned)

    def left_in_doubt(self) -> Self:
        """Handed over by a sender who died before it heard the answer."""
        return self.filter(state=Mail.State.HANDED_OVER, claimed_until__lt=timezone.now())


class Mail(models.Model):
    """One mail with one or more notices on its way to one person; see `outbox`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("being sent")
        HANDED_OVER = "handed_over", _("handed over, no answer yet")
        SENT = "sent", _("sent")
        IN_DOUBT = "in_doubt", _("handed over, answer lost")
        DROPPED = "dropped", _("no longer wanted")
        GIVEN_UP = "given_up", _("could not be sent")

    id = models.UUIDField(
        primary_key=True, default=uuid4, editable=False, help_text=_("Also its Message-ID.")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="mails",
        verbose_name=_("person"),
    )
    digest_of = models.DateField(_("digest of"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.WAITING, db_index=True
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    attempt = models.UUIDField(_("attempt"), null=True, blank=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = MailQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "digest_of"], name="one_digest_per_person_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.state}"
