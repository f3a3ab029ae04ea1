"""What people save, and what trainers put together."""

from __future__ import annotations

from itertools import pairwise
from uuid import uuid4

import pytest
from django.test import Client
from wagtail.models import Page

from tests.factories import AssignmentFactory, PersonFactory
from tests.knowledge_factories import ResourcePageFactory, library
from tests.page_factories import ENGLISH
from xinqiao.accounts.models import Person, Role
from xinqiao.knowledge.library import shelving
from xinqiao.knowledge.models import ResourceCollection, ResourcePage, SavedResource
from xinqiao.personal_data import close_account, everything_about

pytestmark = pytest.mark.django_db

SAVED = "/zh-hans/my/saved/"
COLLECTIONS = "/zh-hans/collections/"


@pytest.fixture
def resource() -> ResourcePage:
    return ResourcePageFactory(title="一周心情")


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def save(client: Client, resource: Page, save: str = "yes", **more: str) -> int:
    address = f"{SAVED}{resource.translation_key}/"
    return client.post(address, {"save": save, **more}).status_code


def titles(html: str, *names: str) -> list[str]:
    return [name for name in names if name in html]


def test_a_saved_resource_stands_on_one_s_own_pages_and_can_be_taken_off(resource: ResourcePage):
    client = signed_in(PersonFactory())
    save(client, resource)
    save(client, resource)

    assert SavedResource.objects.count() == 1
    for page in (SAVED, "/zh-hans/my/"):
        assert "一周心情" in client.get(page).content.decode()
    assert "已收藏" in client.get(resource.url).content.decode()

    save(client, resource, "no")
    assert "一周心情" not in client.get(SAVED).content.decode()


def test_the_button_leads_back_to_its_page_and_never_elsewhere(resource: ResourcePage):
    client = signed_in(PersonFactory())
    address = f"{SAVED}{resource.translation_key}/"

    assert client.post(address, {"next": resource.url}).url == resource.url
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert client.post(address, {"next": elsewhere}).url == SAVED


def test_a_visitor_is_asked_to_sign_in_first(client: Client, resource: ResourcePage):
    assert "account/login/?next=" in client.get(resource.url).content.decode()
    assert save(client, resource) == 302
    assert client.get(SAVED).status_code == 302
    assert not SavedResource.objects.exists()


def test_nobody_sees_what_another_has_saved(resource: ResourcePage):
    save(signed_in(PersonFactory()), resource)

    assert "一周心情" not in signed_in(PersonFactory()).get(SAVED).content.decode()


def test_what_is_not_there_or_not_public_is_not_saved():
    draft = ResourcePageFactory(live=False)
    client = signed_in(PersonFactory())

    assert save(client, draft) == 404
    assert client.post(f"{SAVED}{uuid4()}/").status_code == 404
    assert client.get(f"{SAVED}{draft.translation_key}/").status_code == 405


def test_what_was_taken_down_leaves_the_list(resource: ResourcePage):
    client = signed_in(PersonFactory())
    save(client, resource)
    resource.unpublish()

    assert "一周心情" not in client.get(SAVED).content.decode()


def test_saved_resources_are_shown_in_the_language_of_the_page(resource: ResourcePage):
    library(ENGLISH)
    ResourcePageFactory(title="My week", of=resource, language=ENGLISH)
    client = signed_in(PersonFactory())
    save(client, resource)

    assert "My week" in client.get("/en/my/saved/").content.decode()
    assert "一周心情" in client.get(SAVED).content.decode()


@pytest.fixture
def trainer() -> Person:
    return AssignmentFactory(role=Role.TRAINER).person


def collection(owner: Person, *resources: Page, is_open: bool = False) -> ResourceCollection:
    made = shelving.start_collection(owner, title="开学第一周", note="头几天用。", is_open=is_open)
    for one in resources:
        shelving.put_in(made, one.translation_key)
    return made


def test_a_trainer_makes_a_collection(trainer: Person, resource: ResourcePage):
    client = signed_in(trainer)
    response = client.post(
        f"{COLLECTIONS}new/", {"title": "开学第一周", "note": "", "is_open": "on"}
    )
    made = ResourceCollection.objects.get()
    assert response.url == f"{COLLECTIONS}{made.key}/change/"
    client.post(f"/zh-hans/my/collected/{resource.translation_key}/", {"collection": str(made.key)})

    visitor = Client()
    assert "开学第一周" in visitor.get(COLLECTIONS).content.decode()
    assert "一周心情" in visitor.get(f"{COLLECTIONS}{made.key}/").content.decode()


def test_the_order_of_a_collection_is_its_maker_s(trainer: Person):
    resources = [ResourcePageFactory(title=title) for title in ("甲一", "乙二", "丙三")]
    made = collection(trainer, *resources)
    client = signed_in(trainer)

    def act(name: str, which: Page) -> None:
        address = f"{COLLECTIONS}{made.key}/places/"
        client.post(address, {"act": name, "resource": str(which.translation_key)})

    act("up", resources[2])
    act("up", resources[0])
    assert [one.title for one in shelving.collected_in(made)] == ["甲一", "丙三", "乙二"]
    act("out", resources[2])
    act("in", resources[2])
    assert [one.title for one in shelving.collected_in(made)] == ["甲一", "乙二", "丙三"]


def test_a_collection_is_its_maker_s_alone_until_it_is_open(
    trainer: Person, resource: ResourcePage
):
    made = collection(trainer, resource)
    stranger = signed_in(AssignmentFactory(role=Role.TRAINER).person)
    address = f"{COLLECTIONS}{made.key}/"

    for client in (Client(), stranger):
        assert client.get(address).status_code == 404
    assert signed_in(trainer).get(address).status_code == 200

    shelving.change_collection(made, title=made.title, note="", is_open=True)
    for client in (Client(), stranger):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("act", ["change", "places", "delete"])
def test_nobody_else_changes_a_collection(trainer: Person, resource: ResourcePage, act: str):
    made = collection(trainer, resource, is_open=True)
    form = {"title": "改了", "act": "out", "resource": str(resource.translation_key)}
    for person in (PersonFactory(), AssignmentFactory(role=Role.TRAINER).person):
        assert signed_in(person).post(f"{COLLECTIONS}{made.key}/{act}/", form).status_code == 404
    assert Client().post(f"{COLLECTIONS}{made.key}/{act}/", form).status_code == 302

    made.refresh_from_db()
    assert (made.title, made.places.count()) == ("开学第一周", 1)


def test_who_trains_nobody_makes_no_collection():
    client = signed_in(PersonFactory())

    assert client.get(f"{COLLECTIONS}new/").status_code == 404
    assert client.post(f"{COLLECTIONS}new/", {"title": "我的"}).status_code == 404


def test_words_that_hurt_stand_in_no_collection(trainer: Person):
    response = signed_in(trainer).post(f"{COLLECTIONS}new/", {"title": "自杀的方法"})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not ResourceCollection.objects.exists()


def test_a_sensitive_or_unpublished_resource_is_not_put_forward(trainer: Person):
    made = collection(trainer)
    for hidden in (ResourcePageFactory(sensitive=True), ResourcePageFactory(live=False)):
        with pytest.raises(shelving.NotThere):
            shelving.put_in(made, hidden.translation_key)
    later = ResourcePageFactory(title="后来敏感")
    shelving.put_in(made, later.translation_key)
    later.sensitive = True
    later.save_revision().publish()

    assert shelving.collected_in(made) == []


@pytest.mark.parametrize("form", [{}, {"act": "in"}, {"act": "x"}, {"act": "up", "resource": "y"}])
def test_a_form_that_makes_no_sense_is_not_found(trainer: Person, form: dict[str, str]):
    made = collection(trainer)

    assert signed_in(trainer).post(f"{COLLECTIONS}{made.key}/places/", form).status_code == 404


def test_there_are_limits_to_what_one_keeps(
    trainer: Person, resource: ResourcePage, monkeypatch: pytest.MonkeyPatch
):
    for name in ("MOST_SAVED", "MOST_COLLECTED", "MOST_COLLECTIONS"):
        monkeypatch.setattr(shelving, name, 0)
    with pytest.raises(shelving.TooMany):
        shelving.save(trainer, resource.translation_key)
    with pytest.raises(shelving.TooMany):
        collection(trainer)


def test_with_an_account_its_saved_resources_and_collections_go(
    trainer: Person, resource: ResourcePage
):
    shelving.save(trainer, resource.translation_key)
    collection(trainer, resource, is_open=True)
    kept = everything_about(trainer)["library"]
    assert [one["resource_key"] for one in kept["saved"]] == [resource.translation_key]
    assert kept["collections"][0]["resources"] == [resource.translation_key]

    close_account(trainer)

    assert not SavedResource.objects.exists()
    assert not ResourceCollection.objects.exists()


def test_positions_in_a_collection_never_meet(trainer: Person):
    made = collection(trainer, *[ResourcePageFactory() for _ in range(4)])
    places = list(made.places.values_list("position", flat=True))

    assert all(before < after for before, after in pairwise(places))
