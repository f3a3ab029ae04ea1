from __future__ import annotations

from decimal import Decimal
from typing import Self

from django import forms
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses.forms import CourseForm
from xinqiao.accounts.models import Person
from xinqiao.common.pages import Described
from xinqiao.common.pictures import PICTURES
from xinqiao.knowledge.models import Audience, Level, Topic
from xinqiao.review.pages import ListOfReviewed, Reviewed, reviewed_again_later

ACADEMIC_HOUR_MINUTES = 45
"""One 学时 lasts 45 minutes."""


class CourseIndexPage(ListOfReviewed, Described, Page):
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

    def closed(self) -> Self:
        """For enrolled people only, in at least one of the languages that are published."""
        closed = CoursePage.objects.live().filter(access=CoursePage.Access.ENROLLED)
        return self.filter(translation_key__in=closed.values("translation_key"))

    def required_by(self, course: CoursePage) -> Self:
        """To be finished before *course*, in whichever language that was set."""
        chosen = CoursePage.objects.filter(
            opens__translation_key=course.translation_key, opens__live=True
        ).exclude(translation_key=course.translation_key)
        return self.filter(translation_key__in=chosen.values("translation_key"))


class CoursePage(Reviewed, Described, Page):
    """A course. Its modules are the pages below it, and their lessons the pages below those."""

    class Access(models.TextChoices):
        OPEN = "open", _("open: anybody reads the lessons")
        ENROLLED = "enrolled", _("for enrolled people only")

    class Track(models.TextChoices):
        NONE = "", _("none")
        A = "A", _("Track A · Gatekeeper")
        B = "B", _("Track B · School psychosocial supporter")
        C = "C", _("Track C · Supervisor and trainer")

    access = models.CharField(
        _("who reads it"),
        max_length=10,
        choices=Access,
        default=Access.OPEN,
        help_text=_(
            "Closed in one language is closed in all. To open the course again, open it in each "
            "language."
        ),
    )
    in_order = models.BooleanField(
        _("lessons in order"),
        default=False,
        help_text=_(
            "Each lesson opens when the one before it is done. Those who have not joined read the "
            "first one only."
        ),
    )
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(label=_("Outcome"), max_length=200))],
        verbose_name=_("what one will be able to do"),
        blank=True,
        help_text=_(
            "Three to six things, one a line, each beginning with a verb. Readers see them under "
            "“Afterwards you can”."
        ),
    )
    audiences = ParentalManyToManyField(
        Audience,
        verbose_name=_("for whom"),
        related_name="courses",
        blank=True,
        help_text=_("Shown on the page of the course; anybody may join all the same."),
    )
    topics = ParentalManyToManyField(
        Topic,
        verbose_name=_("topics"),
        related_name="courses",
        blank=True,
        help_text=_("What the course is about; shown on its page."),
    )
    level = models.ForeignKey(
        Level,
        verbose_name=_("level"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("How much it asks of its reader; shown beside the title."),
    )
    track = models.CharField(
        _("track"),
        max_length=1,
        choices=Track,
        default=Track.NONE,
        blank=True,
        help_text=_("The training that the course is a part of, if any."),
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
        Person,
        verbose_name=_("trainers"),
        related_name="courses_taught",
        blank=True,
        help_text=_(
            "Named on the page of the course. You can choose among the trainers of the units whose "
            "people you see; whoever is chosen already is listed too."
        ),
    )
    prerequisites = ParentalManyToManyField(
        "self",
        verbose_name=_("courses to finish first"),
        symmetrical=False,
        related_name="opens",
        blank=True,
        help_text=_(
            "Nobody can join before having done all lessons of these courses, in either language."
        ),
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
                FieldPanel("prerequisites", widget=forms.CheckboxSelectMultiple),
                FieldPanel("trainers", widget=forms.CheckboxSelectMultiple),
            ],
            heading=_("How it is taken"),
        ),
        Reviewed.review_panel,
    ]
    promote_panels = Described.promote_panels
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    parent_page_types = ["courses.CourseIndexPage"]
    template = "courses/course_page.html"
    base_form_class = CourseForm

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [reviewed_again_later("course_is_reviewed_again_later")]

    @property
    def hours(self) -> Decimal:
        """All 学时, online and on site."""
        return self.hours_online + self.hours_on_site

    @cached_property
    def is_open(self) -> bool:
        """Whether anybody reads the lessons. What one language closes is closed in all.

        One query at most.
        """
        versions = CoursePage.objects.filter(translation_key=self.translation_key)
        return self.access == self.Access.OPEN and not versions.closed().exists()


class ModulePage(Reviewed, Described, Page):
    """A part of a course that belongs together. Its lessons are the pages below it."""

    content_panels = [*Page.content_panels, FieldPanel("summary"), Reviewed.review_panel]
    promote_panels = Described.promote_panels
    parent_page_types = ["courses.CoursePage"]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = [reviewed_again_later("module_is_reviewed_again_later")]
