"""What load balancers, Prometheus and whoever looks after the site may ask."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from xinqiao.operation import figures, health

LOOPBACK = frozenset({"127.0.0.1", "::1"})
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "X-Forwarded-Host", "Via")
"""What proxies add. A request with one of these comes from elsewhere, through this machine."""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """A bare sign of life: this process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether the site can do its work: 200, or 503 while an essential part of it is away."""
    report = health.report()
    return JsonResponse(report.as_json(), status=200 if report.ready else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus. For others there is no such page."""
    if not may_read_figures(request):
        return HttpResponseNotFound("Not found\n", content_type="text/plain")
    return HttpResponse(figures.text(), content_type=CONTENT_TYPE_LATEST)


def may_read_figures(request: HttpRequest) -> bool:
    """Who has the token; or, if none is set, who asks from this machine itself."""
    if settings.METRICS_TOKEN:
        expected = f"Bearer {settings.METRICS_TOKEN}"
        return constant_time_compare(request.headers.get("Authorization", ""), expected)
    passed_on = any(name in request.headers for name in PASSED_ON)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not passed_on


PROBES = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}
"""By address."""
