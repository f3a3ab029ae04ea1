"""Headers that every answer carries."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.factories import PersonFactory
from tests.knowledge_factories import ArticlePageFactory
from xinqiao.common.middleware import ContentSecurityPolicy


@pytest.mark.parametrize(
    "address", ["/robots.txt", "/zh-hans/nowhere/", "/account/login/", "/sw.js"]
)
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


def test_pages_of_a_signed_in_person_are_kept_in_no_store(client: Client, db):
    client.force_login(PersonFactory())
    # Computers in staff rooms are shared: after signing out, Back shows no private note.
    for address in (ArticlePageFactory().url, "/zh-hans/my/", "/zh-hans/account/"):
        policy = client.get(address)["Cache-Control"]
        assert {"private", "no-store"} <= set(policy.split(", "))


def test_pages_for_everybody_may_be_kept(client: Client, db):
    assert "no-store" not in client.get(ArticlePageFactory().url).get("Cache-Control", "")


@pytest.mark.parametrize("query", ["?unit=%00", "?page=1&topic=a%00b"])
@pytest.mark.parametrize("address", ["/zh-hans/articles/", "/en/my/", "/cms/pages/", "/sync/"])
def test_a_nul_in_an_address_is_refused_before_it_reaches_the_database(
    client: Client, db, address: str, query: str
):
    client.raise_request_exception = False

    assert client.get(address + query).status_code == 400


def test_a_percent_sign_before_two_noughts_is_no_nul(client: Client, db):
    assert client.get("/zh-hans/glossary/?q=%2500").status_code == 200
