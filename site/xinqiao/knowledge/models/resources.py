from __future__ import annotations

from typing import Any, Self

from django.core.validators import URLValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from xinqiao.common.blocks import BodyBlocks, SourcesBlock
from xinqiao.common.pages import Described, for_everybody, text_of
from xinqiao.knowledge.library.forms import ResourcePageForm
from xinqiao.review.pages import Reviewed, reviewed_again_later

from .articles import ArticlePage, several
from .calm import BehindCalmNotice
from .listed import ListedQuerySet
from .resource_files import ResourceFile
from .shelves import ResourceCollection, SavedResource
from .terms import Audience, Competence, Level, Topic

MOST_RELATED = 4


class ResourceQuerySet(ListedQuerySet):
    """Each method completes the sentence "resources that are …"."""

    def readable(self) -> Self:
        """Published for everybody; sensitive ones, too."""
        return for_everybody(self)

    def for_lists(self) -> Self:
        """With what a list shows of them, and without their texts."""
        return (
            self.select_related("file")
            .prefetch_related("topics", "audiences")
            .defer("body", "sources", "file__text")
        )

    def for_search(self) -> Self:
        """With all that can be found of them."""
        return self.select_related("file", "level", "locale").prefetch_related(
            "topics", "audiences", "competences"
        )


class ResourcePage(BehindCalmNotice, Reviewed, Described, Page):
    """Something to work with: a file to print or play, a page, or a link to elsewhere."""

    class Kind(models.TextChoices):
        LESSON_PLAN = "lesson_plan", _("lesson plan")
        HANDOUT = "handout", _("handout")
        WORKSHEET = "worksheet", _("worksheet")
        POSTER = "poster", _("poster")
        AUDIO = "audio", _("audio")
        COMIC = "comic", _("comic")
        VIDEO_SCRIPT = "video_script", _("video script")
        CHECKLIST = "checklist", _("checklist")
        TEMPLATE = "template", _("template")
        GUIDE = "guide", _("guide")
        CASE = "case", _("case (invented)")
        POLICY_NOTE = "policy_note", _("policy note")
        FORM = "form", _("form")

    class Facet(models.TextChoices):
        """The four sides that the seminar named."""

        THEORY = "theory", _("theory")
        PRACTICE = "practice", _("practice")
        POLICY = "policy", _("policy guidance")
        OPERATION = "operation", _("running a project")

    class Licence(models.TextChoices):
        CC_BY = "cc_by", "CC BY 4.0"
        CC_BY_SA = "cc_by_sa", "CC BY-SA 4.0"
        PUBLIC_DOMAIN = "public_domain", _("free for every use")
        LINK_ONLY = "link_only", _("of its publisher; only linked to")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.HANDOUT)
    facet = models.CharField(
        _("theory, practice, policy or operation"),
        max_length=20,
        choices=Facet,
        default=Facet.PRACTICE,
    )
    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), related_name="resources")
    audiences = ParentalManyToManyField(
        Audience, verbose_name=_("audiences"), related_name="resources"
    )
    competences = ParentalManyToManyField(
        Competence, verbose_name=_("competences"), related_name="resources", blank=True
    )
    level = models.ForeignKey(
        Level,
        verbose_name=_("level"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("How much it asks of its reader; shown beside the text."),
    )
    file = models.ForeignKey(
        ResourceFile,
        verbose_name=_("file"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    mono_file = models.ForeignKey(
        ResourceFile,
        verbose_name=_("file in black and white"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    link = models.URLField(
        _("link"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_(
            "Where the resource lies elsewhere. It is looked at each week whether it works."
        ),
    )
    body = StreamField(BodyBlocks(), verbose_name=_("text"), blank=True)
    sources = StreamField(SourcesBlock(), verbose_name=_("sources"), blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.CC_BY)
    evidence = models.CharField(
        _("what it rests on"),
        max_length=20,
        choices=ArticlePage.Evidence,
        default=ArticlePage.Evidence.PRACTICE_CONSENSUS,
    )
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("About self-harm, suicide or abuse: never put forward in lists."),
    )

    objects = PageManager.from_queryset(ResourceQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("file", read_only=True),
                FieldPanel("upload"),
                FieldPanel("mono_file", read_only=True),
                FieldPanel("upload_mono"),
                FieldPanel("link"),
            ],
            heading=_("What one takes along"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                several("topics"),
                several("audiences"),
                FieldPanel("facet"),
                FieldPanel("level"),
                several("competences"),
            ],
            heading=_("What it is about and for whom"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("sources"),
                FieldPanel("evidence"),
                FieldPanel("licence"),
                FieldPanel("sensitive"),
            ],
            heading=_("Sources"),
        ),
        Reviewed.review_panel,
    ]
    promote_panels = Described.promote_panels
    base_form_class = ResourcePageForm
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    parent_page_types = ["knowledge.LibraryPage"]
    subpage_types: list[str] = []
    template = "knowledge/library/resource.html"
    notice_template = "knowledge/library/calm_notice.html"

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        constraints = [reviewed_again_later("resource_is_reviewed_again_later")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        reader = request.user if request.user.is_authenticated else None
        saved = SavedResource.objects.filter(resource_key=self.translation_key)
        return super().get_context(request, *args, **kwargs) | {
            "related": self.related(),
            "older": self.older_files(),
            "preview_numbers": range(1, self.file.previews + 1) if self.file else (),
            "saved": reader is not None and saved.of(reader).exists(),
            "own_collections": ResourceCollection.objects.made_by(reader) if reader else (),
        }

    def older_files(self) -> list[ResourceFile]:
        """What readers were given before."""
        now = [pk for pk in (self.file_id, self.mono_file_id) if pk]
        shown = ResourceFile.objects.of(self).shown().exclude(pk__in=now)
        return list(shown.newest_first().defer("text"))

    def related(self) -> list[ResourcePage]:
        """Others about the same, those first that share the most topics and readers."""
        if self.pk is None:  # the preview of one that is not kept yet
            return []
        topics, readers = list(self.topics.all()), list(self.audiences.all())
        others = ResourcePage.objects.suggestible().filter(locale=self.locale).exclude(pk=self.pk)
        near = others.filter(topics__in=topics).annotate(
            shared=models.Count("topics", filter=models.Q(topics__in=topics), distinct=True)
            + models.Count("audiences", filter=models.Q(audiences__in=readers), distinct=True)
        )
        return list(near.order_by("-shared", "title").for_lists()[:MOST_RELATED])

    @property
    def full_text(self) -> str:
        """All words to be found: of the page, and of its file once that was read."""
        return "\n".join(filter(None, [text_of(self.body), self.file.text if self.file else ""]))
