from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts import granting
from xinqiao.accounts.models import Role, Unit
from xinqiao.common.bilingual import in_language

if TYPE_CHECKING:
    from xinqiao.accounts.models import Person

LONGEST_NOTE = 200
LONGEST_REASON = 300


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    """Each method completes the sentence "requests that are …"."""

    def waiting(self) -> Self:
        """Not answered yet, for a unit that is still there."""
        return self.filter(state=JoinRequest.State.WAITING).exclude(unit=None)

    def seen_by(self, person: Person) -> Self:
        """For a unit on which *person* may give the role, and not their own."""
        units = granting.units_to_give(person, JoinRequest.role)
        return self.filter(unit__in=units).exclude(person=person.pk)

    def answerable_by(self, person: Person) -> Self:
        return self.waiting().seen_by(person)

    def with_people(self) -> Self:
        """Ready to be shown, in this one query."""
        return self.select_related("person", "unit", "leaving", "answered_by")


class JoinRequest(models.Model):
    """A person asks to join a school as a learner, and perhaps to leave another one for it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    role = Role.LEARNER
    """All other roles are given, or come with a code."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="join_requests",
        verbose_name=_("person"),
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="join_requests",
        verbose_name=_("unit"),
    )
    unit_zh = models.CharField(_("name in Chinese"), max_length=120)
    unit_en = models.CharField(_("name in English"), max_length=120)
    leaving = models.ForeignKey(
        Unit,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("leaves in return"),
    )
    note = models.CharField(
        _("note"),
        max_length=LONGEST_NOTE,
        blank=True,
        validators=[ProhibitNullCharactersValidator()],
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="join_requests_answered",
        verbose_name=_("answered by"),
    )
    reason = models.CharField(
        _("reason"),
        max_length=LONGEST_REASON,
        blank=True,
        validators=[ProhibitNullCharactersValidator()],
    )

    objects = JoinRequestQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"],
                condition=Q(state="waiting"),
                name="one_open_request_per_person_and_unit",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "accepted", "declined", "withdrawn"]),
                name="join_request_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at=None)
                | (~Q(state="waiting") & Q(answered_at__isnull=False)),
                name="join_request_is_answered_or_waits",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="join_request_is_declined_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="join_requests_by_unit")]

    def __str__(self) -> str:
        return f"{self.unit_name} · {self.get_state_display()}"

    @property
    def unit_name(self) -> str:
        """How the unit was called when somebody asked, in case it is gone."""
        return self.unit.name if self.unit else in_language(self.unit_zh, self.unit_en)

    @property
    def waits_in_vain(self) -> bool:
        """Whether nobody will answer, for the unit is no longer there."""
        return self.unit_id is None and self.state == self.State.WAITING
