"""Staff need a second factor; it is set up, shown, lost and reset."""

from __future__ import annotations

import hmac
import json
import re
import struct
from base64 import b32decode
from collections.abc import Callable
from io import StringIO
from time import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.accounts.conftest import Country
from tests.factories import PASSWORD, PersonFactory
from xinqiao.accounts import second_factor
from xinqiao.accounts.models import Action, AuditEntry, Person, Role

pytestmark = pytest.mark.django_db

Browser = Callable[[Person], Client]
INDEX = "/zh-hans/account/second-factor/"
TOTP = f"{INDEX}totp/activate/"
SHOW = f"{INDEX}reauthenticate/"
STAFF_PAGES = ["/zh-hans/teach/", "/en/teach/", "/cms/", "/zh-hans/audit/", "/cms/users/"]


def code_of(secret: str, step: int = 0) -> str:
    """What an app shows for *secret*, *step* half minutes from now (RFC 6238)."""
    counter = struct.pack(">Q", int(time()) // 30 + step)
    digest = hmac.digest(b32decode(secret), counter, "sha1")
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


@pytest.fixture
def strict(settings: Settings) -> None:
    """A county's site, not the demonstration."""
    settings.DEMO = False


@pytest.fixture
def trainer(country: Country) -> Person:
    person = country.someone(Role.TRAINER, country.county)
    Person.objects.filter(pk=person.pk).update(email="trainer@school.cn")
    return Person.objects.get(pk=person.pk)


def type_password(client: Client) -> None:
    client.post("/zh-hans/account/reauthenticate/", {"password": PASSWORD})


def set_up_app(client: Client) -> str:
    """Set up an app on the pages, and return its key."""
    type_password(client)
    secret = client.get(TOTP).context["form"].secret
    response = client.post(TOTP, {"code": code_of(secret)})
    assert response.headers["Location"] == f"{INDEX}recovery-codes/"
    return secret


def sign_in(person: Person) -> Client:
    client = Client()
    client.post("/zh-hans/account/login/", {"login": person.username, "password": PASSWORD})
    return client


# Who needs one


@pytest.mark.parametrize("address", STAFF_PAGES)
def test_staff_without_a_factor_are_led_to_where_they_set_one_up(strict, trainer, browser, address):
    response = browser(trainer).get(address)

    assert response.status_code == 302
    assert response.headers["Location"].endswith("/account/second-factor/")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.LEARNER])
def test_every_role_but_a_learners_needs_one(strict, country, role):
    assert second_factor.needs_factor(country.someone(role, country.school))


def test_administrators_need_one_and_learners_do_not(strict, country):
    assert second_factor.needs_factor(PersonFactory(is_superuser=True))
    assert not second_factor.needs_factor(country.someone(Role.LEARNER, country.school))


@pytest.mark.parametrize(
    "address", ["/zh-hans/my/", "/zh-hans/account/", "/zh-hans/account/email/"]
)
def test_as_learners_they_go_on(strict, trainer, browser, address):
    assert browser(trainer).get(address).status_code == 200


def test_learners_and_strangers_meet_the_rules_of_the_page_itself(strict, country, browser):
    learner = country.someone(Role.LEARNER, country.school)

    assert browser(learner).get("/zh-hans/teach/").status_code == 404
    assert "/account/login/" in Client().get("/zh-hans/teach/").headers["Location"]


def test_in_the_demonstration_it_is_a_choice(trainer, browser):
    assert browser(trainer).get("/zh-hans/teach/").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Accept": "application/json"}, {"X-Requested-With": "XMLHttpRequest"}]
)
def test_programs_hear_of_it_as_json(strict, trainer, browser, headers):
    response = browser(trainer).get("/cms/pages/", headers=headers)

    assert response.status_code == 403
    assert response.json()["code"] == "second_factor"


def test_a_post_changes_nothing_without_one(strict, browser):
    chief = PersonFactory(is_superuser=True)
    other = PersonFactory()

    browser(chief).post(f"/cms/users/delete/{other.pk}/")

    assert Person.objects.filter(pk=other.pk).exists()


# An app with codes


def test_with_an_app_staff_come_in_and_it_is_recorded_and_told(
    strict, trainer, browser, country, django_capture_on_commit_callbacks
):
    client = browser(trainer)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)

    assert client.get("/zh-hans/teach/").status_code == 200
    added = AuditEntry.objects.with_names().get(action=Action.FACTOR_ADDED)
    assert (added.actor, added.person, added.unit) == (trainer, trainer, country.county)
    assert added.details == {"factor": "totp"}
    assert "您的账号添加了二次验证" in [letter.subject for letter in mail.outbox]
    secrets = [auth.data.get("secret", "-") for auth in Authenticator.objects.all()]
    assert not any(secret in json.dumps(added.details) for secret in secrets)


def test_the_key_is_given_as_a_picture_and_in_letters(trainer, browser):
    client = browser(trainer)
    type_password(client)

    page = client.get(TOTP)

    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert page.context["form"].secret in page.content.decode()
    assert trainer.username in page.context["totp_url"]


def test_setting_up_asks_for_the_password_first(trainer, browser):
    response = browser(trainer).get(TOTP)

    assert response.headers["Location"].startswith("/zh-hans/account/reauthenticate/")


@pytest.mark.parametrize("code", ["000000", "", "abc", "1" * 500, "12\x0034"])
def test_a_code_that_does_not_fit_sets_nothing_up(trainer, browser, code):
    client = browser(trainer)
    type_password(client)
    client.get(TOTP)

    response = client.post(TOTP, {"code": code})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not second_factor.has_factor(trainer)


@pytest.fixture
def secret(trainer: Person, browser: Browser) -> str:
    return set_up_app(browser(trainer))


def test_signing_in_asks_for_the_code_after_the_password(strict, trainer, secret):
    client = sign_in(trainer)
    assert "/account/login/" in client.get("/zh-hans/my/").headers["Location"]

    response = client.post(f"{INDEX}authenticate/", {"code": code_of(secret, step=1)})

    assert response.status_code == 302
    assert client.get("/zh-hans/teach/").status_code == 200


def test_a_code_serves_once(trainer, secret, counting):
    code = code_of(secret, step=1)
    sign_in(trainer).post(f"{INDEX}authenticate/", {"code": code})

    again = sign_in(trainer).post(f"{INDEX}authenticate/", {"code": code})

    assert again.status_code == 200
    assert again.context["form"].errors["code"]


def test_after_ten_wrong_codes_even_the_right_one_waits(trainer, secret, counting):
    client = sign_in(trainer)
    for _ in range(10):
        client.post(f"{INDEX}authenticate/", {"code": "000000"})

    response = client.post(f"{INDEX}authenticate/", {"code": code_of(secret)})

    assert "十分钟" in str(response.context["form"].errors["code"])


def test_a_recovery_code_opens_once(strict, trainer, secret):
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    client = sign_in(trainer)
    client.post(f"{INDEX}authenticate/", {"code": codes[0]})
    assert client.get("/zh-hans/teach/").status_code == 200

    again = sign_in(trainer).post(f"{INDEX}authenticate/", {"code": codes[0]})

    assert again.context["form"].errors["code"]


def test_a_session_that_began_before_the_factor_shows_it_first(strict, trainer, browser):
    elsewhere = browser(trainer)
    secret = set_up_app(browser(trainer))

    response = elsewhere.get("/zh-hans/teach/?page=2")
    assert response.headers["Location"] == f"{SHOW}?next=%2Fzh-hans%2Fteach%2F%3Fpage%3D2"
    response = elsewhere.post(response.headers["Location"], {"code": code_of(secret, step=1)})

    assert response.headers["Location"] == "/zh-hans/teach/?page=2"
    assert elsewhere.get("/zh-hans/teach/").status_code == 200


def test_removing_the_app_needs_the_password_and_closes_the_parts_for_staff(
    strict, trainer, browser, django_capture_on_commit_callbacks
):
    client = browser(trainer)
    set_up_app(client)
    stale = sign_in(trainer)
    stale.force_login(trainer)
    assert "reauthenticate" in stale.post(f"{INDEX}totp/deactivate/").headers["Location"]
    assert second_factor.has_factor(trainer)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{INDEX}totp/deactivate/")

    assert not Authenticator.objects.filter(user=trainer).exists()
    assert client.get("/zh-hans/teach/").headers["Location"] == INDEX
    assert AuditEntry.objects.filter(
        action=Action.FACTOR_REMOVED, person=trainer.public_id
    ).exists()
    assert mail.outbox[-1].subject == "您的账号移除了二次验证"


def test_new_recovery_codes_replace_the_old_ones(trainer, browser):
    client = browser(trainer)
    set_up_app(client)
    before = client.get(f"{INDEX}recovery-codes/").context["unused_codes"]

    client.post(f"{INDEX}recovery-codes/generate/")

    after = client.get(f"{INDEX}recovery-codes/download/").content.decode()
    assert not any(code in after for code in before)
    assert len(re.findall(r"^\d{8}$", after, re.M)) == 10


# Passkeys: what bad answers get. A real one is in tests/browser/.


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "nothing",
        "[]",
        "{}",
        '"text"',
        '{"id": "x", "response": {}}',
        '{"id": "x", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30", '
        '"attestationObject": "oA", "authenticatorData": "eA", "signature": "eA"}}',
        '{"id": 1, "rawId": null, "type": [], "response": {"clientDataJSON": "%%%"}}',
    ],
)
def test_an_answer_that_no_passkey_gave_is_refused(trainer, browser, credential):
    client = browser(trainer)
    set_up_app(client)
    client.get(f"{INDEX}webauthn/add/")

    added = client.post(f"{INDEX}webauthn/add/", {"name": "key", "credential": credential})
    entering = sign_in(trainer)
    entering.get(f"{INDEX}authenticate/")
    entered = entering.post(f"{INDEX}authenticate/", {"credential": credential})

    assert (added.status_code, entered.status_code) == (200, 200)
    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert "/account/login/" in entering.get("/zh-hans/my/").headers["Location"]


def test_nobody_touches_somebody_elses_passkey(trainer, browser):
    other = Authenticator.objects.create(
        user=PersonFactory(), type="webauthn", data={"name": "theirs", "credential": {}}
    )
    client = browser(trainer)
    type_password(client)

    for act in ("edit", "remove"):
        address = f"{INDEX}webauthn/keys/{other.pk}/{act}/"
        assert client.post(address, {"name": "mine"}).status_code == 404


# Pages

PAGES = [
    "",
    "totp/activate/",
    "totp/deactivate/",
    "recovery-codes/",
    "recovery-codes/generate/",
    "webauthn/",
    "webauthn/add/",
    "reauthenticate/",
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_ours_and_without_inline_scripts(trainer, browser, language):
    client = browser(trainer)
    type_password(client)
    pages = [client.get(f"/{language}/account/second-factor/totp/activate/")]
    set_up_app(client)
    pages += [client.get(f"/{language}/account/second-factor/{page}") for page in PAGES]
    entering = sign_in(trainer)
    pages.append(entering.get(f"/{language}/account/second-factor/authenticate/"))

    for page in pages:
        if page.status_code == 302:  # an app that is set up is not set up again
            continue
        html = page.content.decode()
        assert len(re.findall(r"<h1[ >]", html)) == 1
        assert 'class="help-bar"' in html
        scripts = re.findall(r"<script([^>]*)>", html)
        assert all("src=" in script or "application/json" in script for script in scripts)
        assert "style=" not in html


# Lost


@pytest.fixture
def chief(browser: Browser) -> Client:
    return browser(PersonFactory(username="chief", is_superuser=True))


def test_an_administrator_resets_a_lost_factor(
    trainer, secret, chief, country, django_capture_on_commit_callbacks
):
    address = reverse("reset_factor", args=[trainer.pk])
    assert address in chief.get("/cms/users/").content.decode()
    assert trainer.get_full_name() in chief.get(address).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        chief.post(address)

    assert not Authenticator.objects.filter(user=trainer).exists()
    entry = AuditEntry.objects.with_names().get(action=Action.FACTOR_RESET)
    assert (entry.actor.username, entry.person, entry.unit) == ("chief", trainer, country.county)
    assert mail.outbox[-1].to == ["trainer@school.cn"]


def test_nobody_else_resets_one(trainer, secret, country, browser):
    address = reverse("reset_factor", args=[trainer.pk])
    editor = country.someone(Role.AUTHOR, country.nation)

    assert browser(editor).post(address).status_code in {302, 403}
    assert "/login/" in Client().post(address).headers["Location"]
    assert second_factor.has_factor(trainer)


def test_what_cannot_be_reset_is_said(trainer, chief):
    boss = Person.objects.get(username="chief")
    for person, said in ((trainer, "没有二次验证"), (boss, "自己的账号页面")):
        page = chief.post(reverse("reset_factor", args=[person.pk]), follow=True)
        assert said in page.content.decode()
    assert not AuditEntry.objects.filter(action=Action.FACTOR_RESET).exists()


def test_at_the_server_the_only_administrators_factor_is_reset(secret, trainer):
    out = StringIO()

    call_command("reset_second_factor", trainer.username, "--json", stdout=out)

    assert json.loads(out.getvalue()) == {"reset": trainer.username}
    assert AuditEntry.objects.get(action=Action.FACTOR_RESET).actor_id is None
    for login in (trainer.username, "nobody-at-all"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", login)
