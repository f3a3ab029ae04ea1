from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, F, OuterRef, ProtectedError, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from xinqiao.accounts.models import Role


class LiveVersionQuerySet(models.QuerySet["LiveVersion"]):
    """Each method completes the sentence "versions that are …"."""

    def of(self, key: UUID, language: str | None = None) -> Self:
        """Of the text with that translation key, in one language or in all."""
        found = self.filter(key=key)
        return found.filter(language=language) if language else found

    def current(self) -> Self:
        """What readers see now."""
        return self.filter(until=None)

    def end(self, at: datetime) -> None:
        """Readers see them no more since *at*; one that begins later, by a clock that was set
        back since, ends where it begins."""
        self.update(until=Greatest(F("since"), Value(at, models.DateTimeField())))

    def live_at(self, moment: datetime) -> Self:
        """What readers saw at *moment*."""
        return self.filter(since__lte=moment).filter(Q(until=None) | Q(until__gt=moment))

    def due_for_review(self) -> Self:
        """Current, and past the day of the next review."""
        return self.current().filter(next_review_on__lt=timezone.localdate())

    def originals(self) -> Self:
        """In the language in which the text is written first: Chinese unless another says so."""
        others = LiveVersion.objects.current().filter(key=OuterRef("key"), is_original=True)
        return self.current().filter(
            Q(is_original=True) | ~Exists(others) & Q(language=settings.LANGUAGE_CODE)
        )

    def fallen_behind(self) -> Self:
        """Translations whose original has changed since somebody last held them against it."""
        newer = LiveVersion.objects.originals().filter(
            key=OuterRef("key"), words_since__gt=OuterRef("in_step_at")
        )
        return self.current().filter(Exists(newer.exclude(language=OuterRef("language"))))


def kept_from_purging(collector: Any, field: Any, versions: Any, using: str) -> None:
    """A revision that readers saw is not deleted by itself; with its page it goes, and its
    content stays here."""
    origin = collector.origin
    if getattr(origin, "model", type(origin)) is Revision:
        raise ProtectedError("Readers have seen this version.", set(versions))
    models.SET_NULL(collector, field, versions, using)


class LiveVersion(models.Model):
    """A version of a text that readers saw, from one moment to another, and its approvals.

    Written whenever a page under review is published. The words are kept here as well, so that
    they outlive the page and the purging of old revisions.
    """

    key = models.UUIDField(_("translation key"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("page"),
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        on_delete=kept_from_purging,
        null=True,
        related_name="+",
        verbose_name=_("revision"),
    )
    title = models.CharField(_("title"), max_length=255)
    content = models.JSONField(_("content"), encoder=DjangoJSONEncoder)
    words = models.CharField(_("fingerprint of the words"), max_length=64)
    since = models.DateTimeField(_("published"))
    until = models.DateTimeField(_("until"), null=True)
    words_since = models.DateTimeField(
        _("words since"), help_text=_("Since when readers have seen these very words.")
    )
    is_original = models.BooleanField(_("original"), default=False)
    in_step_at = models.DateTimeField(
        _("held against the original"),
        help_text=_("When this translation was last published, or confirmed to be in step."),
    )
    next_review_on = models.DateField(_("next review"), null=True)

    objects = LiveVersionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(until=None, page__isnull=False),
                name="one_version_of_a_page_is_current",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="a_version_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["key", "language", "since"], name="versions_of_a_text")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class Signature(models.Model):
    """That a person, in a role, approved a version. The name is the one of that day."""

    version = models.ForeignKey(
        LiveVersion,
        on_delete=models.CASCADE,
        related_name="signatures",
        verbose_name=_("published version"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="signatures",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    at = models.DateTimeField(_("when"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "role"], name="one_signature_per_version_and_role"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="signature_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_role_display()}"
