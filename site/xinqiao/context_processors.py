"""What every template may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.reports import sees_learners
from xinqiao.directory.models import HelpLine


@dataclass
class MenuItem:
    label: str
    url: str
    current: str


def main_menu(path: str) -> list[MenuItem]:
    """The parts of the site; `current` is the value of aria-current."""
    root = f"/{get_language()}/"
    parts = [
        (_("Home"), ""),
        (_("Courses"), "courses/"),
        (_("Articles"), "articles/"),
        (_("Glossary"), "glossary/"),
        (_("About"), "about/"),
    ]
    items = []
    for label, part in parts:
        url = root + part
        here = path == url
        inside = bool(part) and path.startswith(url)
        items.append(MenuItem(label, url, "page" if here else "true" if inside else ""))
    return items


def site(request: HttpRequest) -> dict[str, Any]:
    """Menu, help lines and who is reading. Each costs its query only where it is shown."""
    user = getattr(request, "user", None)
    return {
        "BASE_URL": settings.BASE_URL,
        "DEMO": settings.DEMO,
        "help_lines": SimpleLazyObject(lambda: list(HelpLine.objects.national())),
        "main_menu": SimpleLazyObject(lambda: main_menu(request.path)),
        "sees_learners": SimpleLazyObject(lambda: user is not None and sees_learners(user)),
    }
