"""A lesson on a phone without scripts: each button is a plain form."""

from __future__ import annotations

import html
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses import services
from courses.models import (
    CoursePage,
    Enrolment,
    LessonFact,
    LessonPage,
    LessonProgress,
    Reflection,
)
from tests.factories import PersonFactory
from xinqiao.accounts.models import Person


def press(client: Client, lesson: LessonPage, kind: str, **fields: Any) -> Any:
    form = {"client_uuid": str(uuid.uuid4()), "kind": f"lesson.{kind}", **fields}
    return client.post(reverse("record_fact", args=[lesson.translation_key]), form)


def version_in_the_form(client: Client, lesson: LessonPage) -> str:
    """The version of the note that the page shows."""
    page = client.get(lesson.get_url()).content.decode()
    found = re.search(r'name="base" value="([^"]*)"', page)
    assert found
    return found[1]


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
        base = version_in_the_form(device, lesson)
        press(device, lesson, "reflection", client_uuid=form, item="r1", text=text, base=base)

    assert Reflection.objects.get().text == "一"


def test_a_form_that_was_open_on_another_phone_overwrites_nothing(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    base = version_in_the_form(device, lesson)
    press(device, lesson, "reflection", item="r1", text="在电脑上写的一段", base=base)

    press(device, lesson, "reflection", item="r1", text="嗯", base=base)

    text = Reflection.objects.get().text
    assert text.startswith("在电脑上写的一段\n")
    assert text.endswith("\n嗯")
    assert text in html.unescape(device.get(lesson.get_url()).content.decode())


def test_pressing_save_twice_keeps_one_text(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    for _ in range(2):
        press(device, lesson, "reflection", item="r1", text="一句", base="")

    assert Reflection.objects.get().text == "一句"


# What cannot be kept just now is shown again


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("danced", {}),
        ("seen", {"client_uuid": "x"}),
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


def kept_on(page: str) -> dict[str, str]:
    """What the form on *page* would send again."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    area = re.search(r'<textarea id="text"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    return fields | ({"text": html.unescape(area[1])} if area else {})


def test_a_session_that_ended_loses_no_note(
    enrolled: Person, lesson: LessonPage, client: Client
) -> None:
    fields = {"item": "r1", "text": "写了很久的一段。", "base": "", "person": enrolled.public_id}
    response = press(client, lesson, "reflection", **fields)

    assert response.status_code == 401
    page = response.content.decode()
    assert "/account/login/" in page
    assert not LessonFact.objects.exists()

    client.force_login(enrolled)
    client.post(reverse("record_fact", args=[lesson.translation_key]), kept_on(page))
    assert Reflection.objects.get().text == "写了很久的一段。"


def test_nor_does_it_lose_an_answer(enrolled: Person, lesson: LessonPage, client: Client) -> None:
    page = press(client, lesson, "check", item="c1", choice=["a"]).content.decode()

    client.force_login(enrolled)
    client.post(reverse("record_fact", args=[lesson.translation_key]), kept_on(page))
    assert list(LessonProgress.objects.get().right) == ["c1"]


def test_a_form_from_before_signing_in_again_loses_no_note(
    enrolled: Person, lesson: LessonPage
) -> None:
    """Its token is no longer good; the page that comes back has a new one."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(enrolled)

    response = press(strict, lesson, "reflection", item="r1", text="写了很久的一段。")

    assert response.status_code == 403
    assert not LessonFact.objects.exists()
    again = kept_on(response.content.decode())
    strict.post(reverse("record_fact", args=[lesson.translation_key]), again)
    assert Reflection.objects.get().text == "写了很久的一段。"


def test_a_note_that_is_too_long_is_shown_again_with_the_reason(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    response = press(device, lesson, "reflection", item="r1", text="字" * 10_001)

    assert response.status_code == 422
    page = response.content.decode()
    assert "10,000" in page
    assert kept_on(page)["text"] == "字" * 10_001


def test_a_line_end_counts_once(device: Client, enrolled: Person, lesson: LessonPage) -> None:
    press(device, lesson, "reflection", item="r1", text="字\r\n" * 5_000)

    assert Reflection.objects.get().text == "字\n" * 5_000


def test_a_note_written_after_leaving_is_shown_again_and_saved_after_joining(
    device: Client, enrolled: Person, lesson: LessonPage, course: CoursePage
) -> None:
    services.leave(enrolled, course.translation_key)
    Enrolment.objects.update(left_at=timezone.now() - timedelta(hours=1))

    page = press(device, lesson, "reflection", item="r1", text="最后一句").content.decode()
    assert kept_on(page)["text"] == "最后一句"

    services.enrol(enrolled, course)
    device.post(reverse("record_fact", args=[lesson.translation_key]), kept_on(page))
    assert Reflection.objects.get().text == "最后一句"


def test_the_form_of_one_person_keeps_nothing_for_another(
    enrolled: Person, lesson: LessonPage, course: CoursePage, client: Client
) -> None:
    second = PersonFactory()
    services.enrol(second, course)
    client.force_login(second)

    response = press(
        client, lesson, "reflection", item="r1", text="第一个人写的", person=enrolled.public_id
    )

    assert response.status_code == 422
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


def test_a_page_left_open_hears_how_its_notes_stand(
    device: Client, enrolled: Person, lesson: LessonPage, client: Client
) -> None:
    press(device, lesson, "reflection", item="r1", text="在电脑上写的")
    address = reverse("notes", args=[lesson.translation_key])

    answer = device.get(address).json()

    version = str(Reflection.objects.get().version)
    assert answer["notes"] == {"r1": {"text": "在电脑上写的", "version": version}}
    assert answer["person"] == str(enrolled.public_id)
    assert client.get(address).status_code == 401


def test_a_note_is_shown_to_its_writer_alone(
    device: Client, enrolled: Person, lesson: LessonPage, client: Client
) -> None:
    press(device, lesson, "reflection", item="r1", text="她把书包放在床上没有打开")

    assert "她把书包放在床上没有打开" in device.get(lesson.get_url()).content.decode()
    assert "她把书包放在床上没有打开" not in client.get(lesson.get_url()).content.decode()
