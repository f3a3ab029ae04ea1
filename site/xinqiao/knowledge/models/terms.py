"""The vocabulary that articles, lessons, questions and ratings refer to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from xinqiao.common.bilingual import Bilingual


class Term(Bilingual):
    """One entry of a short controlled list, known to files and addresses by its code."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Topic(Term):
    """What a text is about."""

    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Such texts are never put forward on the home page or in lists of favourites."),
    )

    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class Audience(Term):
    """For whom a text is written."""

    class Group(models.TextChoices):
        """Readers who come through one door of the home page."""

        TEACHERS = "teachers", _("Teachers and schools")
        FAMILY = "family", _("Families")
        YOUNG = "young", _("Children and teenagers")
        PUBLIC = "public", _("The public")

    group = models.CharField(
        _("group"),
        max_length=10,
        choices=Group,
        default=Group.PUBLIC,
        help_text=_("Through which door of the home page these readers find their articles."),
    )

    class Meta(Term.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class Level(Term):
    """How much a text asks of its reader, from L0 (anybody) to L4 (supervisors)."""

    class Meta(Term.Meta):
        verbose_name = _("level")
        verbose_name_plural = _("levels")


class CompetenceDomain(Term):
    """One of the six fields of the competence framework."""

    class Meta(Term.Meta):
        verbose_name = _("competence domain")
        verbose_name_plural = _("competence domains")


class Competence(Bilingual):
    """One thing that a trained person can be seen to do, such as 3.4 "asking about safety"."""

    code = models.CharField(_("code"), max_length=5, unique=True)
    domain = models.ForeignKey(
        CompetenceDomain,
        on_delete=models.PROTECT,
        related_name="competences",
        verbose_name=_("domain"),
    )
    core = models.BooleanField(_("rated in Track A"), default=False)
    track_b = models.BooleanField(_("rated in Track B"), default=False)

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
