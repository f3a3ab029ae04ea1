from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments.question_types import TYPES, Content, QuestionType, kept_content
from assessments.texts import said

from .banks import Bank

if TYPE_CHECKING:
    from collections.abc import Iterable


class NeverChanges(Exception):
    """A version that was ready once stays as it was; a change is a new version."""


class QuestionQuerySet(models.QuerySet["Question"]):
    """Each method completes the sentence "questions that are …"."""

    def with_newest_hash(self) -> Self:
        """With `newest_hash`: the fingerprint of what the newest version says."""
        versions = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number")
        return self.annotate(newest_hash=Subquery(versions.values("content_hash")[:1]))


class Question(models.Model):
    """One question through all its versions."""

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    bank = models.ForeignKey(
        Bank, on_delete=models.PROTECT, related_name="questions", verbose_name=_("bank")
    )
    external_id = models.CharField(
        _("id in its source"),
        max_length=200,
        blank=True,
        help_text=_("An import with the same id is the same question."),
    )
    family = models.CharField(
        _("family"),
        max_length=60,
        blank=True,
        help_text=_("Of one family, never two stand in one exam."),
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    objects = QuestionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["bank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "external_id"],
                condition=~Q(external_id=""),
                name="one_question_per_bank_and_external_id",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id or str(self.key)


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    """Each method completes the sentence "versions that are …"."""

    def ready(self) -> Self:
        return self.filter(status=QuestionVersion.Status.READY)

    def newest(self) -> Self:
        """The newest one of each question, whatever its status."""
        newest = (
            QuestionVersion.objects.filter(question=OuterRef("question"))
            .order_by("-number")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest))

    def with_ready_number(self) -> Self:
        """With `ready_number`: which version of the same question exams draw now, if any."""
        ready = QuestionVersion.objects.ready().filter(question=OuterRef("question"))
        return self.annotate(ready_number=Subquery(ready.order_by("-number").values("number")[:1]))

    def newest_ready(self) -> Self:
        """The newest ready one of each question."""
        newest = (
            QuestionVersion.objects.ready()
            .filter(question=OuterRef("question"))
            .order_by("-number")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest))

    def labelled(self, kind: Label.Kind, value: str) -> Self:
        return self.filter(pk__in=Label.objects.filter(kind=kind, value=value).values("version"))


class QuestionVersion(models.Model):
    """What a question says and how it is scored. Once ready, it never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        READY = "ready", _("ready")
        RETIRED = "retired", _("retired")

    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="versions", verbose_name=_("question")
    )
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True
    )
    type = models.CharField(_("type"), max_length=20)
    data = models.JSONField(_("content"))
    content_hash = models.CharField(_("fingerprint of the content"), max_length=64)
    difficulty = models.PositiveSmallIntegerField(
        _("target difficulty"),
        null=True,
        blank=True,
        help_text=_("Out of a hundred prepared people, how many should answer it right."),
    )
    must_pass = models.BooleanField(
        _("must be right"), default=False, help_text=_("Who gets it wrong does not pass.")
    )
    source = models.CharField(_("source"), max_length=500, blank=True)
    lesson_key = models.UUIDField(_("lesson that helps"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("author"),
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready since"), null=True, blank=True)

    objects = QuestionVersionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="one_version_per_question_and_number"
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | Q(author=None) | ~Q(reviewer=F("author")),
                name="nobody_reviews_an_own_question",
            ),
            models.CheckConstraint(
                condition=Q(difficulty=None) | Q(difficulty__lte=100),
                name="difficulty_is_a_share_of_a_hundred",
            ),
        ]

    def __str__(self) -> str:
        return f"{said(self.content.stem)[:80]} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `NeverChanges` for what was ready once; its status is changed by `update`."""
        final = {self.Status.READY, self.Status.RETIRED}
        if self.pk and QuestionVersion.objects.filter(pk=self.pk, status__in=final).exists():
            raise NeverChanges(self.pk)
        super().save(*args, **kwargs)

    @property
    def kind(self) -> QuestionType[Any]:
        return TYPES[self.type]

    @cached_property
    def content(self) -> Content:
        return kept_content(self.type, self.data)

    @property
    def title(self) -> str:
        """What is asked, as candidates read it, without the key."""
        return self.kind.face(self.content, {})["stem"]


def fingerprint(*values: Any) -> str:
    """The same for the same content, whatever the order of its parts."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class Label(models.Model):
    """What a version is about: a tag, or the code of a competence as `3.4`."""

    class Kind(models.TextChoices):
        TAG = "tag", _("tag")
        COMPETENCE = "competence", _("competence")

    version = models.ForeignKey(
        QuestionVersion,
        on_delete=models.CASCADE,
        related_name="labels",
        verbose_name=_("version of a question"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    value = models.CharField(_("value"), max_length=60)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind", "value"], name="a_version_has_each_label_once"
            ),
        ]
        indexes = [models.Index(fields=["kind", "value"], name="labels_by_value")]

    def __str__(self) -> str:
        return self.value


def labels(tags: Iterable[str], competences: Iterable[str]) -> list[tuple[str, str]]:
    """As pairs of kind and value, sorted."""
    return sorted(
        {(Label.Kind.TAG.value, tag) for tag in tags}
        | {(Label.Kind.COMPETENCE.value, code) for code in competences}
    )
