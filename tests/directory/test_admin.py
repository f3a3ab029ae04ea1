"""Help lines in the editor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from tests.knowledge_factories import HelpLineFactory
from xinqiao.accounts.models import Role, Unit
from xinqiao.directory.models import HelpLine

LIST = "/cms/snippets/directory/helpline/"


@pytest.fixture(params=["zh-hans", "en"])
def admin(request: pytest.FixtureRequest, db: None) -> Client:
    """A browser in which an administrator is signed in, in each language of the editor."""
    client = Client()
    client.force_login(PersonFactory(is_superuser=True, is_staff=True, language=request.param))
    return client


def with_role(role: Role) -> Client:
    client = Client()
    client.force_login(AssignmentFactory(role=role).person)
    return client


def form(**changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "number": "12356",
        "name_zh": "热线",
        "name_en": "Line",
        "purpose_zh": "说说话",
        "purpose_en": "To talk",
        "hours_zh": "每天",
        "hours_en": "Daily",
        "position": "1",
        "source_title": "公开信息",
        "verified_on": today.isoformat(),
        "next_check": (today + timedelta(days=180)).isoformat(),
        **changes,
    }


def test_a_line_is_added_and_changed(admin: Client):
    admin.post(f"{LIST}add/", form())
    line = HelpLine.objects.get()
    assert admin.get(f"{LIST}edit/{line.pk}/").status_code == 200

    admin.post(f"{LIST}edit/{line.pk}/", form(number="12357"))

    line.refresh_from_db()
    assert line.number == "12357"


def test_what_is_wrong_is_said_and_nothing_is_saved(admin: Client):
    response = admin.post(f"{LIST}add/", form(number="call us"))

    assert response.status_code == 200
    assert response.context["form"].errors["number"]
    assert not HelpLine.objects.exists()


@pytest.mark.parametrize("day", ["2999-01-01", "tomorrow"])
def test_the_warning_is_not_switched_off_by_a_day_to_come(admin: Client, day: str):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    later = form(verified_on=day.replace("tomorrow", tomorrow), next_check="2999-06-01")

    response = admin.post(f"{LIST}add/", later)

    assert len(response.context["form"].errors["verified_on"]) == 1
    assert not HelpLine.objects.exists()


def test_the_list_can_show_only_what_is_to_be_verified(admin: Client):
    HelpLineFactory(number="12356")
    HelpLineFactory(number="110", verified_on="2020-01-01", next_check="2020-06-01")

    def numbers(query: str) -> set[str]:
        response = admin.get(LIST + query)
        assert response.status_code == 200
        return {line.number for line in response.context["object_list"]}

    assert numbers("") == {"12356", "110"}
    assert numbers("?due=true") == {"110"}
    assert numbers("?due=false") == {"12356"}
    assert numbers("?q=110") == {"110"}


def test_editors_are_warned_of_numbers_to_be_verified(admin: Client):
    HelpLineFactory(number="12356")
    assert "numbers-to-check" not in admin.get("/cms/").content.decode()

    HelpLineFactory(number="110", verified_on="2020-01-01", next_check="2020-06-01")
    html = admin.get("/cms/").content.decode()

    panel = html[html.index("numbers-to-check") :]
    assert "110" in panel[: panel.index("</section>")]
    assert f"{LIST}?due=true" in panel


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER])
def test_authors_and_reviewers_are_warned_too(db: None, role: Role):
    HelpLineFactory(verified_on="2020-01-01", next_check="2020-06-01")

    assert "numbers-to-check" in with_role(role).get("/cms/").content.decode()


def test_an_author_looks_at_numbers_and_a_reviewer_changes_them(db: None):
    line = HelpLineFactory()
    address = reverse("wagtailsnippets_directory_helpline:edit", args=[line.pk])

    with_role(Role.AUTHOR).post(address, form(number="999"))
    assert HelpLine.objects.get().number == "12356"

    with_role(Role.REVIEWER).post(address, form(number="12357"))
    assert HelpLine.objects.get().number == "12357"


def test_a_school_is_no_region(admin: Client):
    school, county = UnitFactory(), UnitFactory(kind=Unit.Kind.COUNTY)

    refused = admin.post(f"{LIST}add/", form(region=str(school.pk)))
    admin.post(f"{LIST}add/", form(region=str(county.pk)))

    assert refused.context["form"].errors.keys() == {"region"}
    assert HelpLine.objects.get().region == county
