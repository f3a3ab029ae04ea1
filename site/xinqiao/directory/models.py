from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts.models import Unit
from xinqiao.common.bilingual import Bilingual, in_language

CHECK_EVERY = timedelta(days=180)
"""A number that nobody has verified for longer is shown to editors as a warning."""


class HelpLineQuerySet(models.QuerySet["HelpLine"]):
    """Each method completes the sentence "help lines that are …"."""

    def national(self) -> Self:
        return self.filter(region=None)

    def from_the_nation_down(self) -> Self:
        """In the order of regions: those of the whole country, then unit by unit of the tree."""
        return self.select_related("region").order_by(
            models.F("region__path").asc(nulls_first=True), "position", "number"
        )

    def due_for_a_check(self) -> Self:
        """Not verified for 180 days, or past the day set for the next check."""
        today = timezone.localdate()
        return self.filter(
            models.Q(verified_on__lt=today - CHECK_EVERY) | models.Q(next_check__lt=today)
        )


class HelpLine(Bilingual):
    """A public number that somebody can call or write to, and what is known about it."""

    number = models.CharField(
        _("number"),
        max_length=20,
        validators=[RegexValidator(r"^[0-9-]{3,20}\Z", _("Digits and hyphens only."))],
    )
    by_sms = models.BooleanField(_("by text message"), default=False)
    purpose_zh = models.CharField(_("what for, in Chinese"), max_length=200)
    purpose_en = models.CharField(_("what for, in English"), max_length=300)
    hours_zh = models.CharField(_("hours in words, in Chinese"), max_length=120)
    hours_en = models.CharField(_("hours in words, in English"), max_length=160)
    cost_zh = models.CharField(_("cost in words, in Chinese"), max_length=120, blank=True)
    cost_en = models.CharField(_("cost in words, in English"), max_length=160, blank=True)
    region = models.ForeignKey(
        Unit,
        verbose_name=_("region"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        limit_choices_to={"kind__in": [Unit.Kind.PROVINCE, Unit.Kind.PREFECTURE, Unit.Kind.COUNTY]},
        help_text=_("Empty for a number that works in the whole country."),
    )
    emergency = models.BooleanField(_("for emergencies"), default=False)
    in_help_bar = models.BooleanField(_("in the bar on top of each page"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    source_title = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), blank=True)
    verified_on = models.DateField(_("verified on"))
    verified_by = models.CharField(_("verified by"), max_length=120, blank=True)
    next_check = models.DateField(_("next check"))

    objects = HelpLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("help line")
        verbose_name_plural = _("help lines")
        ordering = ["position", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "region"],
                name="one_help_line_per_number_and_region",
                violation_error_message=_("There is an entry for this number already."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(region=None),
                name="one_national_help_line_per_number",
                violation_error_message=_("There is an entry for this number already."),
            ),
            models.CheckConstraint(
                condition=models.Q(next_check__gte=models.F("verified_on")),
                name="help_line_is_checked_again_later",
                violation_error_message=_("The next check comes after the last one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def clean(self) -> None:
        super().clean()
        if self.verified_on and self.verified_on > timezone.localdate():
            raise ValidationError({"verified_on": _("This day is still to come.")})

    @property
    def purpose(self) -> str:
        return in_language(self.purpose_zh, self.purpose_en)

    @property
    def hours(self) -> str:
        return in_language(self.hours_zh, self.hours_en)

    @property
    def cost(self) -> str:
        return in_language(self.cost_zh, self.cost_en)

    @property
    def href(self) -> str:
        return f"{'sms' if self.by_sms else 'tel'}:{self.number}"
