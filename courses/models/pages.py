from __future__ import annotations

from decimal import Decimal
from typing import Self

from django import forms
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses.blocks import LessonBlocks
from xinqiao.accounts.models import Person
from xinqiao.common.blocks import SourcesBlock
from xinqiao.common.pages import Described
from xinqiao.common.pictures import PICTURES
from xinqiao.knowledge.models import Audience, Competence, Level, Topic

ACADEMIC_HOUR_MINUTES = 45
"""One 学时 lasts 45 minutes."""


class CourseIndexPage(Described, Page):
    """The catalogue of courses."""

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = Described.promote_panels
    parent_page_types = ["pages.HomePage"]
    max_count_per_parent = 1
    template = "courses/course_index_page.html"

    class Meta:
        verbose_name = _("list of courses")
        verbose_name_plural = _("lists of courses")


class CourseQuerySet(PageQuerySet):
    """Each method completes the sentence "courses that are …"."""

    def in_language(self, code: str | None) -> Self:
        return self.filter(locale__language_code=code)

    def required_by(self, course: CoursePage) -> Self:
        """To be finished before *course*, in whichever language that was set."""
        chosen = CoursePage.objects.filter(
            opens__translation_key=course.translation_key, opens__live=True
        ).exclude(translation_key=course.translation_key)
        return self.filter(translation_key__in=chosen.values("translation_key"))


class CoursePage(Described, Page):
    """A course. Its modules are the pages below it, and their lessons the pages below those."""

    class Access(models.TextChoices):
        OPEN = "open", _("open: anybody reads the lessons")
        ENROLLED = "enrolled", _("for enrolled people only")

    class Track(models.TextChoices):
        NONE = "", _("none")
        A = "A", _("Track A · Gatekeeper")
        B = "B", _("Track B · School psychosocial supporter")
        C = "C", _("Track C · Supervisor and trainer")

    access = models.CharField(_("who reads it"), max_length=10, choices=Access, default=Access.OPEN)
    in_order = models.BooleanField(
        _("lessons in order"),
        default=False,
        help_text=_("Each lesson opens when the one before it is done."),
    )
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(label=_("Outcome"), max_length=200))],
        verbose_name=_("what one will be able to do"),
        blank=True,
    )
    audiences = ParentalManyToManyField(
        Audience, verbose_name=_("for whom"), related_name="courses", blank=True
    )
    topics = ParentalManyToManyField(
        Topic, verbose_name=_("topics"), related_name="courses", blank=True
    )
    level = models.ForeignKey(
        Level, verbose_name=_("level"), on_delete=models.PROTECT, null=True, blank=True
    )
    track = models.CharField(
        _("track"), max_length=1, choices=Track, default=Track.NONE, blank=True
    )
    hours_online = models.DecimalField(
        _("hours online"),
        max_digits=5,
        decimal_places=1,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text=_("In 学时 of 45 minutes."),
    )
    hours_on_site = models.DecimalField(
        _("hours on site"),
        max_digits=5,
        decimal_places=1,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text=_("In 学时 of 45 minutes."),
    )
    trainers = ParentalManyToManyField(
        Person, verbose_name=_("trainers"), related_name="courses_taught", blank=True
    )
    prerequisites = ParentalManyToManyField(
        "self",
        verbose_name=_("courses to finish first"),
        symmetrical=False,
        related_name="opens",
        blank=True,
    )
    picture = models.CharField(
        _("picture"),
        max_length=30,
        choices=PICTURES,
        default="school",
        help_text=_("Drawn for us."),
    )

    objects = Page._default_manager.__class__.from_queryset(CourseQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("outcomes"),
        MultiFieldPanel(
            [
                FieldPanel("audiences", widget=forms.CheckboxSelectMultiple),
                FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
                FieldRowPanel([FieldPanel("level"), FieldPanel("track")]),
                FieldRowPanel([FieldPanel("hours_online"), FieldPanel("hours_on_site")]),
                FieldPanel("picture"),
            ],
            heading=_("For whom and how long"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("access"),
                FieldPanel("in_order"),
                FieldPanel("prerequisites"),
                FieldPanel("trainers"),
            ],
            heading=_("How it is taken"),
        ),
    ]
    promote_panels = Described.promote_panels
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    parent_page_types = ["courses.CourseIndexPage"]
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def hours(self) -> Decimal:
        """All 学时, online and on site."""
        return self.hours_online + self.hours_on_site

    @property
    def is_open(self) -> bool:
        return self.access == self.Access.OPEN


class ModulePage(Described, Page):
    """A part of a course that belongs together. Its lessons are the pages below it."""

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = Described.promote_panels
    parent_page_types = ["courses.CoursePage"]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class LessonQuerySet(PageQuerySet):
    """Each method completes the sentence "lessons that are …"."""

    def offered(self) -> Self:
        """Published, in a published module."""
        of_module = Substr(
            OuterRef("path"), 1, Length(OuterRef("path")) - Value(ModulePage.steplen)
        )
        return self.live().filter(Exists(ModulePage.objects.live().filter(path=of_module)))


class LessonPage(Described, Page):
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
    sources = StreamField(SourcesBlock(), verbose_name=_("sources"), blank=True)
    topics = ParentalManyToManyField(
        Topic, verbose_name=_("topics"), related_name="lessons", blank=True
    )
    competences = ParentalManyToManyField(
        Competence, verbose_name=_("competences"), related_name="lessons", blank=True
    )
    must_see = models.BooleanField(_("read to the end"), default=True)
    must_check = models.BooleanField(_("answer all questions right"), default=True)
    must_reflect = models.BooleanField(_("write the reflection"), default=True)
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
            [FieldPanel("topics"), FieldPanel("competences"), FieldPanel("sources")],
            heading=_("Topics, competences and sources"),
        ),
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

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
