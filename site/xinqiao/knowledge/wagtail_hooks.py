"""The vocabulary, the glossary and what is told of the library, in the editor."""

from __future__ import annotations

from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from xinqiao.knowledge.library import report
from xinqiao.knowledge.models import (
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


@hooks.register("register_admin_urls")
def pages_of_the_library() -> list[URLPattern]:
    return report.urlpatterns


@hooks.register("register_admin_menu_item")
def library_at_work() -> MenuItem:
    return MenuItem(
        _("The library at work"),
        reverse("library_report"),
        name="library-report",
        icon_name="doc-full-inverse",
        order=331,
    )
