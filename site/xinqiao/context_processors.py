"""What every template may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import late
from assessments.models import Bank, Exam
from assessments.models.banks import USE_QUESTIONS
from assessments.models.exams import BUILD_EXAMS, LEAD_SITTINGS
from assessments.models.marking import MARK_ANSWERS
from xinqiao.accounts.models import Assignment
from xinqiao.accounts.models.roles import SEE_PEOPLE
from xinqiao.directory.models import HelpLine
from xinqiao.notifications.services import count_unread


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
        (_("Library"), "library/"),
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


class Teaching:
    """What of `teach/` somebody may see. The roles are read once for all of it."""

    def __init__(self, user: Any) -> None:
        self.user = user if user is not None and user.is_authenticated else None

    @cached_property
    def roles(self) -> frozenset[str]:
        held = Assignment.objects.filter(person=self.user).values_list("role", flat=True)
        return frozenset(held) if self.user else frozenset()

    def holds(self, roles: frozenset[Any]) -> bool:
        return self.user is not None and (self.user.is_superuser or bool(roles & self.roles))

    @cached_property
    def sees_learners(self) -> bool:
        return self.holds(SEE_PEOPLE)

    @cached_property
    def sees_banks(self) -> bool:
        if self.user is None or not self.holds(USE_QUESTIONS):
            return False
        return Bank.objects.visible_to(self.user).exists()

    @cached_property
    def sees_marking(self) -> bool:
        return self.holds(MARK_ANSWERS | LEAD_SITTINGS)

    @cached_property
    def builds_exams(self) -> bool:
        return self.holds(BUILD_EXAMS)

    @cached_property
    def runs_exams(self) -> bool:
        return self.user is not None and Exam.objects.run_by(self.user).exists()

    @cached_property
    def late_answers(self) -> int:
        """How many attempts have late answers about which they may decide."""
        if self.user is None or not self.holds(LEAD_SITTINGS):
            return 0
        return late.decidable_by(self.user).with_late_answers().count()


def site(request: HttpRequest) -> dict[str, Any]:
    """Menu, help lines and who is reading. Each costs its query only where it is shown."""
    user = getattr(request, "user", None)
    return {
        "BASE_URL": settings.BASE_URL,
        "DEMO": settings.DEMO,
        "help_lines": SimpleLazyObject(lambda: list(HelpLine.objects.national())),
        "main_menu": SimpleLazyObject(lambda: main_menu(request.path)),
        "unread_notices": SimpleLazyObject(lambda: count_unread(user) if user is not None else 0),
        "teaching": Teaching(user),
    }
