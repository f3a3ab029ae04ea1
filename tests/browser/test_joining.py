"""Into a school: by a slip of paper, and by asking."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.accounts.test_second_factor import code_of
from tests.browser.conftest import PHONE, Visit
from tests.browser.people import PASSWORD, sign_up
from tests.browser.watch import Watch
from tests.browser.words import said

AsPerson = Callable[..., BrowserContext]


def make_code(desk: Page, role: str) -> str:
    """A code for one person, at the school of the demonstration's learner."""
    desk.goto("/zh-hans/teach/codes/")
    desk.locator("[name=role]").select_option(role)
    desk.locator("[name=unit]").select_option("liuwan-primary")
    desk.locator("[name=uses]").fill("1")
    desk.locator("form[action$='/teach/codes/'] .button").click()
    expect(desk.locator(".slip")).to_have_count(8)
    return desk.locator(".slip-code").first.inner_text()


def sign_up_and_join(phone: Page, username: str) -> None:
    """From the page of a code through a new account to its end."""
    phone.locator('main a[href*="/account/signup/"]').click()
    phone.locator("[name=display_name]").fill("演示·新来的老师")
    phone.locator("[name=username]").fill(username)
    for name in ("password1", "password2"):
        phone.locator(f"[name={name}]").fill(PASSWORD)
    phone.locator("main form .button").click()
    expect(phone).to_have_url(re.compile("/zh-hans/join/"))
    phone.locator("main form .button").click()
    expect(phone.locator(".message")).to_contain_text("柳湾小学")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_new_code_through_the_account_into_the_school(
    as_person: AsPerson, visit: Visit, watch: Watch, username: str, scripts: bool
) -> None:
    watch.expect("404 (Not Found)")
    desk = as_person("supervisor").new_page()
    code = make_code(desk, "learner")

    phone = visit(viewport=PHONE, java_script_enabled=scripts).new_page()
    phone.goto("/join/")
    phone.locator("[name=code]").fill("this is no code")
    phone.locator("main form .button").click()
    expect(phone.locator(".error")).to_have_text(
        said("This code opens nothing, or no longer does. Look at it once more.")
    )
    phone.locator("[name=code]").fill(code.replace("-", " ").lower())
    phone.locator("main form .button").click()
    expect(phone.locator(".invited-to")).to_contain_text("柳湾小学")
    sign_up_and_join(phone, username)

    desk.goto(f"/zh-hans/teach/people/?q={username}")
    expect(desk.locator(".people")).to_contain_text("演示·新来的老师")
    late = visit().new_page()
    late.goto(f"/zh-hans/join/{code}/")
    expect(late.locator(".error")).to_have_count(1)


def test_a_code_for_staff_leads_through_the_account_to_the_second_factor(
    as_person: AsPerson, visit: Visit, watch: Watch, username: str, base_of_a_county: str
) -> None:
    code = make_code(as_person("supervisor").new_page(), "trainer")

    watch.base = base_of_a_county
    county = visit(base_url=base_of_a_county, viewport=PHONE, java_script_enabled=False)
    phone = county.new_page()
    phone.goto(f"/zh-hans/join/{code}/")
    sign_up_and_join(phone, username)
    phone.goto("/zh-hans/teach/people/")
    expect(phone).to_have_url(f"{base_of_a_county}/zh-hans/account/second-factor/")
    phone.goto("/zh-hans/my/")
    expect(phone).to_have_url(f"{base_of_a_county}/zh-hans/my/")

    phone.goto("/zh-hans/account/second-factor/")
    phone.locator("a[href$='totp/activate/']").click()
    phone.locator("[name=password]").fill(PASSWORD)
    phone.locator("main form .button").click()
    phone.locator("[name=code]").fill(code_of(phone.locator("figcaption code").inner_text()))
    phone.locator("main form .button").click()
    expect(phone.locator(".codes li")).to_have_count(10)
    phone.goto("/zh-hans/teach/people/")
    expect(phone).to_have_url(f"{base_of_a_county}/zh-hans/teach/people/")


def test_a_school_is_asked_and_accepts(as_person: AsPerson, visit: Visit, username: str) -> None:
    context = visit(viewport=PHONE)
    sign_up(context, username, "演示·来问的老师")
    page = context.new_page()
    page.goto("/zh-hans/account/")
    page.locator('main a[href$="/join/ask/"]').click()
    page.locator("main [name=q]").fill("青禾一中")
    page.locator(".find .button").click()
    page.locator(".schools a").click()
    page.locator("[name=note]").fill("二年级数学老师")
    page.locator("main form .button").click()
    expect(page.locator(".asked")).to_contain_text("青禾一中")

    desk = as_person("supervisor").new_page()
    desk.goto("/zh-hans/teach/requests/")
    asked = desk.locator(".waiting > li", has_text="演示·来问的老师")
    expect(asked).to_contain_text("二年级数学老师")
    asked.locator(".button").first.click()
    expect(desk.locator(".messages")).to_contain_text("演示·来问的老师")

    page.reload()
    expect(page.locator('main a[href*="/join/leave/"]')).to_have_count(1)
    expect(page.locator(".asked")).to_have_count(0)
