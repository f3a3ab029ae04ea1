"""What learners' devices send, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import services
from courses.models import CoursePage, Enrolment, LessonFact, LessonPage, LessonProgress, Reflection
from tests.courses.conftest import everything, fact, outcomes, send
from tests.factories import PersonFactory
from tests.page_factories import (
    ENGLISH,
    LessonPageFactory,
    ModulePageFactory,
    lessons_in,
    make_course,
    reflection,
    translate,
)
from xinqiao.accounts.models import Person


def progress(person: Person, lesson: LessonPage) -> LessonProgress:
    return LessonProgress.objects.get(person=person, lesson_key=lesson.translation_key)


def test_the_facts_of_a_lesson_finish_it(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    answer = send(device, *everything(lesson))

    assert outcomes(answer) == ["accepted"] * 5
    assert answer["state"][str(lesson.translation_key)] == {
        "seen": True,
        "right": ["c1"],
        "reflected": ["r1"],
        "done": True,
    }
    row = progress(enrolled, lesson)
    assert row.done_at is not None
    assert row.seconds == 300


def test_a_lesson_is_not_done_while_something_is_missing(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    facts = everything(lesson)

    for missing in (1, 2, 4):
        LessonFact.objects.all().delete()
        LessonProgress.objects.all().delete()
        send(device, *facts[:missing], *facts[missing + 1 :])
        assert progress(enrolled, lesson).done_at is None


def test_a_wrong_answer_is_kept_and_tried_again(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, fact(lesson, "check", item="c1", choice=["b"]))
    assert progress(enrolled, lesson).right == {}

    send(device, fact(lesson, "check", item="c1", choice=["a", "b"]))
    assert progress(enrolled, lesson).right == {}

    send(device, fact(lesson, "check", item="c1", choice=["a"]))
    send(device, fact(lesson, "check", item="c1", choice=["c"]))
    assert list(progress(enrolled, lesson).right) == ["c1"]
    assert LessonFact.objects.count() == 4


def test_the_same_fact_sent_twice_is_one_fact(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    facts = everything(lesson)
    first = send(device, *facts)
    before = progress(enrolled, lesson)

    again = send(device, *facts)

    assert outcomes(again) == ["known"] * 5
    assert again["state"] == first["state"]
    assert LessonFact.objects.count() == 5
    assert progress(enrolled, lesson).seconds == before.seconds


def test_the_same_fact_twice_in_one_batch_is_one_fact(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    spent = fact(lesson, "time", seconds=60)

    assert outcomes(send(device, spent, spent)) == ["accepted", "known"]
    assert progress(enrolled, lesson).seconds == 60


def test_a_refused_fact_is_refused_wherever_it_stands_in_the_batch(
    device: Client, lesson: LessonPage
) -> None:
    opened = fact(lesson)

    assert outcomes(send(device, opened, opened)) == ["not_enrolled", "not_enrolled"]


def test_the_same_id_with_other_content_is_refused(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    first = fact(lesson, "time", seconds=60)
    other = first | {"seconds": 61}
    assert outcomes(send(device, first, other)) == ["accepted", "other_content"]

    assert outcomes(send(device, other)) == ["other_content"]
    assert progress(enrolled, lesson).seconds == 60


def test_a_note_with_other_words_under_the_same_id_is_refused(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    first = fact(lesson, "reflection", item="r1", text="书包")
    send(device, first)

    assert outcomes(send(device, first | {"text": "被子"})) == ["other_content"]
    assert Reflection.objects.get().text == "书包"


def test_nobody_takes_an_id_away_from_somebody_else(
    device: Client, enrolled: Person, course: CoursePage, lesson: LessonPage
) -> None:
    neighbour = PersonFactory()
    services.enrol(neighbour, course)
    opened = fact(lesson)
    send(device, opened)
    other_device = Client()
    other_device.force_login(neighbour)

    assert outcomes(send(other_device, opened)) == ["accepted"]
    assert LessonFact.objects.filter(client_uuid=opened["client_uuid"]).count() == 2


def test_a_fact_that_cannot_be_kept_holds_back_no_other(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    answer = send(
        device,
        fact(lesson, client_uuid="not-a-uuid"),
        fact(lesson, "seen"),
        fact(lesson, "danced"),
        fact(lesson, at=timezone.now() + timedelta(days=1)),
        fact(lesson, "time", seconds=float("1e300")),
        fact(lesson, "check", item="c1", choice="a"),
        "no fact at all",
        fact(lesson, "time", seconds=30),
    )

    assert outcomes(answer) == [
        "bad_uuid",
        "accepted",
        "unknown_kind",
        "future",
        "bad_shape",
        "bad_shape",
        "bad_shape",
        "accepted",
    ]
    assert all(r["reason"] for r in answer["results"] if r["outcome"] == "refused")
    assert LessonFact.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_uuid": None}, "bad_uuid"),
        ({"client_uuid": 12}, "bad_uuid"),
        ({"client_uuid": ["a"]}, "bad_uuid"),
        ({"client_uuid": "-" * 1000 + "0" * 32}, "bad_uuid"),
        ({"kind": None}, "unknown_kind"),
        ({"kind": ["lesson.opened"]}, "unknown_kind"),
        ({"kind": "lesson.opened\x00"}, "unknown_kind"),
        ({"lesson": "here"}, "bad_uuid"),
        ({"lesson": "00000000-0000-0000-0000-000000000000"}, "unknown_lesson"),
        ({"item": "never-asked"}, "unknown_item"),
        ({"language": "fr"}, "bad_language"),
        ({"language": ["en"]}, "bad_language"),
        ({"language": None}, "bad_language"),
        ({"at": None}, "bad_time"),
        ({"at": "yesterday"}, "bad_time"),
        ({"at": 1700000000}, "bad_time"),
        ({"at": "2026-11-20T10:00:00"}, "bad_time"),
        ({"at": "2026-11-20T10:00:00+99:99"}, "bad_time"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "bad_time"),
        ({"at": "9999-12-31T23:59:59-14:00"}, "bad_time"),
        ({"at": "9999-12-31T23:59:59Z"}, "future"),
        ({"item": "c1\x00"}, "bad_shape"),
        ({"item": "c" * 37}, "bad_shape"),
        ({"item": {"a": 1}}, "bad_shape"),
        ({"item": ""}, "bad_shape"),
        ({"choice": None}, "bad_shape"),
        ({"choice": ["\x00"]}, "bad_shape"),
        ({"choice": [["a"]]}, "bad_shape"),
        ({"choice": ["a"] * 21}, "bad_shape"),
        ({"choice": ["a" * 37]}, "bad_shape"),
        ({"note": "\ud800"}, "bad_shape"),
    ],
)
def test_what_is_wrong_with_a_fact_is_said(
    device: Client, enrolled: Person, lesson: LessonPage, change: dict, code: str
) -> None:
    broken = fact(lesson, "check", item="c1", choice=["a"]) | change

    assert outcomes(send(device, broken)) == [code]
    assert not LessonFact.objects.exists()
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", "accepted"),
        ("字" * 10_000, "accepted"),
        ("字" * 10_001, "too_long"),
        ("a\x00b", "bad_shape"),
        (7, "bad_shape"),
        (None, "bad_shape"),
    ],
)
def test_a_note_may_have_ten_thousand_characters(
    device: Client, enrolled: Person, lesson: LessonPage, text: object, outcome: str
) -> None:
    assert outcomes(send(device, fact(lesson, "reflection", item="r1", text=text))) == [outcome]


@pytest.mark.parametrize("seconds", [-1, 1.5, True, "60", None, [60]])
def test_time_is_told_in_whole_seconds(
    device: Client, enrolled: Person, lesson: LessonPage, seconds: object
) -> None:
    assert outcomes(send(device, fact(lesson, "time", seconds=seconds))) == ["bad_shape"]


def test_a_tab_left_open_overnight_counts_a_quarter_of_an_hour(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, fact(lesson, "time", seconds=10**30))

    assert progress(enrolled, lesson).seconds == 900


# Places on the course


def test_facts_of_a_course_not_joined_are_refused(device: Client, lesson: LessonPage) -> None:
    assert outcomes(send(device, fact(lesson))) == ["not_enrolled"]


def test_facts_made_before_leaving_are_still_taken_in(
    device: Client, enrolled: Person, course: CoursePage, lesson: LessonPage
) -> None:
    services.leave(enrolled, course.translation_key)
    Enrolment.objects.update(left_at=timezone.now() - timedelta(hours=1))

    answer = send(
        device,
        fact(lesson, at=timezone.now() - timedelta(hours=2)),
        fact(lesson, at=timezone.now() - timedelta(minutes=30)),
    )

    assert outcomes(answer) == ["accepted", "left_course"]
    assert answer["results"][1]["mendable"]


def test_coming_back_finds_the_progress_and_goes_on(
    device: Client, enrolled: Person, course: CoursePage, lesson: LessonPage
) -> None:
    send(device, fact(lesson, "seen"))
    services.leave(enrolled, course.translation_key)
    services.enrol(enrolled, course)

    assert outcomes(send(device, fact(lesson, "time", seconds=5))) == ["accepted"]
    assert progress(enrolled, lesson).seen_at is not None


@pytest.mark.parametrize("rejoins", [True, False])
def test_what_was_refused_is_taken_in_as_it_is_after_joining(
    device: Client, enrolled: Person, course: CoursePage, lesson: LessonPage, rejoins: bool
) -> None:
    if rejoins:
        services.leave(enrolled, course.translation_key)
        Enrolment.objects.update(left_at=timezone.now() - timedelta(hours=1))
    else:
        Enrolment.objects.all().delete()
    note = fact(lesson, "reflection", item="r1", text="这句话还在。")
    assert outcomes(send(device, note)) == ["left_course" if rejoins else "not_enrolled"]

    services.enrol(enrolled, course)

    assert outcomes(send(device, note)) == ["accepted"]
    assert Reflection.objects.get().text == "这句话还在。"


def test_what_can_never_be_accepted_is_not_called_mendable(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    answer = send(
        device,
        fact(lesson) | {"lesson": "00000000-0000-0000-0000-000000000000"},
        fact(lesson, at=timezone.now() + timedelta(days=1)),
    )

    assert [result["mendable"] for result in answer["results"]] == [False, True]


def test_queued_facts_of_a_deleted_lesson_are_taken_in(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    facts = everything(lesson)
    lesson.delete()

    assert outcomes(send(device, *facts)) == ["accepted"] * 5
    assert progress(enrolled, lesson).done_at is not None


def test_queued_facts_of_an_unpublished_course_are_taken_in(
    device: Client, enrolled: Person, course: CoursePage, lesson: LessonPage
) -> None:
    course.unpublish()

    assert outcomes(send(device, fact(lesson))) == ["accepted"]


def test_a_lesson_moved_to_another_course_counts_for_those_who_began_it_here(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, fact(lesson, "seen"))
    elsewhere = make_course(lessons=0)
    lesson.move(lessons_module := elsewhere.get_children().first(), pos="last-child")
    newcomer = PersonFactory()
    services.enrol(newcomer, elsewhere)
    other_device = Client()
    other_device.force_login(newcomer)

    assert lessons_module is not None
    assert outcomes(send(device, fact(lesson))) == ["accepted"]
    assert outcomes(send(other_device, fact(lesson))) == ["accepted"]


def test_a_lesson_published_as_a_draft_before_is_no_lesson_yet(
    device: Client, enrolled: Person, course: CoursePage
) -> None:
    module = ModulePageFactory(parent=course)
    draft = LessonPageFactory(parent=module, live=False)

    assert outcomes(send(device, fact(draft))) == ["unknown_lesson"]


# Languages, devices and clocks


def test_two_languages_of_a_lesson_give_one_progress(
    device: Client, enrolled: Person, course: CoursePage, lesson: LessonPage
) -> None:
    english = lessons_in(translate(course))[0]

    send(device, fact(lesson, "seen"), fact(english, "check", item="c1", choice=["a"]))
    send(device, fact(english, "reflection", item="r1", text="The bag stayed shut."))

    row = LessonProgress.objects.get(person=enrolled)
    assert row.lesson_key == english.translation_key
    assert row.done_at is not None


def test_an_alias_in_the_other_language_counts_as_well(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    """Wagtail can show the Chinese page at the English address before it is translated."""
    facts = [fact_in_english | {"language": ENGLISH} for fact_in_english in everything(lesson)]

    send(device, *facts)

    assert progress(enrolled, lesson).done_at is not None


def test_the_clock_of_the_device_is_put_right_by_the_moment_of_sending(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    now = timezone.now()
    wrong = now + timedelta(days=400)

    answer = send(device, fact(lesson, at=wrong - timedelta(minutes=10)), sent_at=wrong.isoformat())

    assert outcomes(answer) == ["accepted"]
    kept = LessonFact.objects.get()
    assert abs(kept.at - (now - timedelta(minutes=10))) < timedelta(seconds=30)


def test_a_fact_from_before_joining_has_a_wrong_clock(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    send(device, fact(lesson, "seen", at="1970-01-01T08:00:00+08:00"))

    assert progress(enrolled, lesson).seen_at == Enrolment.objects.get().joined_at


def test_a_slightly_fast_clock_is_no_fault(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    ahead = timezone.now() + timedelta(seconds=90)

    assert outcomes(send(device, fact(lesson, at=ahead))) == ["accepted"]
    assert LessonFact.objects.get().at <= timezone.now()


def test_facts_that_arrive_late_give_the_same_as_in_order(
    device: Client, enrolled: Person, lesson: LessonPage
) -> None:
    """One phone was offline in the morning; the computer sent first, in the afternoon."""
    now = timezone.now()
    hours = [now - timedelta(hours=h) for h in (5, 4, 3, 2, 1)]
    facts = [
        told | {"at": at.isoformat()} for told, at in zip(everything(lesson), hours, strict=True)
    ]

    send(device, *facts[3:])
    send(device, *facts[:3])

    row = progress(enrolled, lesson)
    assert row.done_at == hours[-1]
    assert row.opened_at == hours[0]


# Cost


def test_the_number_of_queries_does_not_grow_with_the_facts(
    device: Client, enrolled: Person, course: CoursePage
) -> None:
    lessons = lessons_in(course)
    for lesson in lessons:
        lesson.body = [reflection(f"r{n}") for n in range(100)]
        lesson.save_revision().publish()

    def queries(facts: int) -> int:
        batch = [fact(lessons[n % 2], "reflection", item=f"r{n}", text="好") for n in range(facts)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            send(device, *batch)
        return len(captured)

    one = queries(1)

    assert one == queries(100)
    assert one <= 15
