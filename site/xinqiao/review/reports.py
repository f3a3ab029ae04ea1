"""Lists for editors: texts to look after, and the versions of a text that readers saw."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

from xinqiao.accounts.http import PersonRequest
from xinqiao.review import services, tables
from xinqiao.review.models import LiveVersion
from xinqiao.review.models.versions import LiveVersionQuerySet


def theirs(versions: LiveVersionQuerySet, person: Any) -> LiveVersionQuerySet:
    """Those of *versions* whose pages *person* may change, without their texts."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(person, "change")
    return versions.filter(page__in=pages.values("pk")).defer("content")


class TextsToLookAfter(WagtailAdminTemplateMixin, TemplateView):
    """Texts to be reviewed again, and translations that have fallen behind, by language."""

    breadcrumbs_items: list[Any] = []  # Wagtail's own would show the way without its end
    page_title = gettext_lazy("Texts to look after")
    header_icon = "glasses"
    template_name = "review/admin/texts_to_look_after.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = self.request.GET.get("language")
        known = language in dict(settings.LANGUAGES)
        versions = LiveVersion.objects.filter(language=language) if known else LiveVersion.objects
        mine = theirs(versions.all(), self.request.user)
        return super().get_context_data(**kwargs) | {
            "language": language if known else "",
            "languages": settings.LANGUAGES,
            "due": tables.texts_due(mine.due_for_review().order_by("next_review_on", "pk")),
            "behind": tables.texts_behind(mine.fallen_behind().order_by("in_step_at", "pk")),
        }


class VersionsOfText(WagtailAdminTemplateMixin, TemplateView):
    """From when to when readers saw which version of a text, and who had approved it."""

    breadcrumbs_items: list[Any] = []
    header_icon = "history"
    template_name = "review/admin/versions.html"

    def get_page_title(self) -> str:
        return _("What readers saw")

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def dispatch(self, request: HttpRequest, page_id: int) -> Any:
        self.page = editable(request, page_id)
        return super().dispatch(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = LiveVersion.objects.filter(page=self.page.pk).defer("content")
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "versions": versions.order_by("-since").prefetch_related("signatures"),
        }


def version_as_it_was(request: HttpRequest, version_id: int) -> HttpResponse:
    """The page with the words of that version, as in a preview."""
    version = get_object_or_404(LiveVersion.objects.exclude(page=None), pk=version_id)
    page = editable(request, version.page_id).with_content_json(version.content)
    return page.make_preview_request(request, page.default_preview_mode)


@require_POST
def confirm_in_step(request: PersonRequest, page_id: int) -> HttpResponse:
    page = editable(request, page_id)
    try:
        services.confirm_in_step(page, by=request.user)
    except services.NoTranslation:
        messages.error(request, _("This text is no translation of another that readers see."))
    else:
        messages.success(request, _("Confirmed: this translation says what its original says."))
    return redirect("wagtailadmin_pages:edit", page.pk)


def editable(request: HttpRequest, page_id: int | None) -> Any:
    """The page, if the person may change it. Raises `PermissionDenied` otherwise."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


urlpatterns = [
    path("review/", TextsToLookAfter.as_view(), name="texts_to_look_after"),
    path("review/versions/<int:page_id>/", VersionsOfText.as_view(), name="versions_of_text"),
    path("review/version/<int:version_id>/", version_as_it_was, name="version_as_it_was"),
    path("review/in-step/<int:page_id>/", confirm_in_step, name="confirm_in_step"),
]
