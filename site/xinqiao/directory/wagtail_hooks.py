"""Help lines in the editor, and the warning when a number is due for a check."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from xinqiao.directory.models import HelpLine, HelpLineQuerySet


class HelpLineFilterSet(WagtailFilterSet):
    due = BooleanFilter(label=_("To be verified"), method="only_due", widget=BooleanRadioSelect)

    class Meta:
        model = HelpLine
        fields = ["due", "emergency", "region"]

    def only_due(self, lines: HelpLineQuerySet, name: str, wanted: bool) -> HelpLineQuerySet:
        due = HelpLine.objects.due_for_a_check().values("pk")
        return lines.filter(pk__in=due) if wanted else lines.exclude(pk__in=due)


class HelpLineViewSet(SnippetViewSet):
    model = HelpLine
    icon = "mobile-alt"
    add_to_admin_menu = True
    menu_label = _("Help lines")
    menu_order = 350
    list_display = [
        "number",
        Column("name", label=_("Name")),
        DateColumn("verified_on", label=_("verified on")),
        DateColumn("next_check", label=_("next check")),
    ]
    filterset_class = HelpLineFilterSet
    search_fields = ["number", "name_zh", "name_en"]
    panels = [
        HelpPanel(
            _(
                "Only public numbers that were verified. The number, its name and its purpose stand "
                "on every page, in both languages, at once after saving."
            )
        ),
        FieldRowPanel([FieldPanel("number"), FieldPanel("by_sms")]),
        FieldRowPanel([FieldPanel("name_zh"), FieldPanel("name_en")]),
        FieldRowPanel([FieldPanel("purpose_zh"), FieldPanel("purpose_en")]),
        FieldRowPanel([FieldPanel("hours_zh"), FieldPanel("hours_en")]),
        FieldRowPanel([FieldPanel("cost_zh"), FieldPanel("cost_en")]),
        MultiFieldPanel(
            [
                FieldPanel("region"),
                FieldPanel("emergency"),
                FieldPanel("in_help_bar"),
                FieldPanel("position"),
            ],
            heading=_("Where it is shown"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("source_title"),
                FieldPanel("source_url"),
                FieldRowPanel([FieldPanel("verified_on"), FieldPanel("verified_by")]),
                FieldPanel("next_check"),
            ],
            heading=_("How we know"),
        ),
    ]


register_snippet(HelpLineViewSet)


class NumbersToCheck(Component):
    """On the editor's first page: the help lines that nobody has verified for too long."""

    template_name = "directory/admin/numbers_to_check.html"
    order = 50

    def __init__(self, lines: list[HelpLine]) -> None:
        self.lines = lines

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        listing = reverse(HelpLineViewSet().get_url_name("list"))
        return {"lines": self.lines, "listing": f"{listing}?due=true"}


@hooks.register("construct_homepage_panels")
def warn_of_unverified_numbers(request: HttpRequest, panels: list[Component]) -> None:
    """Those who may at least look at help lines are told which ones are due."""
    if request.user.has_perm("directory.view_helpline") and (
        lines := list(HelpLine.objects.due_for_a_check())
    ):
        panels.append(NumbersToCheck(lines))
