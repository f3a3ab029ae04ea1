"""What may stand where, and the pages that belong to no app."""

from __future__ import annotations

from itertools import product

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page, get_page_models

from assessments.models import SelfCheckPage
from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from courses.services import enrol
from tests.factories import AssignmentFactory, PersonFactory
from tests.knowledge_factories import (
    ArticlePageFactory,
    HelpLineFactory,
    PlainPageFactory,
    TopicFactory,
    article_index,
    library,
)
from tests.page_factories import ENGLISH, home_page, make_course, translate
from xinqiao.accounts.models import Role
from xinqiao.knowledge.models import ArticleIndexPage, ArticlePage, LibraryPage, ResourcePage
from xinqiao.pages.models import HomePage, PlainPage

BELOW: dict[type[Page], set[type[Page]]] = {
    Page: set(),
    HomePage: {ArticleIndexPage, CourseIndexPage, LibraryPage, PlainPage},
    PlainPage: {PlainPage},
    ArticleIndexPage: {ArticlePage},
    ArticlePage: set(),
    LibraryPage: {ResourcePage},
    ResourcePage: set(),
    CourseIndexPage: {CoursePage},
    CoursePage: {ModulePage},
    ModulePage: {LessonPage, SelfCheckPage},
    LessonPage: set(),
    SelfCheckPage: set(),
}
"""What the editor offers to make below a page of each kind."""


def test_every_kind_of_page_has_its_place():
    assert set(get_page_models()) == set(BELOW)


@pytest.mark.parametrize("parent", BELOW, ids=lambda kind: kind.__name__)
def test_only_what_makes_sense_can_be_made_at_a_place(parent: type[Page]):
    assert set(parent.creatable_subpage_models()) == BELOW[parent]


def test_nobody_makes_a_home_page_in_the_editor(client: Client, db: None):
    root = Page.get_first_root_node()
    for person in (
        AssignmentFactory(role=Role.AUTHOR).person,
        PersonFactory(is_superuser=True, is_staff=True),
    ):
        client.force_login(person)
        address = f"/cms/pages/add/pages/homepage/{root.pk}/"
        assert client.get(address).status_code in {302, 403}
        assert not HomePage.objects.exists()


def test_a_home_page_has_one_list_of_each_kind(db: None):
    home = home_page()
    assert {ArticleIndexPage, CourseIndexPage, LibraryPage} <= set(offered(home))

    article_index()
    make_course()
    library()

    assert offered(home_page()) == [PlainPage]


def offered(parent: Page) -> list[type[Page]]:
    return [kind for kind in parent.creatable_subpage_models() if kind.can_create_at(parent)]


def test_a_plain_page_is_read_by_everybody(client: Client, db: None):
    body = [{"type": "text", "value": "<p>独立于任何机构。</p>"}]
    page = PlainPageFactory(body=body, seo_title="关于心桥 · 来历")

    html = client.get(page.url).content.decode()

    assert "独立于任何机构。" in html
    assert "为什么有这个网站。" in html
    assert "<title>关于心桥 · 来历" in html


def test_the_home_page_puts_forward_new_articles_but_no_sensitive_one(client: Client, db: None):
    home = home_page()
    ArticlePageFactory(title="情绪像天气")
    ArticlePageFactory(title="敏感一", sensitive=True)
    ArticlePageFactory(title="敏感二", topics=[TopicFactory(sensitive=True)])
    ArticlePageFactory(title="Weather", language=ENGLISH)

    html = client.get(home.url).content.decode()

    assert "情绪像天气" in html
    assert not [title for title in ("敏感一", "敏感二", "Weather") if title in html]


def hero_link(client: Client) -> str:
    """Where the one next step on the home page leads."""
    html = client.get(home_page().url).content.decode()
    return html.split('class="hero"')[1].split('class="button" href="')[1].split('"')[0]


def test_the_next_step_on_the_home_page_is_the_reader_s_own(client: Client, db: None):
    first, second = make_course(), make_course()
    client.force_login(person := PersonFactory())
    assert hero_link(client) == first.url

    enrol(person, second)

    assert hero_link(client) == "/zh-hans/my/"


def test_the_home_page_shows_three_courses_and_leads_to_all(client: Client, db: None):
    titles = [make_course().title for _ in range(4)]

    html = client.get(home_page().url).content.decode()

    assert [title in html for title in titles] == [True, True, True, False]
    assert 'href="/zh-hans/courses/"' in html


def test_each_door_of_the_home_page_leads_in(client: Client, db: None):
    make_course()
    article_index()
    html = client.get(home_page().url).content.decode()
    doors = html.split('class="doors"')[1].split("</ul>")[0].split('href="')[1:]

    assert len(doors) == 4
    for door in doors:
        assert client.get(door.split('"')[0]).status_code == 200


def test_the_home_page_of_an_empty_site_stands(client: Client, db: None):
    for language in ("zh-hans", ENGLISH):
        assert client.get(home_page(language).url).status_code == 200


@pytest.mark.usefixtures("warm_cache")
@pytest.mark.parametrize(("signed_in", "many"), list(product([False, True], [1, 12])))
def test_the_home_page_costs_at_most_twenty_queries(
    client: Client,
    db: None,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    signed_in: bool,
    many: int,
):
    HelpLineFactory()
    person = AssignmentFactory(role=Role.SUPERVISOR).person
    for _ in range(many):
        course = make_course(lessons=many)
        translate(course)
        enrol(person, course)
        ArticlePageFactory(topics=[TopicFactory(), TopicFactory()])
    if signed_in:
        client.force_login(person)
    homes = [home_page(), home_page(ENGLISH)]
    client.get(homes[0].url)

    for home in homes:
        with django_assert_max_num_queries(20):
            assert client.get(home.url).status_code == 200
