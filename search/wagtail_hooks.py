"""What editors see of the search: best bets, and what was searched for in vain."""

from __future__ import annotations

from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, HelpPanel, PageChooserPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import reports
from .models import BestBet


class BestBetViewSet(SnippetViewSet):
    model = BestBet
    icon = "pin"
    menu_label = _("Best bets")
    menu_order = 341
    add_to_admin_menu = True
    list_display = ["__str__", "page", "position"]
    search_fields = ["words"]
    panels = [
        HelpPanel(
            _("When somebody searches for just these words, the page stands above all results.")
        ),
        FieldPanel("words"),
        PageChooserPanel("page"),
        FieldPanel("position"),
    ]


register_snippet(BestBetViewSet)


@hooks.register("register_admin_urls")
def pages_of_the_search() -> list[URLPattern]:
    return reports.urlpatterns


@hooks.register("register_admin_menu_item")
def searches_in_vain() -> MenuItem:
    return MenuItem(
        _("Searches in vain"),
        reverse("searches_in_vain"),
        name="searches-in-vain",
        icon_name="search",
        order=342,
    )
