"""The styleguide shows every component, and nothing on it reaches anybody."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from tests.factories import PersonFactory

FOLDERS = [
    settings.SITE_DIR / "templates" / "blocks",
    settings.SITE_DIR / "templates" / "components",
    settings.REPO_DIR / "courses" / "templates" / "courses" / "blocks",
    settings.REPO_DIR / "assessments" / "templates" / "assessments" / "questions",
]

pytestmark = pytest.mark.django_db


def names_of_components() -> set[str]:
    """Templates of blocks and tags, by the names that Django knows them under."""
    files = [path for folder in FOLDERS for path in folder.glob("*.html")]
    return {path.as_posix().split("/templates/")[1] for path in files}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_component_is_shown(client: Client, language: str) -> None:
    response = client.get(f"/{language}/styleguide/")

    shown = {template.name for template in response.templates}

    assert response.status_code == 200
    assert len(names_of_components()) > 20
    assert names_of_components() - shown == set()


def test_every_component_is_named(client: Client) -> None:
    page = client.get("/en/styleguide/").content.decode()

    named = set(re.findall(r"<code>(.+?)</code>", page))

    assert names_of_components() - named == {"courses/blocks/check_plain.html"}


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_form_sends_anything(client: Client, signed_in: bool) -> None:
    if signed_in:
        client.force_login(PersonFactory())
    page = client.get("/en/styleguide/").content.decode()

    forms = re.findall(r"<form[^>]*>", page.partition("<main")[2].partition("</main>")[0])

    assert len(forms) >= 5
    assert [form for form in forms if "post" in form] == []
    assert [form for form in forms if re.search(r'action="(?!#)', form)] == []


def test_links_of_samples_lead_nowhere_else(client: Client) -> None:
    page = client.get("/en/styleguide/").content.decode()

    links = re.findall(r'<a [^>]*?href="([^"]*)"', page.partition("<main")[2].split("</main>")[0])

    assert "#main" in links
    elsewhere = [link for link in links if not link.startswith(("#", "?", "tel:", "/static/"))]
    assert set(elsewhere) == {"/en/styleguide/#sample-term"}


def test_no_id_is_given_twice(client: Client) -> None:
    page = client.get("/en/styleguide/").content.decode()

    ids = re.findall(r'\sid="([^"]+)"', page)

    assert sorted(ids) == sorted(set(ids))


def test_an_answer_to_the_sample_question_is_judged(client: Client) -> None:
    answer = {"check": "sample-check", "choice": "answer-1"}

    page = client.get("/en/styleguide/", answer).content.decode()

    assert 'data-verdict="right"' in page


def test_a_word_offers_its_meaning_in_its_own_sample(client: Client) -> None:
    page = client.get("/zh-hans/styleguide/").content.decode()

    assert re.search(r'data-definition="[^"]+">往常</a>比一比', page)


def test_where_real_people_learn_it_is_not_served(client: Client, settings: Settings) -> None:
    settings.DEBUG = settings.DEMO = False

    assert client.get("/en/styleguide/").status_code == 404
