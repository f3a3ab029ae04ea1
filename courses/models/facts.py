from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonFact(models.Model):
    """One thing that a person did in a lesson, as the device told it. Only ever appended.

    The text of a private reflection is never in here, only its length.
    """

    class Kind(models.TextChoices):
        OPENED = "lesson.opened", _("opened")
        SEEN = "lesson.seen", _("seen to the end")
        CHECK = "lesson.check", _("question answered")
        REFLECTION = "lesson.reflection", _("reflection written")
        TIME = "lesson.time", _("time spent")

    client_uuid = models.UUIDField(_("id given by the device"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="lesson_facts",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    lesson_key = models.UUIDField(_("lesson"))
    language = models.CharField(_("language"), max_length=10)
    item = models.CharField(_("question or reflection"), max_length=36, blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True)
    at = models.DateTimeField(
        _("when it happened"), help_text=_("By the device, put right by what its clock was off.")
    )
    received_at = models.DateTimeField(_("received"))
    fingerprint = models.CharField(_("fingerprint of the content"), max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("lesson fact")
        verbose_name_plural = _("lesson facts")
        constraints = [
            # Per person: nobody can take an id away from somebody else.
            models.UniqueConstraint(
                fields=["person", "client_uuid"], name="the_same_fact_is_kept_once"
            ),
            models.CheckConstraint(
                condition=models.Q(at__lte=models.F("received_at")),
                name="no_fact_from_the_future",
            ),
        ]
        indexes = [models.Index(fields=["person", "lesson_key"], name="facts_by_person_and_lesson")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.lesson_key}"
