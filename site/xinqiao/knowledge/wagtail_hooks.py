"""The vocabulary and the glossary in the editor, and the reminder of articles to review."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from xinqiao.knowledge.models import (
    ArticlePage,
    Audience,
    Competence,
    CompetenceDomain,
    GlossaryTerm,
    Level,
    Topic,
)

TERM_HELP = HelpPanel(
    _("The code is used in addresses and files; change a name freely, but never a code.")
)
TERM_PANELS = [
    TERM_HELP,
    FieldRowPanel([FieldPanel("name_zh"), FieldPanel("name_en")]),
    FieldRowPanel([FieldPanel("code"), FieldPanel("position")]),
]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name_zh", "name_en", "code", "sensitive"]
    panels = [*TERM_PANELS, FieldPanel("sensitive")]


class AudienceViewSet(SnippetViewSet):
    model = Audience
    icon = "group"
    list_display = ["name_zh", "name_en", "code", "group"]
    panels = [*TERM_PANELS, FieldPanel("group")]


class LevelViewSet(SnippetViewSet):
    model = Level
    icon = "order"
    list_display = ["name_zh", "name_en", "code"]
    panels = TERM_PANELS


class CompetenceDomainViewSet(SnippetViewSet):
    model = CompetenceDomain
    icon = "folder-open-1"
    list_display = ["code", "name_zh", "name_en"]
    panels = TERM_PANELS


class CompetenceViewSet(SnippetViewSet):
    model = Competence
    icon = "tick-inverse"
    list_display = ["code", "name_zh", "name_en", "core", "track_b"]
    list_filter = ["domain", "core", "track_b"]
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("domain")]),
        FieldRowPanel([FieldPanel("name_zh"), FieldPanel("name_en")]),
        FieldRowPanel([FieldPanel("core"), FieldPanel("track_b")]),
    ]


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    list_display = ["term", "slug", "locale"]
    list_filter = ["locale"]
    search_fields = ["term", "definition"]
    panels = [
        HelpPanel(
            _(
                "Where the term, or one of its other forms, first occurs in an article or a "
                "lesson, readers can open its definition."
            )
        ),
        FieldPanel("term"),
        FieldPanel("aliases"),
        FieldPanel("definition"),
        FieldPanel("slug"),
    ]


class VocabularyGroup(SnippetViewSetGroup):
    menu_label = _("Vocabulary")
    menu_icon = "tag"
    menu_order = 340
    items = (
        GlossaryTermViewSet,
        TopicViewSet,
        AudienceViewSet,
        LevelViewSet,
        CompetenceDomainViewSet,
        CompetenceViewSet,
    )


register_snippet(VocabularyGroup)


class ArticlesToReview(Component):
    """On the editor's first page: the articles whose day of review has passed, oldest first."""

    template_name = "knowledge/admin/articles_to_review.html"
    order = 60
    most = 10

    def __init__(self, articles: list[ArticlePage]) -> None:
        self.articles = articles

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        more = len(self.articles) - self.most
        return {"articles": self.articles[: self.most], "more": max(more, 0)}


@hooks.register("construct_homepage_panels")
def remind_of_reviews(request: HttpRequest, panels: list[Component]) -> None:
    """Editors are told which of the articles that they may change are due."""
    mine = policy_registry.get_by_type(Page).instances_user_has_permission_for(
        request.user, "change"
    )
    due = ArticlePage.objects.due_for_review().filter(pk__in=mine.values("pk"))
    articles = list(due.select_related("locale").order_by("next_review_on", "path").for_lists())
    if articles:
        panels.append(ArticlesToReview(articles))
