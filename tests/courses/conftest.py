"""A learner with a course of two lessons, and what a device would send about them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import CoursePage, LessonPage
from courses.services import enrol
from tests.factories import PersonFactory
from tests.page_factories import lessons_in, make_course
from xinqiao.accounts.models import Person

Send = Callable[..., dict[str, Any]]


@pytest.fixture
def learner(db: None) -> Person:
    return PersonFactory(username="learner", display_name="演示·林老师")


@pytest.fixture
def course(db: None) -> CoursePage:
    return make_course()


@pytest.fixture
def lesson(course: CoursePage) -> LessonPage:
    return lessons_in(course)[0]


@pytest.fixture
def enrolled(learner: Person, course: CoursePage) -> Person:
    """The learner, a day after joining the course."""
    enrolment = enrol(learner, course)
    enrolment.joined_at -= timedelta(days=1)
    enrolment.save()
    return learner


@pytest.fixture
def device(learner: Person) -> Client:
    """A browser in which the learner is signed in."""
    client = Client()
    client.force_login(learner)
    return client


def fact(lesson: LessonPage, kind: str = "opened", **more: Any) -> dict[str, Any]:
    """A fact as a device tells it, made just now."""
    at = more.pop("at", None) or timezone.now()
    return {
        "client_uuid": str(uuid.uuid4()),
        "kind": f"lesson.{kind}",
        "lesson": str(lesson.translation_key),
        "language": lesson.locale.language_code,
        "at": at.isoformat() if isinstance(at, datetime) else at,
        **more,
    }


def everything(lesson: LessonPage) -> list[dict[str, Any]]:
    """The facts that finish a lesson of the factory."""
    return [
        fact(lesson),
        fact(lesson, "check", item="c1", choice=["a"]),
        fact(lesson, "reflection", item="r1", text="我先看见了书包。"),
        fact(lesson, "time", seconds=300),
        fact(lesson, "seen"),
    ]


def post(client: Client, body: Any, **headers: str) -> Any:
    """Post *body* to `/sync/`, as JSON unless it is bytes; return the response."""
    data = body if isinstance(body, bytes) else json.dumps(body)
    return client.post("/sync/", data, content_type="application/json", headers=headers)


def send(client: Client, *facts: Any, **envelope: Any) -> dict[str, Any]:
    """Send *facts* in one batch; the body of the answer."""
    response = post(client, {"facts": list(facts), **envelope})
    assert response.status_code == 200, response.content
    return response.json()


def outcomes(answer: dict[str, Any]) -> list[str]:
    """In short what became of each fact: "accepted", "known", or why it was refused."""
    return [result.get("code", result["outcome"]) for result in answer["results"]]
