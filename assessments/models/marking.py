from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts.models import Role, Unit

from .attempts import Attempt
from .slots import Mark

if TYPE_CHECKING:
    from datetime import datetime

    from xinqiao.accounts.models import Person

MARK_ANSWERS = frozenset({Role.RATER})

HELD_FOR = timedelta(hours=8)
"""So long a claimed answer waits for its marker; then it is anybody's again."""


class MarkingQuerySet(models.QuerySet["Marking"]):
    """Each method completes the sentence "markings that are …"."""

    def asked_for(self) -> Self:
        """Still to be done, of an attempt that counts and an answer that was not marked anew."""
        newer = Mark.objects.filter(slot=OuterRef("mark__slot"), pk__gt=OuterRef("mark"))
        return self.filter(
            ~Exists(newer),
            done_at=None,
            mark__slot__attempt__preview=False,
            mark__slot__attempt__state=Attempt.State.FINISHED,
        )

    def within_reach_of(self, person: Person) -> Self:
        """Of an exam or a sitting of a unit where *person* marks; never of their own attempts.

        This is the one rule behind every page of marking.
        """
        units = Unit.objects.visible_to(person, MARK_ANSWERS).values("pk")
        attempt = "mark__slot__attempt"
        of_theirs = Q(**{f"{attempt}__sitting__exam__unit__in": units}) | Q(
            **{f"{attempt}__sitting__unit__in": units}
        )
        return self.filter(of_theirs, ~Q(**{f"{attempt}__person": person.pk}))

    def markable_by(self, person: Person) -> Self:
        """Within their reach, and asked for."""
        return self.within_reach_of(person).asked_for()

    def free(self, now: datetime) -> Self:
        """Claimed by nobody, or so long ago that the claim has ended."""
        return self.filter(self.is_free(now))

    @staticmethod
    def is_free(now: datetime) -> Q:
        return Q(done_at=None) & (Q(claimed_at=None) | Q(claimed_at__lte=now - HELD_FOR))

    def new_to(self, person: Person) -> Self:
        """Of an answer that *person* has not marked and is not marking."""
        return self.filter(~self.touched_by(person))

    @staticmethod
    def touched_by(person: Person) -> Exists:
        return Exists(Marking.objects.filter(mark=OuterRef("mark"), by=person.pk))


class Marking(models.Model):
    """One person's marking of one answer: asked for, then claimed, then done. Done, it stays."""

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    mark = models.ForeignKey(
        Mark, on_delete=models.CASCADE, related_name="markings", verbose_name=_("mark that waits")
    )
    turn = models.PositiveSmallIntegerField(
        _("turn"), help_text=_("First or second marker; a third where these are far apart.")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("marker"),
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    levels = models.JSONField(
        _("chosen levels"), default=dict, help_text=_("By what was looked at, counted from 0.")
    )
    points = models.FloatField(_("points"), null=True, blank=True)
    parts = models.JSONField(_("how they came about"), default=list)
    feedback = models.TextField(_("words to the candidate"), blank=True)

    objects = MarkingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("marking")
        verbose_name_plural = _("markings")
        ordering = ["mark", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["mark", "turn"], name="each_turn_of_marking_once"),
            models.UniqueConstraint(fields=["mark", "by"], name="nobody_marks_an_answer_twice"),
            models.CheckConstraint(
                condition=Q(done_at=None, points=None)
                | Q(done_at__isnull=False, points__gte=0, points__lte=1),
                name="a_marking_that_is_done_has_its_points",
            ),
        ]
        indexes = [
            models.Index(fields=["mark"], condition=Q(done_at=None), name="markings_to_be_done"),
        ]

    def __str__(self) -> str:
        return f"{self.mark_id}/{self.turn}"

    @property
    def held_until(self) -> datetime | None:
        return self.claimed_at + HELD_FOR if self.claimed_at else None
