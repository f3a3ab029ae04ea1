from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .exams import ExamVersion
from .questions import QuestionVersion


class ExamFigures(models.Model):
    """How one version of an exam did, as last computed. Derived: each run writes it anew."""

    version = models.OneToOneField(
        ExamVersion, on_delete=models.CASCADE, related_name="figures", verbose_name=_("version")
    )
    n = models.PositiveIntegerField(_("papers"))
    waiting = models.PositiveIntegerField(
        _("papers still to be marked"), help_text=_("Handed in, and not counted yet.")
    )
    data = models.JSONField(_("figures"))
    """An `assessments.statistics.ExamStatistics` as plain values."""
    computed_at = models.DateTimeField(_("computed"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("figures of an exam")
        verbose_name_plural = _("figures of exams")
        ordering = ["version"]

    def __str__(self) -> str:
        return f"{self.version}: n={self.n}"


class ItemFigures(models.Model):
    """How one version of a question did in one version of an exam. Derived, as the exam's."""

    exam = models.ForeignKey(
        ExamFigures, on_delete=models.CASCADE, related_name="items", verbose_name=_("exam")
    )
    question = models.ForeignKey(
        QuestionVersion,
        on_delete=models.PROTECT,
        related_name="figures",
        verbose_name=_("question"),
    )
    n = models.PositiveIntegerField(_("papers"))
    data = models.JSONField(_("figures"))
    """An `assessments.statistics.ItemStatistics` as plain values."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("figures of a question")
        verbose_name_plural = _("figures of questions")
        ordering = ["exam", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "question"], name="one_row_of_figures_per_exam_and_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: n={self.n}"
