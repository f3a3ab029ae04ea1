"""Links to elsewhere are looked at, and never lead the server to what is not public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.factories import AssignmentFactory, PersonFactory
from tests.knowledge.library.making import pdf, worksheet
from tests.knowledge_factories import ResourcePageFactory
from xinqiao.accounts.models import Role
from xinqiao.knowledge.library import links
from xinqiao.knowledge.models import LinkCheck

Problem = LinkCheck.Problem
PUBLIC = "93.184.215.14"


def outside(answers: dict[str, tuple[int, str]]) -> Callable[[str, str, int], tuple[int, str]]:
    """A world in which each address answers so; for any other there is no answer."""

    def ask(url: str, number: str, port: int) -> tuple[int, str]:
        if url not in answers:
            raise links.Fails(Problem.NO_ANSWER)
        return answers[url]

    return ask


def looked_at(
    url: str, answers: dict[str, tuple[int, str]] | None = None, **numbers: str
) -> Problem | None:
    def resolve(host: str, port: int) -> list[str]:
        return numbers.get(host.replace(".", "_"), PUBLIC).split()

    return links.problem_of(url, resolve=resolve, ask=outside(answers or {}))


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (200, None),
        (304, None),
        (404, Problem.GONE),
        (410, Problem.GONE),
        (403, Problem.REFUSED),
        (429, Problem.REFUSED),
        (503, Problem.BROKEN),
    ],
)
def test_what_an_answer_means(status: int, problem: Problem | None):
    assert looked_at("https://a.example/", {"https://a.example/": (status, "")}) == problem


def test_a_redirection_is_followed_to_its_end():
    answers = {
        "https://a.example/old": (301, "/new"),
        "https://a.example/new": (302, "https://b.example/"),
        "https://b.example/": (200, ""),
    }
    assert looked_at("https://a.example/old", answers) is None
    answers["https://b.example/"] = (404, "")
    assert looked_at("https://a.example/old", answers) == Problem.GONE
    answers["https://b.example/"] = (302, "https://a.example/old")
    assert looked_at("https://a.example/old", answers) == Problem.IN_CIRCLES


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  (never listened to)
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "nonsense",
        f"{PUBLIC} 10.0.0.1",
    ],
)
def test_a_host_that_is_not_public_is_never_asked(number: str):
    everywhere = {"http://a.example/": (200, "")}

    assert looked_at("http://a.example/", everywhere, a_example=number) == Problem.NOT_PUBLIC


def test_a_redirection_to_what_is_not_public_ends_there():
    answers = {
        "https://a.example/": (302, "http://inside.example/"),
        "http://inside.example/": (200, ""),
    }

    assert looked_at("https://a.example/", answers, inside_example="10.0.0.5") == Problem.NOT_PUBLIC


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://a.example/",
        "ftp://a.example/",
        "http://a.example:22/",
        "https://a.example:99999/",
        "http://user:secret@a.example/",
        "http:///",
        "http://[::1",
        "javascript:alert(1)",
    ],
)
def test_only_web_addresses_on_their_own_ports_are_asked(url: str):
    assert looked_at(url, {url: (200, "")}) == Problem.NOT_PUBLIC


def test_numbers_written_in_other_ways_are_not_public_either():
    for url in ("http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/"):
        assert links.problem_of(url, ask=outside({url: (200, "")})) in {
            Problem.NOT_PUBLIC,
            Problem.NO_HOST,
        }


class Answers(BaseHTTPRequestHandler):
    asked: list[tuple[str, str | None]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Host"]))
        self.send_response(302 if self.path == "/old" else 200)
        self.send_header("Location", "/new")
        self.end_headers()
        self.wfile.write(b"x" * 1000)

    def log_message(self, *_words: object) -> None:
        """Quiet."""


def test_the_host_is_asked_at_the_number_that_was_looked_at():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        answer = links.ask("http://nowhere.example/old?a=1", "127.0.0.1", server.server_port)
    finally:
        server.shutdown()
        server.server_close()

    assert answer == (200, "/new")
    assert Answers.asked == [("/old?a=1", f"nowhere.example:{server.server_port}")]


def test_a_host_that_does_not_answer_is_told():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.server_close()

    with pytest.raises(links.Fails) as caught:
        links.ask("http://a.example/", "127.0.0.1", server.server_port)
    assert caught.value.problem == Problem.NO_ANSWER


@pytest.mark.django_db
def test_links_are_due_once_a_week_and_those_of_drafts_never(settings: Settings):
    settings.CHECK_LINKS = True
    for letter in "abc":
        ResourcePageFactory(link=f"https://{letter}.example/", live=letter != "c")
    links.note("https://a.example/", None, at=timezone.now() - timedelta(days=2))
    links.note("https://gone.example/", Problem.GONE)

    assert links.due() == ["https://b.example/"]
    assert links.due(timezone.now() + timedelta(days=7)) == [
        "https://a.example/",
        "https://b.example/",
    ]
    assert not LinkCheck.objects.filter(url="https://gone.example/").exists()


@pytest.mark.django_db
def test_a_site_that_asks_nobody_outside_looks_at_no_link(settings: Settings):
    settings.CHECK_LINKS = False
    ResourcePageFactory(link="https://a.example/")

    assert links.due() == []


@pytest.mark.django_db
def test_a_link_that_fails_keeps_its_first_day_until_it_works_again():
    monday, friday = timezone.now() - timedelta(days=4), timezone.now()
    links.note("https://a.example/", Problem.GONE, at=monday)

    assert links.note("https://a.example/", Problem.BROKEN, at=friday).failing_since == monday
    assert links.note("https://a.example/", None, at=friday).failing_since is None


@pytest.mark.django_db
def test_editors_are_told_of_failing_links_of_unreadable_files_and_of_downloads(client: Client):
    ResourcePageFactory(title="别处的指南", link="https://a.example/")
    locked = worksheet(pdf(password="secret"), title="锁住的")
    client.get(f"/library-files/{locked.file.key}/")
    links.note("https://a.example/", Problem.GONE)
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))

    response = client.get("/cms/library/")
    html = response.content.decode()

    assert all(words in html for words in ("别处的指南", "https://a.example/", "锁住的"))
    assert [
        (page.title, lately, total) for page, lately, total in response.context["downloads"]
    ] == [("锁住的", 1, 1)]


@pytest.mark.django_db
def test_who_does_not_write_sees_no_report(client: Client):
    for person in (PersonFactory(), AssignmentFactory(role=Role.SUPERVISOR).person):
        client.force_login(person)
        assert client.get("/cms/library/").status_code in {302, 403}
    client.logout()
    assert client.get("/cms/library/").status_code == 302
