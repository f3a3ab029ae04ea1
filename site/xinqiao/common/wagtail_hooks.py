from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.userbar import BaseItem, ContentCheckerItem
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages.search import SearchView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from xinqiao.common.images import CreateFromUpload
from xinqiao.common.rich_text import LinksInTheReadersLanguage
from xinqiao.common.safe_wording import WordingChecks, refuse_many, warn


@hooks.register("register_admin_urls", order=-1)
def clean_uploads() -> list[URLPattern]:
    """Stands before Wagtail's own view at the same address, which keeps the file as it came."""
    return [
        path(
            "images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/",
            CreateFromUpload.as_view(),
        )
    ]


class PageSearch(SearchView):
    """Wagtail's search counts pages without naming them: “1-2 of 2 None”."""

    verbose_name_plural = _("pages")


@hooks.register("register_admin_viewset", order=1)  # after Wagtail's own
def pages_in_the_editor() -> PageViewSet:
    return PageViewSet(search_view_class=PageSearch)


@hooks.register("register_rich_text_features", order=1)  # after Wagtail's own links
def our_links(features: FeatureRegistry) -> None:
    features.register_link_type(LinksInTheReadersLanguage)


@hooks.register("insert_editor_js")
def one_save_at_a_time() -> SafeString:
    return format_html(
        '<script type="module" src="{}"></script>', static("cms/one_save_at_a_time.js")
    )


@hooks.register("construct_wagtail_userbar")
def safe_wording_checks(request: HttpRequest, items: list[BaseItem], page: Page | None) -> None:
    """In the editor's panel of checks, and in its preview."""
    for place, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[place] = WordingChecks(in_editor=item.in_editor)


@hooks.register("before_bulk_action")
def refuse_together(
    request: HttpRequest, action_type: str, objects: list[Any], action: BulkAction
) -> HttpResponse | None:
    """Of several pages none is published where one may not be: nothing is left half done."""
    if action_type != "publish" or action.models != [Page]:
        return None
    with_below = action.cleaned_form.cleaned_data["include_descendants"]
    if refuse_many(request, objects, with_below=with_below):
        return redirect(action.next_url)
    return None


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def warn_of_words(request: HttpRequest, instance: Model) -> None:
    warn(request, instance)
