"""Headers that every answer carries."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from xinqiao.common.middleware import ContentSecurityPolicy


@pytest.mark.parametrize("address", ["/healthz", "/zh-hans/nowhere/", "/account/login/", "/sw.js"])
def test_no_inline_script_runs_on_any_page_of_the_site(client: Client, db, address: str):
    answer = client.get(address, follow=True)

    policy = answer["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_editor_has_a_policy_of_its_own(client: Client, db):
    answer = client.get("/cms/login/", follow=False)

    assert "script-src 'self' 'unsafe-inline'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_an_answer_with_a_stricter_policy_keeps_it(rf: RequestFactory):
    def serve_upload(request):
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    answer = ContentSecurityPolicy(serve_upload)(rf.get("/media/x"))

    assert answer["Content-Security-Policy"] == "sandbox"


def test_a_preview_in_the_editor_is_shown_inside_it(rf: RequestFactory):
    request = rf.get("/zh-hans/")
    request.is_preview = True

    answer = ContentSecurityPolicy(lambda request: HttpResponse())(request)

    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "'unsafe-inline'" in answer["Content-Security-Policy"]
