from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .exams import ExamVersion, Sitting

if TYPE_CHECKING:
    from datetime import datetime

    from assessments.plan import What
    from xinqiao.accounts.models import Person


STAGE = "stage"
"""Under this name a step tells to which stage of a case it belongs; see `assessments.stages`."""


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Each method completes the sentence "attempts that are …"."""

    def of(self, person: Person) -> Self:
        return self.filter(person=person)

    def counted(self) -> Self:
        """No previews and nothing that was declared void."""
        return self.filter(preview=False).exclude(state=Attempt.State.VOIDED)

    def with_late_answers(self) -> Self:
        """Over, with answers delivered after the end that nobody has decided about."""
        undecided = Step.objects.undecided().filter(attempt=OuterRef("pk"))
        over = [Attempt.State.FINISHED, Attempt.State.ABANDONED]
        return self.filter(Exists(undecided), preview=False, state__in=over)

    def running(self) -> Self:
        """Begun and not ended; also those whose time is over and that wait to be handed in."""
        return self.filter(state__in=[Attempt.State.RUNNING, Attempt.State.OVERDUE])

    def taken_by(self, person: Person) -> Self:
        """*person*'s own, the latest first, with their exams; also those that count no more."""
        return self.of(person).filter(preview=False).select_related("sitting__exam", "version")


class Attempt(models.Model):
    """One person's attempt at one exam, at one sitting."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        OVERDUE = "overdue", _("to be handed in")
        FINISHED = "finished", _("handed in")
        ABANDONED = "abandoned", _("not handed in")
        VOIDED = "voided", _("declared void")

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="attempts",
        verbose_name=_("person"),
    )
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, related_name="attempts", verbose_name=_("sitting")
    )
    version = models.ForeignKey(
        ExamVersion, on_delete=models.PROTECT, related_name="attempts", verbose_name=_("version")
    )
    exam_key = models.UUIDField(_("exam"))
    number = models.PositiveSmallIntegerField(_("number"))
    preview = models.BooleanField(_("preview"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(_("begun at"))
    deadline_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    finished_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    device = models.CharField(_("device"), max_length=36, blank=True)
    device_since = models.DateTimeField(_("on this device since"), null=True, blank=True)
    percent = models.FloatField(_("percent"), null=True, blank=True)
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    released_at = models.DateTimeField(_("result released"), null=True, blank=True)
    shown: frozenset[What] = frozenset()  # to its candidate, once `reviewing` has looked at it

    objects = AttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("exam attempt")
        verbose_name_plural = _("exam attempts")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "exam_key", "number"],
                condition=Q(preview=False),
                name="one_attempt_per_person_exam_and_number",
            ),
            models.UniqueConstraint(
                fields=["person", "exam_key"],
                condition=Q(state__in=["running", "overdue"], preview=False),
                name="one_running_attempt_per_person_and_exam",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")),
                name="an_attempt_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(state="finished") | Q(finished_at__isnull=False),
                name="what_is_handed_in_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "deadline_at"], name="attempts_by_deadline"),
            models.Index(fields=["sitting", "state"], name="attempts_by_sitting"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.version} · {self.number}"


class StepQuerySet(models.QuerySet["Step"]):
    """Each method completes the sentence "steps that are …"."""

    def answers_in_time(self) -> Self:
        """Those that count unless a later one does, with what is asked of them, the oldest first."""
        columns = ("attempt", "kind", "place", "payload", "at", "late")
        return self.filter(kind=Step.Kind.ANSWER, late=False).only(*columns).order_by("at", "pk")

    def late_answers(self) -> Self:
        """Given in time, and delivered after the end."""
        return self.filter(kind=Step.Kind.ANSWER, late=True)

    def undecided(self) -> Self:
        """Late answers of which nobody has said whether they count."""
        return self.late_answers().filter(decision=None)


class Step(models.Model):
    """One thing that a candidate did in an attempt. Only ever appended."""

    class Kind(models.TextChoices):
        ANSWER = "exam.answer", _("answered")
        FLAG = "exam.flag", _("marked to look at again")
        FINISH = "exam.finish", _("handed in")

    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="steps", verbose_name=_("exam attempt")
    )
    client_uuid = models.UUIDField(_("id given by the device"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    place = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)
    payload = models.JSONField(_("what was given"), default=dict)
    at = models.DateTimeField(_("when it happened"))
    received_at = models.DateTimeField(_("received"))
    late = models.BooleanField(
        _("late"),
        default=False,
        help_text=_("Made in time and delivered after the end: kept, and counted if accepted."),
    )
    fingerprint = models.CharField(_("fingerprint of the content"), max_length=64)

    objects = StepQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("step of an attempt")
        verbose_name_plural = _("steps of attempts")
        ordering = ["attempt", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "client_uuid"], name="the_same_step_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.place} {self.kind}"


def last_answers(steps: list[Any]) -> dict[int, dict[str, Any]]:
    """By place, the payload given last, by the time at which it was done. Late ones do not count.

    *steps* are `Step`s, or rows with its `kind`, `place`, `payload`, `at` and `late`.
    """
    answers: dict[int, dict[int, tuple[datetime, dict[str, Any]]]] = {}
    for step in steps:
        if step.kind != Step.Kind.ANSWER or step.late:
            continue
        stages = answers.setdefault(step.place, {})
        stage = step.payload.get(STAGE, 0)
        if stage not in stages or stages[stage][0] <= step.at:
            stages[stage] = (step.at, step.payload)
    return {
        place: joined([payload for _stage, (_at, payload) in sorted(stages.items())])
        for place, stages in answers.items()
    }


def joined(payloads: list[dict[str, Any]]) -> dict[str, Any]:
    """One answer of what was given at each stage; where there are no stages, it is that answer."""
    if STAGE not in payloads[-1]:
        return payloads[-1]
    parts: dict[str, Any] = {}
    for payload in payloads:
        parts |= payload.get("parts", {})
    return {"parts": parts} if parts else {}


def flagged(steps: list[Any]) -> set[int]:
    """The places that are marked to look at again, by what was done last. *steps* as above."""
    on: dict[int, tuple[datetime, bool]] = {}
    for step in steps:
        if step.kind != Step.Kind.FLAG or step.late:
            continue
        before = on.get(step.place)
        if before is None or before[0] <= step.at:
            on[step.place] = (step.at, step.payload["on"])
    return {place for place, (_at, marked) in on.items() if marked}
