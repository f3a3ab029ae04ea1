"""Pages for everybody, kept ahead of Django: who gets them, and what is never kept."""

from __future__ import annotations

import errno
import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
import time_machine
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import Settings
from wagtail.models import PageViewRestriction

from tests.asking import Door
from tests.factories import PASSWORD, PersonFactory
from tests.knowledge_factories import ArticlePageFactory, article_index
from tests.page_factories import home_page
from tests.test_layout import tracked_files
from xinqiao.common.middleware import ForEverybody
from xinqiao.common.page_cache import store
from xinqiao.common.page_cache.wsgi import FOR_EVERYBODY
from xinqiao.knowledge.models import ArticlePage


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Each test begins with an empty cache of its own, below the folder that this gives."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "pages"


@pytest.fixture
def article(db: None) -> ArticlePage:
    return ArticlePageFactory(title="先听再说")


@pytest.fixture
def door(article: ArticlePage) -> Door:
    """A process that has the article in its cache already."""
    door = Door()
    assert door.get(article.url).from_django
    return door


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.page"))


# What a reader gets


def test_the_second_reader_gets_the_same_page_without_a_query(
    article: ArticlePage, django_assert_num_queries: Any
) -> None:
    door = Door()
    first = door.get(article.url)

    with django_assert_num_queries(0):
        second = door.get(article.url)

    assert first.from_django
    assert not second.from_django
    assert second.status == "200 OK"
    assert (second.headers, second.body) == (first.headers, first.body)
    assert "先听再说" in second.text


def test_a_kept_page_carries_the_headers_that_django_gives(
    door: Door, article: ArticlePage
) -> None:
    kept = door.get(article.url)
    fresh = door.get(f"{article.url}?made-up=1")

    assert fresh.from_django
    own = {"etag", "cache-control", "content-length", "x-request-id"}
    assert {name: kept[name] for name in kept.headers if name not in own} == {
        name: fresh[name] for name in fresh.headers if name not in own
    }
    assert "x-request-id" not in kept.headers  # it would be somebody else's
    assert "default-src 'none'" in kept["Content-Security-Policy"]
    assert kept["Vary"] == "Cookie, Accept-Encoding"


def test_a_browser_asks_each_time_whether_the_page_is_still_the_same(
    door: Door, article: ArticlePage
) -> None:
    assert door.get(article.url)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("gzip;q=0, br;q=0", "identity"),
        ("gzip;q=0.5, identity", "identity"),
        ("*", "br"),
        ("*;q=0.1, br;q=0", "gzip"),
        ("*;q=0", "identity"),
        ("zstd", "identity"),
        ("GZIP ; Q=1", "gzip"),
        ("gzip;q=much, br;q=nan", "identity"),
        ("gzip;q=7", "identity"),
        (",;q=,=;;", "identity"),
    ],
)
def test_the_reader_gets_the_encoding_that_it_likes_best(
    door: Door, article: ArticlePage, accepted: str, encoding: str
) -> None:
    answer = door.get(article.url, HTTP_ACCEPT_ENCODING=accepted)

    decode = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[encoding]
    assert not answer.from_django
    assert answer.headers.get("content-encoding", "identity") == encoding
    assert decode(answer.body) == door.get(article.url).body
    assert answer["Content-Length"] == str(len(answer.body))


def test_each_encoding_has_a_tag_of_its_own(door: Door, article: ArticlePage) -> None:
    tags = {
        door.get(article.url, HTTP_ACCEPT_ENCODING=accepted)["ETag"]
        for accepted in ("br", "gzip", "identity")
    }

    assert len(tags) == 3
    assert all(re.fullmatch(r'"[\w-]+"', tag) for tag in tags)


@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}', "*"])
def test_whoever_has_the_page_is_told_that_it_is_the_same(
    door: Door, article: ArticlePage, known: str
) -> None:
    tag = door.get(article.url)["ETag"]

    answer = door.get(article.url, HTTP_IF_NONE_MATCH=known.format(tag))

    assert answer.status == "304 Not Modified"
    assert answer.body == b""
    assert (answer["ETag"], answer["Vary"]) == (tag, "Cookie, Accept-Encoding")


def test_whoever_has_another_page_or_encoding_gets_this_one(
    door: Door, article: ArticlePage
) -> None:
    compressed = door.get(article.url, HTTP_ACCEPT_ENCODING="gzip")["ETag"]

    for known in ('"other"', "", compressed):
        assert door.get(article.url, HTTP_IF_NONE_MATCH=known).status == "200 OK"


def test_a_head_is_the_answer_without_its_body(door: Door, article: ArticlePage) -> None:
    whole = door.get(article.url)

    head = door.get(article.url, "HEAD")

    assert not head.from_django
    assert (head.headers, head.body) == (whole.headers, b"")


def test_a_head_alone_keeps_nothing(article: ArticlePage) -> None:
    door = Door()

    assert door.get(article.url, "HEAD").from_django
    assert door.get(article.url).from_django


def test_a_part_of_a_page_is_not_given_but_all_of_it(door: Door, article: ArticlePage) -> None:
    answer = door.get(article.url, HTTP_RANGE="bytes=0-9", HTTP_IF_RANGE='"other"')

    assert answer.status == "200 OK"
    assert answer.body == door.get(article.url).body
    assert "content-range" not in answer.headers


def test_chinese_and_english_are_kept_apart(article: ArticlePage) -> None:
    door = Door()
    ArticlePageFactory(language="en", of=article, slug=article.slug, title="Listen first")
    for address in (article.url, article.url.replace("zh-hans", "en")) * 2:
        answer = door.get(address, HTTP_ACCEPT_LANGUAGE="en")
        assert ("Listen first" in answer.text) == address.startswith("/en/")


# Who never meets it


def test_whoever_is_signed_in_gets_a_page_of_their_own(door: Door, article: ArticlePage) -> None:
    lin = PersonFactory(display_name="林小溪")
    client = Client()
    client.force_login(lin)
    cookie = f"sessionid={client.cookies['sessionid'].value}"

    answer = door.get(article.url, HTTP_COOKIE=cookie)

    assert answer.from_django
    assert "林小溪" in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert "林小溪" not in door.get(article.url).text


@pytest.mark.parametrize(
    "cookie", ["sessionid=gone", "a=b; sessionid=x", "messages=x", "sessionid =x"]
)
def test_a_session_or_a_message_goes_past_the_cache_and_is_not_kept(
    article: ArticlePage, cookie: str
) -> None:
    door = Door()

    assert door.get(article.url, HTTP_COOKIE=cookie).from_django
    assert door.get(article.url, HTTP_COOKIE=cookie).from_django
    assert door.get(article.url).from_django


def test_cookies_of_others_and_of_forms_change_nothing(door: Door, article: ArticlePage) -> None:
    cookies = "acw_tc=1a2b; csrftoken=abcdefghijklmnopqrstuvwxyz012345"

    assert not door.get(article.url, HTTP_COOKIE=cookies).from_django


def test_no_page_reads_a_cookie_that_the_cache_does_not_know() -> None:
    code = [path for path in tracked_files() if path.suffix == ".py" and "tests" not in path.parts]
    reading = {
        path.name for path in code if re.search(r"COOKIES|set_cookie", path.read_text("utf-8"))
    }

    assert reading == {"middleware.py"}  # `PrivatePages`, which asks for the session only


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading_is_answered(door: Door, article: ArticlePage, method: str) -> None:
    assert door.get(article.url, method).from_django


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/healthz",
        "/sync/",
        "/cms/",
        "/robots.txt",
        "/zh-hans/my/",
        "/zh-hans/account/login/",
        "/en/account/signup/",
        "/zh-hans/no-such-page/",
        "/zh-hans/articles",
    ],
)
def test_forms_redirects_errors_and_what_is_no_page_are_never_kept(
    door: Door, folder: Path, address: str
) -> None:
    before = files_in(folder)

    for _time in range(2):
        assert door.get(address).from_django
    assert files_in(folder) == before


def test_a_page_behind_a_password_is_never_kept(article: ArticlePage) -> None:
    restriction = PageViewRestriction(page=article, restriction_type="password", password=PASSWORD)
    restriction.save()
    door = Door()

    for _time in range(2):
        answer = door.get(article.url)
        assert answer.from_django
        assert "csrfmiddlewaretoken" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "private"},
        {"Cache-Control": "max-age=0, no-store"},
        {"Vary": "Cookie, HX-Request"},
        {"Vary": "*"},
    ],
)
def test_what_an_answer_says_about_itself_is_heeded(headers: dict[str, str]) -> None:
    response = HttpResponse("x", headers=headers)
    request = RequestFactory().get("/en/")

    ForEverybody(lambda request: response)(request)

    assert FOR_EVERYBODY not in request.META


def test_an_answer_that_sets_a_cookie_or_flows_is_not_for_everybody() -> None:
    sets_cookie = HttpResponse("x")
    sets_cookie.set_cookie("a", "b")
    for response in (sets_cookie, StreamingHttpResponse(["x"])):
        request = RequestFactory().get("/en/")
        ForEverybody(lambda request, response=response: response)(request)
        assert FOR_EVERYBODY not in request.META


# Hosts and schemes


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9", "127.0.0.1:8000.evil.example", ""])
def test_a_host_name_that_is_not_ours_is_left_to_django(
    door: Door, article: ArticlePage, settings: Settings, host: str
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]

    answer = door.get(article.url, HTTP_HOST=host)

    assert answer.from_django
    assert door.get(article.url).body == door.get(article.url).body


def test_on_https_nobody_gets_over_http_what_django_would_redirect(
    article: ArticlePage, settings: Settings
) -> None:
    settings.BASE_URL = "https://127.0.0.1:8000"
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    door = Door()
    secure = {"HTTP_X_FORWARDED_PROTO": "https"}

    first, second = (door.get(article.url, **secure) for _time in range(2))
    plain = door.get(article.url, HTTP_X_FORWARDED_PROTO="http, https")

    assert (first.from_django, second.from_django) == (True, False)
    assert second["Strict-Transport-Security"].startswith("max-age=3600")
    assert plain.status.startswith("301")
    assert plain["Location"].startswith("https://")


# Parameters


def test_a_list_is_kept_for_each_choice_that_means_something(article: ArticlePage) -> None:
    door = Door()
    index = article_index().url
    code = article.topics.get().code

    first = door.get(f"{index}?topic={code}")
    again = door.get(f"{index}?topic={code}")

    assert (first.from_django, again.from_django) == (True, False)
    assert again.body == first.body != door.get(index).body


def made_up_queries(many: int) -> Iterator[str]:
    """Unknown parameters, unknown values, pages beyond the last, and others that change nothing."""
    for number in range(many // 4):
        yield f"x={number}"
        yield f"topic={number}"
        yield f"page={number + 2}"
        yield f"topic=&audience={number}&page=1"


def test_made_up_addresses_of_a_list_take_no_room(door: Door, folder: Path) -> None:
    before = files_in(folder), len(door.cache.store.pages)

    for query in made_up_queries(20):
        door.get(f"{article_index().url}?{query}")

    assert (files_in(folder), len(door.cache.store.pages)) == before


def quick_list(request: HttpRequest) -> HttpResponse:
    """A list with one topic, without the work of a whole page."""
    known = request.GET.get("topic") == "sleep"
    words = engines["django"].from_string("list")
    return TemplateResponse(request, words, {"canonical_query": "topic=sleep" if known else ""})


urlpatterns = [path("zh-hans/list/", quick_list)]


def test_a_thousand_made_up_addresses_take_no_room(settings: Settings, folder: Path) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["xinqiao.common.middleware.ForEverybody"]
    door = Door()
    for query in ("", "?topic=sleep"):
        door.get(f"/zh-hans/list/{query}")
        assert not door.get(f"/zh-hans/list/{query}").from_django
    before = files_in(folder), len(door.cache.store.pages)

    made_up = set(made_up_queries(1000))
    for query in made_up:
        assert door.get(f"/zh-hans/list/?{query}").from_django

    assert len(made_up) == 1000
    assert (files_in(folder), len(door.cache.store.pages)) == before


def test_a_made_up_parameter_reaches_no_other_reader(door: Door, article: ArticlePage) -> None:
    ArticlePageFactory(language="en", of=article)  # whose address takes the parameters along

    assert "made-up" in door.get(f"{article.url}?made-up=1").text
    assert "made-up" not in door.get(article.url).text


# The store


def test_another_process_finds_what_the_first_has_kept(door: Door, article: ArticlePage) -> None:
    other = Door.beside(door)

    assert not other.get(article.url).from_django


def test_a_new_start_begins_with_an_empty_cache(door: Door, article: ArticlePage) -> None:
    assert Door().get(article.url).from_django


def test_another_release_does_not_find_the_pages_of_this_one(
    door: Door, article: ArticlePage
) -> None:
    other = Door.beside(door)
    other.cache.store.release = "next"

    assert other.get(article.url).from_django


@pytest.mark.parametrize("content", [b"", b"x" * 10, b"\0" * 5000])
def test_a_damaged_file_is_as_if_it_were_not_there(
    door: Door, article: ArticlePage, folder: Path, content: bytes
) -> None:
    for file in files_in(folder):
        file.write_bytes(content)
    other = Door.beside(door)

    assert "先听再说" in other.get(article.url).text
    assert not other.get(article.url).from_django


def test_a_file_that_was_cut_off_is_as_if_it_were_not_there(
    door: Door, article: ArticlePage, folder: Path
) -> None:
    (file,) = files_in(folder)
    file.write_bytes(file.read_bytes()[:-1])

    assert Door.beside(door).get(article.url).from_django


def test_a_disk_that_takes_nothing_more_costs_no_reader_a_page(
    article: ArticlePage, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    door = Door()

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.replace", full)

    assert door.get(article.url).status == "200 OK"
    assert not door.get(article.url).from_django  # this process has it in memory
    assert "No space left" in caplog.text
    assert list(folder.iterdir()) == [folder / "generation"]


def test_a_folder_that_was_cleared_away_is_made_again(
    door: Door, article: ArticlePage, folder: Path
) -> None:
    shutil.rmtree(folder)

    assert door.get(article.url).from_django
    assert not door.get(article.url).from_django


def test_where_no_mark_can_be_kept_django_answers(
    door: Door, article: ArticlePage, folder: Path
) -> None:
    shutil.rmtree(folder)
    folder.write_text("no folder")

    for _time in range(2):
        assert door.get(article.url).from_django


def test_there_are_never_more_pages_than_there_is_room_for(
    article: ArticlePage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_PAGES", 2)
    door = Door()
    pages = [ArticlePageFactory(), ArticlePageFactory(), article, home_page()]

    for page in pages:
        door.get(page.url)

    assert len(files_in(folder)) == len(door.cache.store.pages) == 2
    assert not door.get(pages[-1].url).from_django


def test_a_page_that_is_too_large_is_not_kept(
    article: ArticlePage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LARGEST", 1000)
    door = Door()

    for _time in range(2):
        assert door.get(article.url).from_django
    assert files_in(folder) == []


# The clock


@pytest.mark.parametrize(
    ("made", "asked", "kept"),
    [
        ("12:00:00", "12:09:59", True),
        ("12:00:00", "12:10:01", False),
        ("23:55:00", "23:59:59", True),
    ],
)
def test_a_page_is_kept_for_ten_minutes(
    article: ArticlePage, made: str, asked: str, kept: bool
) -> None:
    with time_machine.travel(f"2026-11-24T{made}+08:00", tick=False):
        door = Door()
        door.get(article.url)

    with time_machine.travel(f"2026-11-24T{asked}+08:00", tick=False):
        assert door.get(article.url).from_django is not kept
        assert Door.beside(door).get(article.url).from_django is False


def test_no_page_is_kept_beyond_midnight(article: ArticlePage) -> None:
    with time_machine.travel("2026-11-24T23:55:00+08:00", tick=False):
        door = Door()
        door.get(article.url)

    with time_machine.travel("2026-11-25T00:00:01+08:00", tick=False):
        assert door.get(article.url).from_django
