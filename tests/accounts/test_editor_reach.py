"""How far an editor's hand reaches: courses and articles, never the pages that carry the site."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupPagePermission, Page, PageViewRestriction

from tests.accounts.conftest import Country
from tests.factories import PersonFactory
from tests.knowledge_factories import ArticlePageFactory, PlainPageFactory
from tests.page_factories import home_page, lessons_in, make_course, translate
from xinqiao.accounts.editor_groups import EDITOR_GROUPS, ensure_editor_groups
from xinqiao.accounts.models import Person, Role

pytestmark = pytest.mark.django_db

EDITORS = [Role.AUTHOR, Role.TRAINER, Role.REVIEWER, Role.SAFETY_REVIEWER]


@pytest.fixture(autouse=True)
def groups() -> None:
    """Made on an empty site: the lists of courses and articles come later."""
    ensure_editor_groups()


@pytest.fixture(params=EDITORS)
def editor(request: pytest.FixtureRequest, country: Country) -> Person:
    """Somebody with a role in one county that opens the editor."""
    return country.someone(request.param, country.county)


def carrying_pages() -> list[Page]:
    """Home, a plain page, and both lists in both languages, all published."""
    course, article = make_course(), ArticlePageFactory()
    english = translate(course)
    pages = [course.get_parent(), english.get_parent(), article.get_parent(), home_page()]
    return [*pages, home_page("en"), PlainPageFactory()]


def test_nobody_but_an_administrator_touches_the_pages_that_carry_the_site(
    editor: Person, browser: Callable[[Person], Client]
) -> None:
    client = browser(editor)

    for page in carrying_pages():
        for act in ("edit", "unpublish", "delete", "privacy", "move", "copy"):
            client.post(
                f"/cms/pages/{page.pk}/{act}/",
                {"restriction_type": "login", "title": "weg", "slug": "weg", "next": "/cms/"},
            )
        client.post(f"/cms/bulk/wagtailcore/page/unpublish/?id={page.pk}", {"next": "/cms/"})
        client.post(f"/cms/bulk/wagtailcore/page/delete/?id={page.pk}", {"next": "/cms/"})
        still = Page.objects.get(pk=page.pk)
        assert (still.live, still.title, still.slug) == (True, page.title, page.slug)
    assert not PageViewRestriction.objects.exists()


def test_an_administrator_may(browser: Callable[[Person], Client]) -> None:
    client = browser(PersonFactory(is_superuser=True))

    for page in carrying_pages():
        assert client.get(f"/cms/pages/{page.pk}/edit/").status_code == 200
        client.post(f"/cms/pages/{page.pk}/unpublish/")
        assert not Page.objects.get(pk=page.pk).live


def test_an_empty_list_is_not_removed_either(editor: Person) -> None:
    index = make_course().get_parent()
    index.get_children().get().delete()

    rights = Page.objects.get(pk=index.pk).permissions_for_user(editor)

    assert not rights.can_delete() and not rights.can_move()


def test_what_stands_in_the_lists_is_theirs_in_both_languages(editor: Person) -> None:
    course, article = make_course(), ArticlePageFactory()

    for page in (course, translate(course), lessons_in(course)[0], article):
        rights = page.permissions_for_user(editor)
        assert rights.can_edit() and rights.can_unpublish() and not rights.can_publish()


def test_authors_add_courses_and_articles_to_the_lists(
    country: Country, browser: Callable[[Person], Client]
) -> None:
    client = browser(country.someone(Role.AUTHOR, country.county))
    courses, articles = make_course().get_parent(), ArticlePageFactory().get_parent()

    for kind, parent in (("courses/coursepage", courses), ("knowledge/articlepage", articles)):
        assert client.get(f"/cms/pages/add/{kind}/{parent.pk}/").status_code == 200
    assert client.get("/cms/pages/", follow=True).status_code == 200


def test_a_list_made_anew_is_opened_again_and_nothing_else_is() -> None:
    make_course().get_parent().delete()
    article, course = ArticlePageFactory(), make_course()

    for wanted in EDITOR_GROUPS:
        group = Group.objects.get(name=wanted.name)
        places = GroupPagePermission.objects.filter(group=group)
        assert set(places.values_list("page", flat=True)) == {
            article.get_parent().pk,
            course.get_parent().pk,
        }


def test_what_was_allowed_at_the_root_goes_with_the_next_migrate() -> None:
    make_course()
    group = Group.objects.get(name=EDITOR_GROUPS[0].name)
    at_home = GroupPagePermission.objects.filter(group=group).first()
    assert at_home
    GroupPagePermission.objects.create(group=group, permission=at_home.permission, page=home_page())

    ensure_editor_groups()

    assert not GroupPagePermission.objects.filter(page=home_page()).exists()
