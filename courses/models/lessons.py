from __future__ import annotations

from typing import Self

from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Greatest, Length, Substr
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses.blocks import LessonBlocks
from courses.forms import LessonForm
from xinqiao.common.blocks import SourcesBlock
from xinqiao.common.pages import Described
from xinqiao.knowledge.models import Competence, Topic
from xinqiao.review.pages import Reviewed, reviewed_again_later

from .pages import CoursePage, ModulePage


class LessonQuerySet(PageQuerySet):
    """Each method completes the sentence "lessons that are …"."""

    def offered(self) -> Self:
        """Published, in a published module of a published course."""
        return self.live().filter(
            Exists(ModulePage.objects.live().filter(path=path_above(1))),
            Exists(CoursePage.objects.live().filter(path=path_above(2))),
        )


def path_above(levels: int) -> Substr:
    """In a subquery: the path of the page so many *levels* above the outer one."""
    return Substr(
        OuterRef("path"),
        1,
        # A database may work it out for pages near the root, too, before it looks what they are.
        Greatest(Length(OuterRef("path")) - Value(levels * ModulePage.steplen), Value(0)),
    )


class LessonPage(Reviewed, Described, Page):
    """One sitting of 15–25 minutes, read from top to bottom."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=20, help_text=_("How long a lesson takes, 15–25 as a rule.")
    )
    objectives = StreamField(
        [("objective", blocks.CharBlock(label=_("Objective"), max_length=200))],
        verbose_name=_("objectives"),
        blank=True,
        help_text=_("What one can do afterwards; begin with a verb."),
    )
    body = StreamField(LessonBlocks(), verbose_name=_("lesson"), blank=True)
    sources = StreamField(
        SourcesBlock(),
        verbose_name=_("sources"),
        blank=True,
        help_text=_("Where the statements come from; listed below the text."),
    )
    topics = ParentalManyToManyField(
        Topic,
        verbose_name=_("topics"),
        related_name="lessons",
        blank=True,
        help_text=_("What the lesson is about, for finding it again among many."),
    )
    competences = ParentalManyToManyField(
        Competence,
        verbose_name=_("competences"),
        related_name="lessons",
        blank=True,
        help_text=_("What is practised here, by the numbers of the competence framework."),
    )
    must_see = models.BooleanField(
        _("read to the end"),
        default=True,
        help_text=_("The end of the page was reached, or the button there pressed."),
    )
    must_check = models.BooleanField(
        _("answer all questions right"),
        default=True,
        help_text=_("Any number of tries. Without questions this asks nothing."),
    )
    must_reflect = models.BooleanField(
        _("write the reflection"),
        default=True,
        help_text=_("A note in each private reflection; nobody else can read it."),
    )
    number = ""  # its place in the course, such as "3.2", where `courses.structure` has counted

    objects = Page._default_manager.__class__.from_queryset(LessonQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("objectives"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("minutes"),
                HelpPanel(
                    _("All that is ticked has to be met. What somebody has done once stays done.")
                ),
                FieldRowPanel(
                    [
                        FieldPanel("must_see"),
                        FieldPanel("must_check"),
                        FieldPanel("must_reflect"),
                    ]
                ),
            ],
            heading=_("When the lesson counts as done"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
                FieldPanel("competences", widget=forms.CheckboxSelectMultiple),
                FieldPanel("sources"),
            ],
            heading=_("Topics, competences and sources"),
        ),
        Reviewed.review_panel,
    ]
    promote_panels = Described.promote_panels
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    template = "courses/lesson_page.html"
    base_form_class = LessonForm

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [reviewed_again_later("lesson_is_reviewed_again_later")]
