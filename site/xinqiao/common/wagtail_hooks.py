from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.pages.search import SearchView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.rich_text.feature_registry import FeatureRegistry

from xinqiao.common.images import CreateFromUpload
from xinqiao.common.rich_text import LinksInTheReadersLanguage


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
