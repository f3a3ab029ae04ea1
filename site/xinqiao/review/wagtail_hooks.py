"""The editor for texts under review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.widgets import Button
from wagtail.models import Page

from xinqiao.review import approval, reports, tables
from xinqiao.review.models import LiveVersion
from xinqiao.review.pages import Reviewed, reviewed_kinds
from xinqiao.review.views import ReviewedViewSet


def holds_texts(page: Page) -> bool:
    """Whether *page* or one below it is under review."""
    return Page.objects.descendant_of(page, inclusive=True).type(*reviewed_kinds()).exists()


@hooks.register("register_admin_viewset", order=2)  # after those for all pages
def editor_of_texts() -> list[ReviewedViewSet]:
    return [ReviewedViewSet(model=kind) for kind in reviewed_kinds()]


@hooks.register("before_copy_page")
def copy_as_draft(request: HttpRequest, page: Page) -> HttpResponse | None:
    """No copy of a text is published with the copying, and none follows its original."""
    asked = request.POST.get("publish_copies") or request.POST.get("alias")
    if not asked or not holds_texts(page):
        return None
    messages.error(request, approval.NOT_DIRECTLY)
    return redirect("wagtailadmin_pages:copy", page.pk)


@hooks.register("before_bulk_action")
def publish_not_many_either(
    request: HttpRequest, action_type: str, objects: Iterable[Model], action: BulkAction
) -> HttpResponse | None:
    """Wagtail leaves out in silence what one may not publish."""
    if action_type != "publish":
        return None
    _may, others = action.get_actionable_objects()
    if not any(holds_texts(page) for page in others["items_with_no_access"]):
        return None
    messages.error(request, approval.NOT_DIRECTLY)
    return redirect(action.next_url)


class TextsToReview(Component):
    """On the editor's first page: the texts whose day of review has passed, oldest first."""

    template_name = "review/admin/texts_to_review.html"
    order = 60
    most = 10

    def __init__(self, versions: list[LiveVersion]) -> None:
        self.versions = versions

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        more = len(self.versions) - self.most
        return {"texts": tables.texts_due(self.versions[: self.most]), "more": max(more, 0)}


@hooks.register("construct_homepage_panels")
def remind_of_reviews(request: HttpRequest, panels: list[Component]) -> None:
    """Editors are told which of the texts that they may change are due."""
    due = reports.theirs(LiveVersion.objects.due_for_review(), request.user)
    versions = list(due.order_by("next_review_on", "pk"))
    if versions:
        panels.append(TextsToReview(versions))


@hooks.register("register_admin_urls")
def pages_of_the_review() -> list[URLPattern]:
    return reports.urlpatterns


@hooks.register("register_admin_menu_item")
def texts_to_look_after() -> MenuItem:
    return MenuItem(
        _("Texts to look after"),
        reverse("texts_to_look_after"),
        name="texts-to-look-after",
        icon_name="glasses",
        order=330,
    )


@hooks.register("register_page_header_buttons")
def what_readers_saw(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    if issubclass(page.specific_class or Page, Reviewed):
        yield Button(
            _("What readers saw"),
            reverse("versions_of_text", args=[page.pk]),
            icon_name="history",
            priority=66,
        )


@hooks.register("before_edit_page")
def say_that_it_has_fallen_behind(request: HttpRequest, page: Page) -> None:
    if request.method != "GET" or not isinstance(page, Reviewed):
        return
    if LiveVersion.objects.fallen_behind().filter(page=page.pk).exists():
        words = render_to_string("review/admin/fallen_behind.html", {"page": page}, request)
        messages.warning(request, mark_safe(words))  # noqa: S308  (a template of ours)
