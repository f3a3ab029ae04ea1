"""Every kind of page, in both languages: nothing for axe to find, nothing cut, nothing too wide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.checks import faults_at_all_sizes
from tests.browser.conftest import Visit
from tests.browser.watch import Watch

LANGUAGES = ["zh-hans", "en"]
COURSE = "courses/first-step/"
LESSON = f"{COURSE}noticing-signals/signals-in-the-dormitory/"
OPEN = {
    "home": "",
    "courses": "courses/",
    "course": COURSE,
    "lesson": LESSON,
    "articles": "articles/",
    "articles on one topic": "articles/?topic=emotions&audience=carer",
    "article": "articles/calling-12356/",
    "glossary": "glossary/",
    "help lines": "help-lines/",
    "about": "about/",
    "privacy": "privacy/",
    "sign-in": "account/login/",
    "sign-up": "account/signup/",
    "password reset": "account/password/reset/",
    "offline": "offline/",
    "styleguide": "styleguide/",
    "nothing": "no/such/page/",
}
OF_PEOPLE = {
    "course": ("learner", COURSE),
    "lesson": ("learner", LESSON),
    "my, full": ("learner", "my/"),
    "account": ("learner", "account/"),
    "teach": ("supervisor", "teach/"),
}


@pytest.fixture
def calm(visit: Visit) -> Page:
    return visit(reduced_motion="reduce").new_page()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", OPEN.values(), ids=OPEN.keys())
def test_a_visitor_finds_no_fault(calm: Page, watch: Watch, language: str, path: str) -> None:
    watch.expect("404 (Not Found)")
    calm.goto(f"/{language}/{path}")
    assert faults_at_all_sizes(calm) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("username", "path"), OF_PEOPLE.values(), ids=OF_PEOPLE.keys())
def test_those_signed_in_find_no_fault(
    as_person: Callable[..., BrowserContext], language: str, username: str, path: str
) -> None:
    page = as_person(username, reduced_motion="reduce").new_page()
    page.goto(f"/{language}/{path}")
    assert faults_at_all_sizes(page) == []
