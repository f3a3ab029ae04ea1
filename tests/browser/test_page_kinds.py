"""Every kind of page, in both languages: nothing for axe to find, nothing cut, nothing too wide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.checks import ALL_RULES, axe_faults, faults_at_all_sizes
from tests.browser.conftest import PHONE, Visit
from tests.browser.lessons import answer, right_choice, wrong_choice
from tests.browser.people import sign_up
from tests.browser.watch import Watch

LANGUAGES = ["zh-hans", "en"]
COURSE = "courses/first-step/"
LESSON = f"{COURSE}noticing-signals/signals-in-the-dormitory/"
OPEN = {
    "home": "",
    "courses": "courses/",
    "course": COURSE,
    "lesson": LESSON,
    "self-check": f"{COURSE}seeing-children/self-check/",
    "articles": "articles/",
    "articles on one topic": "articles/?topic=emotions&audience=carer",
    "articles behind a door": "articles/?group=young",
    "article": "articles/calling-12356/",
    "calm notice": "articles/first-words/",
    "sensitive article": "articles/first-words/?read=1",
    "glossary": "glossary/",
    "help lines": "help-lines/",
    "about": "about/",
    "privacy": "privacy/",
    "sign-in": "account/login/",
    "sign-up": "account/signup/",
    "password reset": "account/password/reset/",
    "a code to type": "join/",
    "an invitation": "join/M9P4-6Y7N-4XF4/",
    "offline": "offline/",
    "styleguide": "styleguide/",
    "nothing": "no/such/page/",
    "an address that is refused": "glossary/?x=%00",
}
OF_PEOPLE = {
    "course": ("learner", COURSE),
    "lesson": ("learner", LESSON),
    "my, full": ("learner", "my/"),
    "account": ("learner", "account/"),
    "second factor": ("learner", "account/second-factor/"),
    "close the account": ("learner", "account/close/"),
    "audit log": ("admin", "audit/"),
    "notices": ("supervisor", "my/notices/"),
    "notices, none": ("learner", "my/notices/"),
    "what comes by mail": ("learner", "my/notices/mail/"),
    "teach": ("supervisor", "teach/"),
    "an invitation": ("learner05", "join/M9P4-6Y7N-4XF4/"),
    "schools to ask": ("learner05", "join/ask/"),
    "a request": ("learner05", "join/ask/liuwan-primary/"),
    "people": ("supervisor", "teach/people/"),
    "requests": ("supervisor", "teach/requests/"),
    "codes": ("supervisor", "teach/codes/"),
    "late answers, none": ("admin", "teach/late-answers/"),
    "question banks": ("author", "teach/banks/"),
    "a question bank": ("admin", "teach/banks/track-a/"),
    "a question bank, nothing fits": ("author", "teach/banks/track-a/?q=zzz"),
    "a form for a question": ("admin", "teach/banks/track-a/new/truefalse/"),
}


AsPerson = Callable[..., BrowserContext]


@pytest.fixture
def calm(visit: Visit) -> Page:
    return visit(reduced_motion="reduce").new_page()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", OPEN.values(), ids=OPEN.keys())
def test_a_visitor_finds_no_fault(calm: Page, watch: Watch, language: str, path: str) -> None:
    watch.expect("404 (Not Found)")
    watch.expect("400 (Bad Request)")
    calm.goto(f"/{language}/{path}")
    assert faults_at_all_sizes(calm) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("username", "path"), OF_PEOPLE.values(), ids=OF_PEOPLE.keys())
def test_those_signed_in_find_no_fault(
    as_person: AsPerson, language: str, username: str, path: str
) -> None:
    page = as_person(username, reduced_motion="reduce").new_page()
    page.goto(f"/{language}/{path}")
    assert faults_at_all_sizes(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_full_of_errors_has_no_fault(calm: Page, language: str) -> None:
    calm.goto(f"/{language}/account/signup/")
    form = calm.locator("main form")
    form.evaluate("form => { form.noValidate = true }")
    form.locator("[name=display_name]").fill("名" * 41)
    form.locator("[name=email]").fill("nowhere")
    form.locator("[name=password1]").fill("12345678")
    form.locator(".button").click()
    calm.locator(".errorlist").nth(3).wait_for()
    assert faults_at_all_sizes(calm) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answered_question_has_no_fault(calm: Page, language: str) -> None:
    calm.goto(f"/{language}/{LESSON}")
    for question, choice in zip(
        calm.locator("[data-check]").all(), (right_choice, wrong_choice), strict=False
    ):
        answer(question, choice(question))
    assert calm.locator("[data-says=why]:visible").count() == 2
    assert faults_at_all_sizes(calm) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_somebody_new_have_no_fault(
    visit: Visit, username: str, language: str
) -> None:
    context = visit(reduced_motion="reduce")
    sign_up(context, username)
    page = context.new_page()
    page.goto(f"/{language}/my/")
    assert faults_at_all_sizes(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_learners_has_no_fault(as_person: AsPerson, language: str) -> None:
    page = as_person("supervisor", reduced_motion="reduce").new_page()
    page.goto(f"/{language}/teach/")
    page.locator(".my-courses a").first.click()
    expect(page.locator("tbody tr").first).to_be_visible()
    assert faults_at_all_sizes(page) == []


def test_the_closed_door_of_the_editor_has_no_fault(as_person: AsPerson, watch: Watch) -> None:
    watch.expect("403 (Forbidden)")
    page = as_person("learner", reduced_motion="reduce").new_page()
    page.goto("/cms/")
    assert faults_at_all_sizes(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_menu_has_no_fault(visit: Visit, scheme: str) -> None:
    page = visit(viewport=PHONE, color_scheme=scheme, reduced_motion="reduce").new_page()
    page.goto("/zh-hans/")
    page.locator(".menu summary").click()
    assert axe_faults(page, ALL_RULES) == []
