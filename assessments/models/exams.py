from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.plan import Plan
from assessments.timing import Grant, Window
from xinqiao.accounts.models import Assignment, Role, Unit
from xinqiao.common.bilingual import Bilingual

if TYPE_CHECKING:
    from xinqiao.accounts.models import Person

BUILD_EXAMS = frozenset({Role.TRAINER, Role.MANAGER})
LEAD_SITTINGS = frozenset({Role.TRAINER, Role.SUPERVISOR, Role.MANAGER})


class ExamQuerySet(models.QuerySet["Exam"]):
    """Each method completes the sentence "exams that are …"."""

    def built_by(self, person: Person) -> Self:
        return self.filter(unit__in=Unit.objects.visible_to(person, BUILD_EXAMS))

    def run_by(self, person: Person) -> Self:
        """Built by *person*, or with a sitting that *person* leads."""
        built = self.model.objects.built_by(person).values("pk")
        led = Sitting.objects.led_by(person).order_by().values("exam")
        return self.filter(Q(pk__in=built) | Q(pk__in=led))


class Exam(Bilingual):
    """One exam through all its versions."""

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    slug = models.SlugField(_("short name"), unique=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="exams", verbose_name=_("unit")
    )

    objects = ExamQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class ExamVersion(models.Model):
    """The rules of an exam; once published, they never change."""

    exam = models.ForeignKey(
        Exam, on_delete=models.PROTECT, related_name="versions", verbose_name=_("exam")
    )
    number = models.PositiveIntegerField(_("version"))
    data = models.JSONField(_("rules"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("published by"),
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of an exam")
        verbose_name_plural = _("versions of exams")
        ordering = ["exam", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "number"], name="one_version_per_exam_and_number"
            ),
            models.UniqueConstraint(
                fields=["exam"],
                condition=Q(published_at=None),
                name="one_draft_per_exam",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam} ({self.number})"

    @property
    def plan(self) -> Plan:
        """The rules, read. Raises pydantic's ValidationError for a draft that is not whole."""
        return Plan.model_validate(self.data)


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Each method completes the sentence "sittings that are …"."""

    def for_person(self, person: Person) -> Self:
        """Open to everybody, or for a unit at or above one where *person* learns."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        belongs = Assignment.objects.filter(
            person=person.pk, unit__path__startswith=OuterRef("unit__path")
        )
        return self.filter(Q(unit=None) | Exists(belongs))

    def led_by(self, person: Person) -> Self:
        """Of an exam of a unit, or for a unit, at or below one that *person* looks after."""
        mine = Unit.objects.visible_to(person, LEAD_SITTINGS)
        return self.filter(Q(unit__in=mine.values("pk")) | Q(exam__unit__in=mine.values("pk")))


class Sitting(models.Model):
    """When, and for whom, an exam can be taken."""

    class Close(models.TextChoices):
        CUT = "cut", _("at the close it ends for all")
        OWN_TIME = "own_time", _("who has begun keeps the whole time")

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    exam = models.ForeignKey(
        Exam, on_delete=models.PROTECT, related_name="sittings", verbose_name=_("exam")
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sittings",
        verbose_name=_("unit"),
        help_text=_("For people of this unit and those below; for everybody if empty."),
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    close = models.CharField(_("at the close"), max_length=10, choices=Close, default=Close.CUT)
    code = models.CharField(
        _("access code"),
        max_length=20,
        blank=True,
        help_text=_("Told in the room; without it nobody begins."),
    )

    objects = SittingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["opens_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="a_sitting_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.exam)

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at, self.close)  # type: ignore[arg-type]


class Override(models.Model):
    """What is granted to one person, or to all of a unit, at one sitting; with its reason."""

    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, related_name="overrides", verbose_name=_("sitting")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="overrides",
        verbose_name=_("person"),
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    extra_minutes = models.PositiveSmallIntegerField(_("more minutes"), null=True, blank=True)
    multiplier = models.FloatField(_("times the time limit"), null=True, blank=True)
    extra_attempts = models.PositiveSmallIntegerField(_("more attempts"), null=True, blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("granted by"),
    )
    at = models.DateTimeField(_("granted"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(unit=None), name="a_grant_is_for_a_person_or_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(multiplier=None) | Q(multiplier__gte=1, multiplier__lte=10),
                name="a_grant_takes_no_time_away",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_grant_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.unit} · {self.sitting}"

    @property
    def grant(self) -> Grant:
        return Grant(**{name: getattr(self, name) for name in Grant.__slots__})
