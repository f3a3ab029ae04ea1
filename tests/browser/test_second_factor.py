"""A passkey and an app with codes, in a real browser with a made-up authenticator."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.accounts.test_second_factor import code_of
from tests.browser.conftest import PHONE, Visit
from tests.browser.people import PASSWORD, sign_up
from tests.browser.watch import Watch

HOME = "/zh-hans/account/second-factor/"


def passkey_device(page: Page) -> None:
    """Give *page* an authenticator that says yes to everything."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def on_localhost(visit: Visit, watch: Watch) -> BrowserContext:
    """Passkeys belong to names; an address of digits has none."""
    watch.base = watch.base.replace("127.0.0.1", "localhost")
    return visit(base_url=watch.base, viewport=PHONE)


def type_password(page: Page) -> None:
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .button").click()


def sign_in_anew(page: Page, username: str) -> None:
    page.context.clear_cookies()
    page.goto("/zh-hans/account/login/")
    page.locator("[name=login]").fill(username)
    type_password(page)


def test_a_passkey_is_made_and_opens_the_account(visit: Visit, watch: Watch, username: str) -> None:
    context = on_localhost(visit, watch)
    sign_up(context, username)
    page = context.new_page()
    passkey_device(page)
    page.goto(HOME)
    page.locator("a[href$='webauthn/add/']").click()
    type_password(page)
    page.locator("[name=name]").fill("我的手机")
    page.locator("[data-passkey=create] button").click()
    expect(page.locator(".codes li")).to_have_count(10)

    sign_in_anew(page, username)
    page.locator("[data-passkey=get] button").click()

    expect(page).to_have_url(f"{watch.base}/zh-hans/my/")


def test_without_a_passkey_on_the_device_it_says_so_calmly(
    visit: Visit, watch: Watch, username: str
) -> None:
    context = on_localhost(visit, watch)
    sign_up(context, username)
    page = context.new_page()
    page.add_init_script(
        "navigator.credentials.create = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    page.goto(f"{HOME}webauthn/add/")
    type_password(page)
    page.locator("[data-passkey] button").click()

    expect(page.locator("[data-says=failed]")).to_be_visible()
    expect(page.locator("[data-passkey] button")).to_be_enabled()


def test_an_app_with_codes_works_without_scripts(visit: Visit, username: str) -> None:
    context = visit(viewport=PHONE, java_script_enabled=False)
    sign_up(context, username)
    page = context.new_page()
    page.goto(f"{HOME}totp/activate/")
    type_password(page)
    secret = page.locator("figcaption code").inner_text()
    page.locator("[name=code]").fill(code_of(secret))
    page.locator("main form .button").click()
    expect(page.locator(".codes li")).to_have_count(10)

    sign_in_anew(page, username)
    page.locator("[name=code]").fill(code_of(secret, step=1))
    page.locator("main form .button").first.click()

    expect(page.locator("h1")).to_have_count(1)
    assert page.url.endswith("/zh-hans/my/")
