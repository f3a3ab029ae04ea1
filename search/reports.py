"""What readers searched for in vain, for editors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, StatusTagColumn, Table
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from . import collecting
from .models import AskedWords
from .models.asked import AskedWordsQuerySet

LINES = 100


class SearchesInVain(WagtailAdminTemplateMixin, TemplateView):
    """Searches without a result, and those of which nobody opened a result, by language."""

    breadcrumbs_items: list[Any] = []  # Wagtail's own would show the way without its end
    page_title = gettext_lazy("Searches in vain")
    header_icon = "search"
    template_name = "search/admin/searches_in_vain.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = self.request.GET.get("language")
        known = language in dict(settings.LANGUAGES)
        asked = AskedWords.objects.legible()
        if known:
            asked = asked.filter(language=language)
        return super().get_context_data(**kwargs) | {
            "language": language if known else "",
            "languages": settings.LANGUAGES,
            "days": collecting.KEPT_AFTER,
            "without_result": table(asked.without_result(), "without_result"),
            "never_opened": table(asked.never_opened(), "times"),
        }


class ForgetColumn(Column):
    cell_template_name = "search/admin/forget.html"


def table(asked: AskedWordsQuerySet, counted: str) -> Table:
    counts = {
        "without_result": Column("without_result", label=gettext_lazy("Without a result")),
        "times": Column("times", label=gettext_lazy("Searches")),
    }
    return Table(
        [
            Column("words", label=gettext_lazy("Words")),
            StatusTagColumn("get_language_display", label=gettext_lazy("Language")),
            counts[counted],
            Column("days", label=gettext_lazy("Days")),
            ForgetColumn("forget", label="", accessor="pk"),
        ],
        list(asked[:LINES]),
    )


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Words that turn out to be about somebody go at once, for good."""
    AskedWords.objects.filter(pk=pk).delete()
    messages.success(request, _("Forgotten."))
    return redirect("searches_in_vain")


urlpatterns = [
    path("searches/", SearchesInVain.as_view(), name="searches_in_vain"),
    path("searches/<int:pk>/forget/", forget, name="forget_search"),
]
