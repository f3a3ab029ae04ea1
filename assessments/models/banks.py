from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts.models import Assignment, Role, Unit
from xinqiao.common.bilingual import Bilingual

if TYPE_CHECKING:
    from xinqiao.accounts.models import Person

WRITE_QUESTIONS = frozenset({Role.AUTHOR, Role.TRAINER})
REVIEW_QUESTIONS = frozenset({Role.REVIEWER})
USE_QUESTIONS = WRITE_QUESTIONS | REVIEW_QUESTIONS | {Role.SUPERVISOR, Role.MANAGER}


class BankQuerySet(models.QuerySet["Bank"]):
    """Each method completes the sentence "banks that are …"."""

    def held_by(self, person: Person, roles: frozenset[Role]) -> Self:
        """Of a unit at or below one where *person* holds one of *roles*."""
        return self.filter(unit__in=Unit.objects.visible_to(person, roles))

    def writable_by(self, person: Person) -> Self:
        return self.held_by(person, WRITE_QUESTIONS)

    def reviewable_by(self, person: Person) -> Self:
        return self.held_by(person, REVIEW_QUESTIONS)

    def visible_to(self, person: Person) -> Self:
        """Held by the person's own units, handed down from above, or by invitation.

        This is the one rule behind every page, export and exam that shows questions.
        """
        if not person.is_authenticated or not person.is_active:
            return self.none()
        mine = Assignment.objects.filter(person=person.pk, role__in=USE_QUESTIONS)
        handed_down = mine.filter(unit__path__startswith=OuterRef("unit__path"))
        invited = mine.filter(unit__path__startswith=OuterRef("shared_with__path"))
        theirs = self.held_by(person, USE_QUESTIONS).values("pk")
        ids = self.model.objects.filter(
            Q(shared_down=True) & Exists(handed_down)
            | Q(shared_with__isnull=False) & Exists(invited)
        ).values("pk")
        return self.filter(Q(pk__in=theirs) | Q(pk__in=ids))


class Bank(Bilingual):
    """Questions that belong to one unit, and may be used by others."""

    slug = models.SlugField(_("short name"), unique=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="banks", verbose_name=_("unit")
    )
    shared_down = models.BooleanField(
        _("shared downwards"),
        default=False,
        help_text=_("All units below may use these questions."),
    )
    shared_with = models.ManyToManyField(
        Unit,
        blank=True,
        related_name="shared_banks",
        verbose_name=_("shared with"),
        help_text=_("These units, and those below them, may use these questions."),
    )

    practice = models.BooleanField(
        _("for practice"),
        default=False,
        help_text=_(
            "Self-checks ask these questions, and everybody may see their answers: no exam that "
            "keeps its answers back draws them."
        ),
    )

    objects = BankQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name
