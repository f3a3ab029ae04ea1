"""Private notes from several devices: whatever was written is still there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import Enrolment, LessonFact, LessonPage, LessonProgress, Reflection
from courses.notes import both
from tests.courses.conftest import fact, outcomes, send
from tests.page_factories import ENGLISH
from xinqiao.accounts.models import Person


def note(lesson: LessonPage, text: str, minutes_ago: float = 0, **more: Any) -> dict[str, Any]:
    """A note as a device tells it; `base` is what it was based on, if the device says so."""
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return fact(lesson, "reflection", item="r1", text=text, at=at, **more)


def stored() -> str:
    return Reflection.objects.get().text


def told(answer: dict[str, Any], lesson: LessonPage) -> dict[str, str]:
    """What the device hears of the note."""
    return answer["state"][str(lesson.translation_key)]["notes"]["r1"]


def test_going_on_from_what_is_there_replaces_it(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    first = note(lesson, "书包没有打开。", 9, base="")
    send(device, first)
    answer = send(device, note(lesson, "改写了。", 1, base=first["client_uuid"]))

    assert stored() == "改写了。"
    assert "notes" not in answer["state"][str(lesson.translation_key)]


def test_a_stale_second_device_overwrites_nothing(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, note(lesson, "早上在电脑上写了一整段。", 9, base=""))
    answer = send(device, note(lesson, "嗯", 1, base=""))

    above, between, below = stored().partition("\n\n—— 在别处还写了")
    assert above == "早上在电脑上写了一整段。"
    assert between
    assert below.endswith("——\n嗯")
    assert told(answer, lesson)["text"] == stored()


def test_after_hearing_of_the_other_words_a_device_goes_on_from_both(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, note(lesson, "电脑上写的", 9, base=""))
    version = told(send(device, note(lesson, "手机上写的", 5, base="")), lesson)["version"]

    send(device, note(lesson, "两段合成一段", 1, base=version))

    assert stored() == "两段合成一段"


def test_a_device_that_missed_the_answer_hears_it_when_it_sends_again(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, note(lesson, "电脑上写的", 9, base=""))
    from_the_phone = note(lesson, "手机上写的", 5, base="")
    heard = told(send(device, from_the_phone), lesson)

    again = send(device, from_the_phone)

    assert outcomes(again) == ["known"]
    assert told(again, lesson) == heard
    assert LessonFact.objects.count() == 2
    assert stored().count("手机上写的") == 1


def test_going_on_without_having_heard_of_it_repeats_nothing(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, note(lesson, "电脑上写的", 9, base=""))
    half = note(lesson, "手机上", 5, base="")
    send(device, half)

    send(device, note(lesson, "手机上写完了", 4, base=half["client_uuid"]))

    assert stored().startswith("电脑上写的\n\n")
    assert stored().endswith("——\n手机上写完了")
    assert stored().count("手机上") == 1


def test_a_note_written_offline_and_sent_late_is_put_below(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    phone = note(lesson, "手机上写的", 9, base="")
    send(device, note(lesson, "电脑上写的", 1, base=""))
    send(device, phone)

    assert stored().startswith("电脑上写的\n\n——")
    assert stored().endswith("——\n手机上写的")


def test_what_one_device_kept_of_a_note_in_steps_is_one_text(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, note(lesson, "电脑上写的", 9, base=""))
    first = note(lesson, "手机：一稿", 5, base="")
    second = note(lesson, "手机：重写", 4, base=first["client_uuid"])

    assert outcomes(send(device, first, second)) == ["accepted", "accepted"]

    assert "一稿" not in stored()
    assert stored().endswith("——\n手机：重写")


@pytest.mark.parametrize(
    ("first", "second"), [("一句", "一句，再加一句"), ("一句，再加一句", "一句"), ("一句", "一句")]
)
def test_words_that_are_there_already_are_not_put_twice(
    device: Client, enrolled: Person, lesson: LessonPage, first: str, second: str
) -> None:
    send(device, note(lesson, first, 9, base=""), note(lesson, second, 1, base=""))

    assert stored() == max(first, second, key=len)


@pytest.mark.parametrize("base", [None, 7, {"a": 1}, "nothing", "0" * 500])
def test_a_device_that_does_not_say_what_it_began_with_loses_no_text(
    device: Client, enrolled: Person, lesson: LessonPage, base: object
) -> None:
    said = {} if base is None else {"base": base}
    send(device, note(lesson, "电脑上写的", 9, **said))
    send(device, note(lesson, "手机上写的", 1, **said))

    assert "电脑上写的" in stored()
    assert "手机上写的" in stored()


def test_a_refused_note_that_came_twice_is_refused_twice(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, note(lesson, "电脑上写的", 9, base=""))
    Enrolment.objects.all().delete()
    refused = note(lesson, "手机上写的", base="")

    assert outcomes(send(device, refused, refused)) == ["not_enrolled", "not_enrolled"]
    assert stored() == "电脑上写的"


def test_the_line_between_speaks_the_language_of_the_lower_text(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, note(lesson, "电脑上写的", 9))
    send(device, note(lesson, "Written in English", 1, language=ENGLISH))

    assert "—— also written elsewhere, " in stored()


def test_the_words_of_a_note_are_in_no_fact(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, fact(lesson, "reflection", item="r1", text="只给自己看"))

    assert LessonFact.objects.get().data == {"length": 5}


def test_a_note_that_was_emptied_stays_written(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    first = note(lesson, "一句", 1, base="")
    send(device, first)
    send(device, note(lesson, "  ", base=first["client_uuid"]))

    assert stored() == "  "
    assert list(LessonProgress.objects.get().reflected) == ["r1"]


def test_emptying_a_box_elsewhere_empties_no_newer_note(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, note(lesson, "一句", 1, base=""))
    send(device, note(lesson, "", base="0b0e6b67-4c21-4a39-9d3b-0b3d4b4d9b1c"))

    assert stored() == "一句"


@pytest.mark.parametrize(
    ("earlier", "other", "expected"),
    [
        ("", "乙", "乙"),
        ("甲", "乙", "甲\n\n——\n乙"),
        ("甲\n\n——\n乙", "乙丙", "甲\n\n——\n乙丙"),
        ("甲\n\n——\n乙", "丙", "甲\n\n——\n乙\n\n——\n丙"),
    ],
)
def test_both_texts_are_kept(earlier: str, other: str, expected: str) -> None:
    assert both(earlier, other, "——") == expected
