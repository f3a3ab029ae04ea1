from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts.models import Unit

from .attempts import Attempt
from .banks import Bank
from .exams import LEAD_SITTINGS, Exam
from .questions import QuestionVersion

if TYPE_CHECKING:
    from xinqiao.accounts.models import Person


class RegradeQuerySet(models.QuerySet["Regrade"]):
    """Each method completes the sentence "regrades that are …"."""

    def visible_to(self, person: Person) -> Self:
        """Of an exam that *person* looks after, and of a question that *person* may see."""
        units = Unit.objects.visible_to(person, LEAD_SITTINGS).values("pk")
        banks = Bank.objects.visible_to(person).order_by().values("pk")
        return self.filter(exam__unit__in=units, version__question__bank__in=banks)

    def standing(self) -> Self:
        """Approved: they hold for all attempts, also for those that are handed in later."""
        return self.filter(state__in=[Regrade.State.APPROVED, Regrade.State.APPLIED])


class Regrade(models.Model):
    """How one question of an exam is to be marked anew: proposed by one, approved by another."""

    class Way(models.TextChoices):
        KEY = "key", _("by the key of another version")
        BOTH = "both", _("right by either key")
        FULL = "full", _("all points for everybody")
        DROP = "drop", _("the question counts for nobody")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        DECLINED = "declined", _("declined")
        APPROVED = "approved", _("approved")
        APPLIED = "applied", _("applied")

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    exam = models.ForeignKey(
        Exam, on_delete=models.PROTECT, related_name="regrades", verbose_name=_("exam")
    )
    version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("question")
    )
    way = models.CharField(_("how"), max_length=10, choices=Way)
    by_version = models.ForeignKey(
        QuestionVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("version with the other key"),
    )
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)

    objects = RegradeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="declined")
                | Q(decided_by=None)
                | Q(proposed_by=None)
                | ~Q(decided_by=F("proposed_by")),
                name="nobody_approves_an_own_regrade",
            ),
            models.CheckConstraint(
                condition=Q(way__in=["key", "both"], by_version__isnull=False)
                | Q(way__in=["full", "drop"], by_version=None),
                name="a_regrade_by_a_key_names_its_version",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_regrade_has_a_reason"),
            models.UniqueConstraint(
                fields=["exam", "version"],
                condition=Q(state__in=["proposed", "approved"]),
                name="one_open_regrade_per_exam_and_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam} · {self.version.title[:60]}"


class Regraded(models.Model):
    """What a regrade did to one attempt. Written once, together with the mark."""

    regrade = models.ForeignKey(
        Regrade, on_delete=models.CASCADE, related_name="done", verbose_name=_("regrade")
    )
    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="regraded", verbose_name=_("exam attempt")
    )
    percent_before = models.FloatField(_("percent before"), null=True)
    passed_before = models.BooleanField(_("passed before"), null=True)
    percent_after = models.FloatField(_("percent after"), null=True)
    passed_after = models.BooleanField(_("passed after"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("regraded attempt")
        verbose_name_plural = _("regraded attempts")
        ordering = ["regrade", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["regrade", "attempt"], name="each_attempt_is_regraded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regrade_id}/{self.attempt_id}"
