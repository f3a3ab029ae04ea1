"""The number of each request, its turn, what it took, and the answers of the machine room."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from xinqiao.operation import ids, metrics, probes, turns

Next = Callable[[HttpRequest], HttpResponse]

access = logging.getLogger("xinqiao.access")

SLOW = 2.0
"""Seconds after which an answer is worth a warning."""
METHODS = frozenset({"GET", "HEAD", "POST"})
PUBLIC_PAGES = "wagtail_serve"
"""The one view of which the log tells the address: others have codes and names in theirs."""


class RequestIds:
    """Gives each request its number. The one of a proxy of ours counts, if it looks like one."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = given_id(request) or ids.new()
        with ids.following(request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


def given_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if settings.BEHIND_PROXY and ids.well_formed(given) else ""


class Probes:
    """Answers those who look after the site, ahead of host names, sessions and language.

    A load balancer asks by number and not by name; the answers depend on no host.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = probes.PROBES.get(request.path_info)
        return probe(request) if probe else self.get_response(request)


class Measure:
    """Counts each answer of Django to people, and writes one line about it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in probes.PROBES:
            return self.get_response(request)
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        match = request.resolver_match
        view = match.view_name if match else "none"
        method = request.method if request.method in METHODS else "OTHER"
        metrics.REQUESTS.labels(view, method, f"{response.status_code // 100}xx").inc()
        metrics.REQUEST_SECONDS.labels(view).observe(seconds)
        facts: dict[str, Any] = {"status": response.status_code, "ms": round(seconds * 1000)}
        if view == PUBLIC_PAGES:
            facts["path"] = request.path
        level = logging.WARNING if seconds > SLOW or response.status_code >= 500 else logging.INFO
        access.log(level, "%s %s", method, view, extra=facts)
        return response


class Turns:
    """Lets a few requests work at once. What devices send goes first: it is short, and kept nowhere else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # What comes in over a bad line is waited for before a place is taken, a long file holds none.
        try:
            request.body  # noqa: B018
        except RequestDataTooBig:
            return self.get_response(request)
        except ValueError:
            pass  # its length is no number: views are told of nothing
        except UnreadablePostError:
            return HttpResponse(status=400)  # nobody hears it: the line is gone
        began = time.perf_counter()
        with turns.at_work(urgent=request.path_info in settings.URGENT_ADDRESSES):
            metrics.TURN_SECONDS.observe(time.perf_counter() - began)
            return self.get_response(request)
