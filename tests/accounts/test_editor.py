"""Who may open the editor, and what for."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import GroupPagePermission, Page
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile

from tests.accounts.conftest import Country
from tests.factories import PersonFactory
from tests.page_factories import lessons_in, make_course
from xinqiao.accounts.editor_groups import EDITOR_GROUPS, ensure_editor_groups
from xinqiao.accounts.models import Person, Role
from xinqiao.accounts.services import give_role, take_role

pytestmark = pytest.mark.django_db

WRITERS = [Role.AUTHOR, Role.TRAINER]
REVIEWERS = [Role.REVIEWER, Role.SAFETY_REVIEWER]
OTHERS = sorted(set(Role) - set(WRITERS) - set(REVIEWERS))
FOR_ADMINISTRATORS = [
    "/cms/users/",
    "/cms/users/new/",
    "/cms/groups/",
    "/cms/sites/",
    "/cms/locales/",
    "/cms/collections/",
    "/cms/unit/",
    "/cms/unit/new/",
    "/cms/role/",
    "/cms/role/new/",
    "/cms/snippets/knowledge/topic/",
    "/cms/snippets/knowledge/glossaryterm/add/",
    "/cms/snippets/directory/helpline/add/",
]


@pytest.fixture(autouse=True)
def groups() -> None:
    """As after `migrate`; a test with its own database connection may have emptied the tables."""
    ensure_editor_groups()


@pytest.fixture
def editor(country: Country, browser: Callable[[Person], Client]) -> Callable[[Role], Client]:
    """A browser in which somebody with the role in the county is signed in."""
    return lambda role: browser(country.someone(role, country.county))


def refused(response: Any) -> bool:
    """Wagtail leads people back to the first page of the editor."""
    return response.status_code == 302 and response.headers["Location"] == "/cms/"


@pytest.mark.parametrize("role", [*WRITERS, *REVIEWERS])
def test_those_who_write_and_review_open_the_editor(
    editor: Callable[[Role], Client], role: Role
) -> None:
    page = editor(role).get("/cms/").content.decode()

    assert gettext("How things are made here") in page


@pytest.mark.parametrize("role", OTHERS)
def test_all_others_are_told_that_it_is_not_for_them(
    editor: Callable[[Role], Client], role: Role
) -> None:
    response = editor(role).get("/cms/", follow=True)

    assert response.status_code == 403
    assert gettext("The editor is not open to you") in response.content.decode()
    assert len(response.redirect_chain) == 1
    assert 'class="messages"' not in response.content.decode()


def test_a_stranger_signs_in_first(client: Client) -> None:
    response = client.get("/cms/pages/", follow=True)

    assert response.redirect_chain[-1][0] == "/zh-hans/account/login/?next=/cms/pages/"


def test_whoever_may_goes_on_from_the_sign_in_address(editor: Callable[[Role], Client]) -> None:
    author = editor(Role.AUTHOR)

    assert author.get("/cms/login/?next=/cms/pages/").headers["Location"] == "/cms/pages/"
    assert author.get("/cms/login/?next=//elsewhere.example").headers["Location"] == "/cms/"


@pytest.mark.parametrize("role", [*WRITERS, *REVIEWERS])
@pytest.mark.parametrize("address", FOR_ADMINISTRATORS)
def test_people_sites_and_settings_are_for_administrators(
    editor: Callable[[Role], Client], role: Role, address: str
) -> None:
    assert refused(editor(role).get(address))


@pytest.mark.parametrize("address", FOR_ADMINISTRATORS)
def test_an_administrator_opens_all_of_it(
    browser: Callable[[Person], Client], address: str
) -> None:
    assert browser(PersonFactory(is_superuser=True)).get(address).status_code == 200


@pytest.mark.parametrize("role", WRITERS)
def test_writers_add_and_change_pages_and_publish_none(
    country: Country, browser: Callable[[Person], Client], role: Role
) -> None:
    lesson = lessons_in(make_course())[0]
    person = country.someone(role, country.county)
    client = browser(person)

    module = lesson.get_parent()
    for address in (
        "/cms/pages/",
        f"/cms/pages/{module.pk}/add_subpage/",
        f"/cms/pages/add/courses/lessonpage/{module.pk}/",
        f"/cms/pages/{lesson.pk}/edit/",
    ):
        assert client.get(address, follow=True).request["PATH_INFO"].startswith("/cms/pages/")
    rights = lesson.permissions_for_user(person)
    assert rights.can_submit_for_moderation() and not rights.can_publish()


@pytest.mark.parametrize("role", REVIEWERS)
def test_reviewers_change_pages_but_add_and_publish_none(
    country: Country, browser: Callable[[Person], Client], role: Role
) -> None:
    lesson = lessons_in(make_course())[0]
    person = country.someone(role, country.county)
    client = browser(person)

    assert client.get(f"/cms/pages/{lesson.pk}/edit/").status_code == 200
    assert not lesson.permissions_for_user(person).can_publish()
    assert refused(client.get(f"/cms/pages/add/courses/lessonpage/{lesson.get_parent().pk}/"))


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize("kind", ["images", "documents", "media"])
def test_writers_see_and_add_files(editor: Callable[[Role], Client], role: Role, kind: str) -> None:
    client = editor(role)

    assert client.get(f"/cms/{kind}/").status_code == 200
    add = {"images": "add/", "documents": "multiple/add/", "media": "audio/add/"}[kind]
    assert client.get(f"/cms/{kind}/{add}").status_code == 200


def picture(uploader: Person) -> Image:
    data = io.BytesIO()
    Picture.new("RGB", (8, 8)).save(data, "PNG")
    data.seek(0)
    return Image.objects.create(
        title="图", file=ImageFile(data, "x.png"), uploaded_by_user=uploader
    )


def test_writers_change_their_own_uploads_only(country: Country) -> None:
    author = country.someone(Role.AUTHOR, country.county)
    colleague = country.someone(Role.AUTHOR, country.county)
    reviewer = country.someone(Role.REVIEWER, country.county)
    policy = policy_registry.get_by_type(Image)
    mine = picture(author)

    def may(person: Person, act: str) -> bool:
        return policy.user_has_permission_for_instance(person, act, mine)

    assert may(author, "change") and may(author, "delete")
    assert may(colleague, "choose") and not may(colleague, "change")
    assert may(reviewer, "change") and may(reviewer, "choose")


def test_documents_keep_to_the_same_rule(country: Country) -> None:
    author = country.someone(Role.AUTHOR, country.county)
    colleague = country.someone(Role.TRAINER, country.county)
    paper = Document.objects.create(title="文", file="x.pdf", uploaded_by_user=author)
    policy = policy_registry.get_by_type(Document)

    assert policy.user_has_permission_for_instance(author, "change", paper)
    assert not policy.user_has_permission_for_instance(colleague, "change", paper)


@pytest.mark.parametrize("role", [*WRITERS, *REVIEWERS])
@pytest.mark.parametrize("kind", ["knowledge/glossaryterm", "directory/helpline"])
def test_glossary_and_help_lines_are_there_to_look_at(
    editor: Callable[[Role], Client], role: Role, kind: str
) -> None:
    assert editor(role).get(f"/cms/snippets/{kind}/").status_code == 200


@pytest.mark.parametrize("role", [*WRITERS, *REVIEWERS])
def test_the_root_of_the_tree_is_nobodys_to_edit(
    editor: Callable[[Role], Client], role: Role
) -> None:
    root = Page.get_first_root_node()

    assert editor(role).get(f"/cms/pages/{root.pk}/edit/").status_code in {302, 404}


@pytest.mark.parametrize("address", ["password_reset/", "password_reset/done/"])
def test_wagtails_own_password_pages_are_closed(client: Client, address: str) -> None:
    assert client.get(f"/cms/{address}").status_code == 404


def test_the_editors_own_settings_ask_for_no_name_and_no_password(
    editor: Callable[[Role], Client],
) -> None:
    page = editor(Role.AUTHOR).get(reverse("wagtailadmin_account")).content.decode()

    assert "locale-preferred_language" in page
    assert not re.search(r'name="[^"]*(first_name|password|avatar)', page)
    assert 'href="/zh-hans/account/"' in page


@pytest.mark.parametrize(
    ("language", "preferred", "shown"),
    [("zh-hans", "", "zh-hans"), ("en", "", "en"), ("en", "zh-hans", "zh-hans")],
)
def test_the_editor_speaks_the_persons_language(
    country: Country,
    browser: Callable[[Person], Client],
    language: str,
    preferred: str,
    shown: str,
) -> None:
    author = country.someone(Role.AUTHOR, country.county)
    Person.objects.update(language=language)
    UserProfile.objects.create(user=author, preferred_language=preferred)

    page = browser(author).get("/cms/", headers={"accept-language": "en"}).content.decode()

    assert f'<html lang="{shown}"' in page


def test_the_editor_leads_to_no_other_site(editor: Callable[[Role], Client]) -> None:
    page = editor(Role.AUTHOR).get("/cms/").content.decode()

    menu = page.split('id="wagtail-sidebar-props"', 1)[1].split("</script>")[0]
    assert "http" not in menu.replace("http://testserver", "")
    for name in ("users", "reports", "settings"):
        assert f'"{name}"' not in menu
    assert "wagtail.org" not in page


def test_the_editor_stands_under_our_name(editor: Callable[[Role], Client]) -> None:
    page = editor(Role.AUTHOR).get("/cms/").content.decode()

    assert "xinqiao-brand" in page
    assert "cms/brand.css" in page
    assert f"{gettext('Xinqiao')}</title>" in page
    assert "favicon.svg" in page


def test_the_menu_calls_an_editor_by_name(
    country: Country, browser: Callable[[Person], Client]
) -> None:
    author = country.someone(Role.AUTHOR, country.county)
    Person.objects.update(display_name="叶编辑")

    page = browser(author).get("/cms/").content.decode()

    props = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert props
    assert "叶编辑" in json.dumps(json.loads(props[1]), ensure_ascii=False)


def test_an_unknown_address_in_the_editor_is_a_page_of_ours(
    editor: Callable[[Role], Client],
) -> None:
    response = editor(Role.AUTHOR).get("/cms/nowhere/")

    assert response.status_code == 404
    assert gettext("There is no such page") in response.content.decode()


def test_with_the_last_such_role_the_editor_closes(country: Country) -> None:
    person = country.someone(Role.AUTHOR, country.county)
    give_role(person, Role.AUTHOR, unit=country.neighbour)

    take_role(person, Role.AUTHOR, unit=country.county)
    assert Person.objects.get(pk=person.pk).has_perm("wagtailadmin.access_admin")

    take_role(person, Role.AUTHOR, unit=country.neighbour)
    assert not Person.objects.get(pk=person.pk).has_perm("wagtailadmin.access_admin")


def test_writing_and_reviewing_are_two_groups(country: Country) -> None:
    person = country.someone(Role.AUTHOR, country.county)
    give_role(person, Role.SAFETY_REVIEWER, unit=country.county)
    assert person.groups.count() == 2

    take_role(person, Role.AUTHOR, unit=country.county)

    assert person.groups.get().name == EDITOR_GROUPS[1].name


def test_groups_that_an_administrator_made_are_left_alone(country: Country) -> None:
    person = country.someone(Role.AUTHOR, country.county)
    person.groups.add(Group.objects.create(name="合唱团"))

    take_role(person, Role.AUTHOR, unit=country.county)

    assert person.groups.get().name == "合唱团"


def test_the_groups_may_do_what_is_written_and_no_more() -> None:
    make_course()

    for wanted in EDITOR_GROUPS:
        group = Group.objects.get(name=wanted.name)

        assert labels(group.permissions.all()) == wanted.permissions
        on_pages = GroupPagePermission.objects.filter(group=group)
        assert labels(row.permission for row in on_pages) == wanted.on_pages
        assert labels(row.permission for row in group.collection_permissions.all()) == (
            wanted.on_files
        )


def test_what_was_added_by_hand_goes_with_the_next_migrate() -> None:
    group = Group.objects.get(name=EDITOR_GROUPS[0].name)
    group.permissions.clear()

    ensure_editor_groups()
    ensure_editor_groups()

    assert labels(group.permissions.all()) == EDITOR_GROUPS[0].permissions


def labels(permissions: Any) -> set[str]:
    return {f"{p.content_type.app_label}.{p.codename}" for p in permissions}
