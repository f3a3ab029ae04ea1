"""A lesson on a phone without scripts: each button is a plain form."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from courses.models import LessonFact, LessonPage, LessonProgress, Reflection
from xinqiao.accounts.models import Person


def press(client: Client, lesson: LessonPage, kind: str, **fields: Any) -> Any:
    form = {"client_uuid": str(uuid.uuid4()), "kind": f"lesson.{kind}", **fields}
    return client.post(reverse("record_fact", args=[lesson.translation_key]), form)


def test_reading_answering_and_writing_finish_a_lesson(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    press(device, lesson, "seen")
    press(device, lesson, "check", item="c1", choice=["a"])
    press(device, lesson, "reflection", item="r1", text="书包没有打开。")

    assert LessonProgress.objects.get(person=enrolled).done_at is not None
    assert Reflection.objects.get().text == "书包没有打开。"


def test_an_answer_leads_back_to_the_question_and_its_explanation(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    response = press(device, lesson, "check", item="c1", choice=["b"])

    assert response.headers["Location"] == f"{lesson.get_url()}?check=c1&choice=b#c1"
    page = device.get(response.headers["Location"]).content.decode()
    assert "不追问。" in page


def test_pressing_twice_tells_one_fact(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    form = str(uuid.uuid4())

    for _ in range(2):
        press(device, lesson, "check", client_uuid=form, item="c1", choice=["b"])

    assert LessonFact.objects.count() == 1


def test_going_back_and_answering_differently_is_another_try(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    form = str(uuid.uuid4())

    press(device, lesson, "check", client_uuid=form, item="c1", choice=["b"])
    press(device, lesson, "check", client_uuid=form, item="c1", choice=["a"])

    assert LessonFact.objects.count() == 2
    assert list(LessonProgress.objects.get().right) == ["c1"]


def test_going_back_to_an_earlier_wording_keeps_it(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    form = str(uuid.uuid4())

    for text in ("一", "二", "一"):
        press(device, lesson, "reflection", client_uuid=form, item="r1", text=text)

    assert Reflection.objects.get().text == "一"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("danced", {}),
        ("seen", {"client_uuid": "x"}),
        ("reflection", {"item": "r1", "text": "字" * 10_001}),
        ("reflection", {"item": "r1"}),
        ("check", {"item": "c" * 99, "choice": ["a"]}),
    ],
)
def test_what_cannot_be_kept_is_said(
    device: Client, enrolled: Person, lesson: LessonPage, kind: str, fields: dict[str, Any]
) -> None:
    response = press(device, lesson, kind, **fields)

    assert response.status_code == 302
    assert len(list(get_messages(response.wsgi_request))) == 1
    assert not LessonFact.objects.exists()


def test_without_a_place_nothing_is_kept(device: Client, lesson: LessonPage) -> None:
    response = press(device, lesson, "seen")

    assert len(list(get_messages(response.wsgi_request))) == 1
    assert not LessonFact.objects.exists()


def test_a_lesson_withdrawn_meanwhile_keeps_what_was_written(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    lesson.unpublish()

    response = press(device, lesson, "reflection", item="r1", text="最后一句")

    assert response.headers["Location"] == "/zh-hans/my/"
    assert Reflection.objects.get().text == "最后一句"


def test_a_link_alone_records_nothing(device: Client, enrolled: Person, lesson: LessonPage) -> None:
    response = device.get(reverse("record_fact", args=[lesson.translation_key]))

    assert response.headers["Location"] == lesson.get_url()
    assert not LessonFact.objects.exists()


def test_a_note_is_shown_to_its_writer_alone(
    device: Client, enrolled: Person, lesson: LessonPage, client: Client
) -> None:
    press(device, lesson, "reflection", item="r1", text="她把书包放在床上没有打开")

    assert "她把书包放在床上没有打开" in device.get(lesson.get_url()).content.decode()
    assert "她把书包放在床上没有打开" not in client.get(lesson.get_url()).content.decode()
