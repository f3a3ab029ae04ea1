"""What editors are told of the library: links that fail, files that cannot be read, downloads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

from xinqiao.knowledge.models import LinkCheck, ResourceFile, ResourcePage

LATELY = timedelta(days=30)
MOST = 200

PROBLEMS = {
    "locked": _("It has a password."),
    "broken": _("It is damaged, or made in an unusual way."),
    "too_much": _("Reading it takes too long or too much memory."),
}


def theirs(person: Any) -> Any:
    """The resources that *person* may change."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(person, "change")
    return ResourcePage.objects.filter(pk__in=pages.values("pk")).select_related("locale")


def failing_links(person: Any) -> list[tuple[LinkCheck, list[ResourcePage]]]:
    checks = list(LinkCheck.objects.failing()[:MOST])
    pages = theirs(person).filter(link__in=[check.url for check in checks]).order_by("title")
    found = [(check, [page for page in pages if page.link == check.url]) for check in checks]
    return [(check, mine) for check, mine in found if mine]


def unreadable_files(person: Any) -> list[tuple[str, ResourcePage]]:
    """Why, and of which resource."""
    failed = ResourceFile.State.FAILED
    pages = theirs(person).filter(Q(file__state=failed) | Q(mono_file__state=failed))
    found = []
    for page in pages.select_related("locale", "file", "mono_file").order_by("title")[:MOST]:
        file = page.file if page.file and page.file.state == failed else page.mono_file
        found.append((str(PROBLEMS.get(file.problem, "")), page))
    return found


def downloads(person: Any) -> list[tuple[ResourcePage, int, int]]:
    """Lately and in all, of each resource with a file, the most asked for first."""
    since = timezone.localdate() - LATELY
    pages = list(theirs(person).filter(file__isnull=False).select_related("file"))
    counted = (
        ResourceFile.objects.filter(resource_key__in=[page.translation_key for page in pages])
        .values("resource_key", "language")
        .annotate(
            lately=Coalesce(Sum("days__count", filter=Q(days__day__gt=since)), 0),
            total=Coalesce(Sum("days__count"), 0),
        )
    )
    by_page = {(row["resource_key"], row["language"]): row for row in counted}
    found = []
    for page in pages:
        row = by_page.get((page.translation_key, page.locale.language_code))
        found.append((page, row["lately"] if row else 0, row["total"] if row else 0))
    return sorted(found, key=lambda line: (-line[1], -line[2], line[0].title))[:MOST]


class LibraryReport(WagtailAdminTemplateMixin, TemplateView):
    breadcrumbs_items: list[Any] = []  # Wagtail's own would show the way without its end
    page_title = _("The library at work")
    header_icon = "doc-full-inverse"
    template_name = "knowledge/library/admin/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "links": failing_links(user),
            "unreadable": unreadable_files(user),
            "downloads": downloads(user),
        }


urlpatterns = [path("library/", LibraryReport.as_view(), name="library_report")]
