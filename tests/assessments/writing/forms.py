"""The forms in which questions are written: read as a browser reads them, and sent."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse, QueryDict
from django.test import Client

from assessments.models import QuestionVersion
from tests.assessments.question_types.test_templates import sent

BANK = "/zh-hans/teach/banks/county/"


def page_in(response: HttpResponse) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "html.parser")


def form_in(response: HttpResponse) -> BeautifulSoup:
    form = page_in(response).select_one("form.question-form")
    assert form
    return form  # type: ignore[return-value]


def wrong_at(form: BeautifulSoup, name: str) -> str:
    """What is said to be wrong with the field or the group of fields of this name."""
    said = form.find(id=f"{name}-wrong")
    assert said and form.find(attrs={"aria-describedby": f"{name}-wrong"})
    return said.get_text(" ", strip=True)


def post(client: Client, place: str, form: QueryDict, **more: Any) -> HttpResponse:
    lists = dict(form.lists()) | more
    return client.post(place, {name: value for name, value in lists.items() if value is not None})


def press(client: Client, place: str, form: QueryDict, button: str) -> QueryDict:
    """The form as it stands after a button for its rows."""
    return sent(form_in(post(client, place, form, change=button)))


def edit_of(version: QuestionVersion) -> str:
    return f"{BANK}{version.question.key}/edit/"


def kept() -> dict[str, Any]:
    data: dict[str, Any] = QuestionVersion.objects.get().data
    return data
