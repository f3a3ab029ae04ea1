"""Who did what to whom: entries that are written once, each sealed to the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .roles import Role
from .units import Unit

if TYPE_CHECKING:
    from .people import Person


class Action(models.TextChoices):
    """What is recorded. The column names no choices: a new member needs no migration."""

    ROLE_GIVEN = "role_given", _("Role given")
    ROLE_TAKEN = "role_taken", _("Role ended")
    ROLE_REFUSED = "role_refused", _("Giving or ending a role refused")
    INVITATION_MADE = "invitation_made", _("Invitation code made")
    INVITATION_ENDED = "invitation_ended", _("Invitation code ended")
    JOINED = "joined", _("Joined by code")
    JOIN_ASKED = "join_asked", _("Asked to join")
    JOIN_ACCEPTED = "join_accepted", _("Request to join accepted")
    JOIN_DECLINED = "join_declined", _("Request to join declined")
    JOIN_WITHDRAWN = "join_withdrawn", _("Request to join withdrawn")
    PUBLISHED = "published", _("Published")
    UNPUBLISHED = "unpublished", _("Withdrawn")
    PAGE_DELETED = "page_deleted", _("Page deleted")
    TEXT_APPROVED = "text_approved", _("Text approved")
    TEXT_REJECTED = "text_rejected", _("Changes to a text requested")
    TEXT_TAKEN_BACK = "text_taken_back", _("Text taken back into review")
    TEXT_IN_STEP = "text_in_step", _("Translation confirmed")
    QUESTION_APPROVED = "question_approved", _("Question approved")
    QUESTION_RETIRED = "question_retired", _("Question retired")
    REGRADE_PROPOSED = "regrade_proposed", _("Marking anew proposed")
    REGRADE_APPROVED = "regrade_approved", _("Marking anew approved")
    REGRADE_DECLINED = "regrade_declined", _("Marking anew declined")
    REGRADE_APPLIED = "regrade_applied", _("Marked anew")
    RESULTS_RELEASED = "results_released", _("Results of a sitting released")
    EXAM_PUBLISHED = "exam_published", _("Exam published")
    EXAM_GRANTED = "exam_granted", _("More time or attempts granted")
    EXPORTED = "exported", _("Exported")
    LATE_ACCEPTED = "late_accepted", _("Late answers accepted")
    LATE_DECLINED = "late_declined", _("Late answers not accepted")
    FACTOR_ADDED = "factor_added", _("Second factor added")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    FACTOR_RESET = "factor_reset", _("Second factor reset")
    CODES_MADE = "codes_made", _("Recovery codes made")
    ACCOUNT_CLOSED = "account_closed", _("Account closed")


class AppendOnly(TypeError):
    """Somebody tried to change or delete an entry of the audit log."""


def refuse(*args: Any, **kwargs: Any) -> NoReturn:
    raise AppendOnly("Entries of the audit log are neither changed nor deleted.")


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Each method completes the sentence "entries that are …"."""

    update = delete = bulk_update = bulk_create = update_or_create = refuse  # type: ignore[assignment]

    def visible_to(self, person: Person) -> Self:
        """Of units where *person* is data officer, or below.

        Entries without a unit, or of one that is gone, are for officers of a whole nation and
        for administrators.
        """
        if person.is_superuser and person.is_active:
            return self.all()
        units = Unit.objects.visible_to(person, frozenset({Role.DATA_OFFICER}))
        unit_is_there = models.Exists(Unit.objects.filter(pk=models.OuterRef("unit_id")))
        sees_a_nation = models.Exists(units.filter(depth=1))
        return self.filter(models.Q(unit__in=units) | (~unit_is_there & sees_a_nation))

    def concerning(self, person: Person) -> Self:
        """By or about *person*."""
        return self.filter(models.Q(actor=person.public_id) | models.Q(person=person.public_id))

    def with_names(self) -> Self:
        """Ready to be shown, in this one query. Who or what is gone is None."""
        return self.select_related("actor", "person", "unit")


def reference(to: str | type[models.Model], **options: Any) -> Any:
    """A foreign key that outlives what it points to: the entry stays as it was."""
    return models.ForeignKey(
        to,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        **options,
    )


class AuditEntry(models.Model):
    """One thing done. Written by `audit.record` alone; people are named by their public id."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    moment = models.DateTimeField(db_index=True)
    actor = reference(settings.AUTH_USER_MODEL, to_field="public_id")
    action = models.CharField(max_length=40, db_index=True)
    person = reference(settings.AUTH_USER_MODEL, to_field="public_id")
    unit = reference("accounts.Unit")
    about_kind = models.CharField(max_length=80, blank=True)
    about_id = models.CharField(max_length=80, blank=True)
    about_label = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    seal = models.CharField(max_length=64)
    """SHA-256 over all of the above and the seal of the entry before, in hexadecimal."""

    objects: ClassVar[Any] = AuditEntryQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["-sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} · {self.get_action_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse()

    def get_action_display(self) -> str:
        return str(Action(self.action).label) if self.action in Action else self.action


class AuditHead(models.Model):
    """How many entries there are and the last one's seal: one row, locked while one is added."""

    count = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_audit_head")]

    def __str__(self) -> str:
        return f"{self.count} {self.seal}"
