from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts import granting
from xinqiao.accounts.models import Role, Unit
from xinqiao.joining import codes

if TYPE_CHECKING:
    from xinqiao.accounts.models import Person

MOST_USES = 500
LONGEST = timedelta(days=366)
"""A code works no longer than this after the day on which it is made."""


def check_last_day(day: date) -> None:
    """Raise ValidationError unless a code made today may work until the end of *day*."""
    today = timezone.localdate()
    if not today <= day <= today + LONGEST:
        raise ValidationError(_("Choose a day from today on, within a year from now."))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Each method completes the sentence "invitations that are …"."""

    def open(self) -> Self:
        """Neither ended nor used up, and not past their last day."""
        return self.filter(ended_at=None, ends_on__gte=timezone.localdate(), used__lt=F("uses"))

    def managed_by(self, person: Person) -> Self:
        """Into a role and unit that *person* may give."""
        if person.is_superuser:
            return self.all()
        theirs = (
            Q(role=role, unit__in=granting.units_to_give(person, role))
            for role in granting.roles_to_give(person)
        )
        return self.filter(reduce(or_, theirs, Q(pk__in=[])))


class Invitation(models.Model):
    """A code that lets so many people into a role on a unit, until the end of a day.

    It gives in the name of whoever made it: once that person may no longer give the role there,
    the code opens nothing. Why it is stored as it is stands in docs/decisions/0014.
    """

    code = models.CharField(
        _("code"), max_length=codes.LENGTH, unique=True, default=codes.new_code, editable=False
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.LEARNER)
    ends_on = models.DateField(_("last day"))
    uses = models.PositiveSmallIntegerField(
        _("for how many people"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_USES)],
    )
    used = models.PositiveSmallIntegerField(_("used"), default=0, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="invitations_made",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(condition=Q(used__lte=F("uses")), name="no_use_too_many"),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="invitation_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_role_display()} · {self.ends_on}"

    def clean(self) -> None:
        super().clean()
        if self.ends_on:
            try:
                check_last_day(self.ends_on)
            except ValidationError as error:
                raise ValidationError({"ends_on": error}) from None

    @property
    def written(self) -> str:
        """The code as people read it."""
        return codes.written(self.code)

    @property
    def left(self) -> int:
        """How many people may still use it."""
        return self.uses - self.used

    @property
    def is_backed(self) -> bool:
        """Whether whoever made it may still give the role there. One query."""
        return self.made_by is not None and granting.may_give(
            self.made_by, Role(self.role), self.unit
        )

    def is_past(self, today: date | None = None) -> bool:
        return self.ends_on < (today or timezone.localdate())

    @property
    def state(self) -> str:
        """What a list says: "ended", "past", "used_up", "unbacked" or "open"."""
        if self.ended_at:
            return "ended"
        if self.is_past():
            return "past"
        if not self.left:
            return "used_up"
        return "open" if self.is_backed else "unbacked"


class InvitationUse(models.Model):
    """Who came in by which invitation: each person once."""

    invitation = models.ForeignKey(
        Invitation,
        on_delete=models.CASCADE,
        related_name="taken_by",
        verbose_name=_("invitation"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="invitations_used",
        verbose_name=_("person"),
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("use of an invitation")
        verbose_name_plural = _("uses of invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "person"], name="one_use_per_invitation_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.invitation}"
