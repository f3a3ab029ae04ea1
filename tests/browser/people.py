"""Signing up and in, quickly: what the journeys do by hand, the other tests do by request."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext

PASSWORD = "xinqiao-demo"


def post(
    context: BrowserContext, path: str, fields: dict[str, str], action: str | None = None
) -> None:
    """Post the form on *path* as a browser without scripts would, by default to where it stands.

    Fails if it comes back with errors.
    """
    form = context.request.get(path).text()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token, f"{path} has no form"
    answer = context.request.post(
        action or path, form=fields | {"csrfmiddlewaretoken": token[1]}, max_redirects=0
    )
    assert answer.status == 302, answer.text()


def sign_in(context: BrowserContext, username: str, password: str = PASSWORD) -> None:
    post(context, "/zh-hans/account/login/", {"login": username, "password": password})


def sign_up(context: BrowserContext, username: str, name: str = "林老师") -> None:
    fields = {"display_name": name, "username": username, "email": ""}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    post(context, "/zh-hans/account/signup/", fields | passwords)
