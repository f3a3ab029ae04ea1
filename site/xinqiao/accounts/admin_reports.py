"""Wagtail's reports on the whole site, for administrators alone: they name who did what.

They stand before Wagtail's own views at the same addresses.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import reports
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from xinqiao.common.cells import safe_cell


class ForAdministrators(SpreadsheetExportMixin):
    """A report, and its files, in which no cell runs as a formula."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return safe_cell(super().preprocess_field_value(field, value, export_format))


def closed(pattern: URLPattern) -> URLPattern:
    """The report of *pattern*, at the same address."""
    view: Any = pattern.callback
    report: Any = type(view.view_class.__name__, (ForAdministrators, view.view_class), {})
    shown = report.as_view(**view.view_initkwargs)
    return path(str(pattern.pattern), never_cache(require_admin_access(shown)))


urlpatterns = [closed(pattern) for pattern in reports.urlpatterns]
