"""A browser, the site, and visitors to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.lessons import join
from tests.browser.people import PASSWORD, sign_in, sign_up
from tests.browser.server import copy, forget, locked, prepare, served
from tests.browser.watch import Watch

PATIENCE = 15_000
"""Milliseconds after which, on a busy machine too, something that did not happen will not happen."""

expect.set_options(timeout=PATIENCE)

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}

Visit = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, worker_id: str
) -> Iterator[tuple[Path, str]]:
    """Folder and database of this process's own site. `--reuse-db` spares most of the preparation."""
    template = request.config.cache.mkdir("browser-site")  # type: ignore[union-attr]
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    folder = tmp_path_factory.mktemp("site")
    database = f"browser_{worker_id}"
    with locked(template.parent / "browser-site.lock"):
        prepared = Path(shared, "browser-site-prepared")
        if not prepared.exists():
            prepare(template, anew=not request.config.getoption("reuse_db"))
            prepared.touch()
        copy(template, folder, database)
    yield folder, database
    forget(database)


@pytest.fixture(scope="session")
def base(site: tuple[Path, str]) -> Iterator[str]:
    """The address of the site, as a demonstration."""
    with served(*site) as address:
        yield address


@pytest.fixture
def base_of_a_county(site: tuple[Path, str]) -> Iterator[str]:
    """Another address of the same site, where it is no demonstration."""
    with served(*site, DEMO="false") as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Not for the session: Playwright's event loop would keep other tests from the database."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def watch(base: str) -> Iterator[Watch]:
    """The test fails on whatever it did not expect."""
    watch = Watch(base)
    yield watch
    assert watch.faults == []


@pytest.fixture
def visit(browser: Browser, base: str, watch: Watch) -> Iterator[Visit]:
    """Makes a device of its own, on a desk unless told otherwise: `visit(viewport=PHONE)`."""
    contexts: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        settings = {"base_url": base, "locale": "zh-CN", "viewport": DESKTOP} | options
        context = browser.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        watch.follow(context)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def page(visit: Visit) -> Page:
    """A visitor's first page, at a desk."""
    return visit().new_page()


numbers = count(1)


@pytest.fixture
def username() -> str:
    """One that nobody has yet."""
    return f"teacher{next(numbers)}"


@pytest.fixture
def device(visit: Visit, username: str) -> BrowserContext:
    """The phone of a teacher who has just signed up, as `username`, and joined the course."""
    context = visit(viewport=PHONE)
    sign_up(context, username)
    join(context)
    return context


@pytest.fixture(scope="session")
def passports() -> dict[str, Any]:
    return {}


@pytest.fixture
def as_person(visit: Visit, passports: dict[str, Any]) -> Callable[..., BrowserContext]:
    """Makes a device on which a person of the demonstration is signed in."""

    def open_context(username: str, **options: Any) -> BrowserContext:
        if username not in passports:
            context = visit()
            sign_in(context, username, PASSWORD)
            passports[username] = context.storage_state()
        return visit(storage_state=passports[username], **options)

    return open_context
