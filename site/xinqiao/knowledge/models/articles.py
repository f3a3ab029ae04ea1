from __future__ import annotations

from typing import Self

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from xinqiao.common.blocks import BodyBlocks, SourcesBlock
from xinqiao.common.pages import Described, text_of
from xinqiao.common.reading import reading_minutes
from xinqiao.review.pages import Reviewed, reviewed_again_later

from .calm import BehindCalmNotice
from .listed import ListedQuerySet
from .terms import Audience, Level, Topic


class ArticleQuerySet(ListedQuerySet):
    """Each method completes the sentence "articles that are …"."""

    def for_lists(self) -> Self:
        """With what a list shows of them, and without their texts."""
        return self.prefetch_related("topics", "audiences").defer("body", "sources")


def several(name: str) -> FieldPanel:
    """Boxes to tick; a draft may do without."""
    return FieldPanel(name, widget=CheckboxSelectMultiple, required_on_save=False)


class ArticlePage(BehindCalmNotice, Reviewed, Described, Page):
    """A text for the public, a carer, a teacher or a child."""

    class Evidence(models.TextChoices):
        GUIDELINE = "guideline", _("based on guidelines")
        REVIEW = "review", _("based on reviews of research")
        PRACTICE_CONSENSUS = "practice_consensus", _("agreed good practice")
        EXPERT_OPINION = "expert_opinion", _("opinion of experts")

    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), related_name="articles")
    audiences = ParentalManyToManyField(
        Audience, verbose_name=_("audiences"), related_name="articles"
    )
    level = models.ForeignKey(
        Level,
        verbose_name=_("level"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("How much it asks of its reader; shown beside the text."),
    )
    body = StreamField(BodyBlocks(), verbose_name=_("text"), blank=True)
    sources = StreamField(SourcesBlock(), verbose_name=_("sources"), blank=True)
    evidence = models.CharField(
        _("what it rests on"),
        max_length=20,
        choices=Evidence,
        default=Evidence.PRACTICE_CONSENSUS,
    )
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_(
            "About self-harm, suicide or abuse: never put forward in lists, in the feed or as "
            "further reading."
        ),
    )
    reading_minutes = models.PositiveSmallIntegerField(
        _("reading time in minutes"), default=1, editable=False
    )

    objects = PageManager.from_queryset(ArticleQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [several("topics"), several("audiences"), FieldPanel("level")],
            heading=_("What it is about and for whom"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("sources"),
                FieldPanel("evidence"),
                FieldPanel("sensitive"),
            ],
            heading=_("Sources"),
        ),
        Reviewed.review_panel,
    ]
    promote_panels = Described.promote_panels
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    parent_page_types = ["knowledge.ArticleIndexPage"]
    subpage_types: list[str] = []
    template = "knowledge/article_page.html"
    notice_template = "knowledge/calm_notice.html"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [reviewed_again_later("article_is_reviewed_again_later")]

    def clean(self) -> None:
        super().clean()
        self.reading_minutes = reading_minutes(text_of(self.body))
