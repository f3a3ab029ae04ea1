"""Progress worked out again from the facts alone."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses import services
from courses.models import CoursePage, LessonFact, LessonPage, LessonProgress
from courses.rebuild import rebuild_person
from tests.courses.conftest import everything, fact, outcomes, send
from tests.factories import PersonFactory
from tests.page_factories import check, lessons_in, reflection, true_false
from xinqiao.accounts.models import Person

WRITES = ("INSERT", "UPDATE", "DELETE")


def rebuild() -> dict[str, int]:
    out = StringIO()
    call_command("rebuild_progress", "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.fixture
def learnt(device: Client, enrolled: Person, course: CoursePage) -> Person:
    """The learner, with one lesson done and another begun, and somebody else beside."""
    first, second = lessons_in(course)
    send(device, *everything(first), fact(second), fact(second, "time", seconds=40))
    other = PersonFactory()
    services.enrol(other, course)
    other_device = Client()
    other_device.force_login(other)
    send(other_device, *everything(second))
    return enrolled


def test_nothing_is_written_when_all_is_right(learnt: Person) -> None:
    before = list(LessonProgress.objects.order_by("pk").values())

    with CaptureQueriesContext(connection) as captured:
        counts = rebuild()

    assert counts == {"people": 2, "lessons": 3, "differed": 0, "removed": 0}
    assert not [q["sql"] for q in captured if q["sql"].lstrip().startswith(WRITES)]
    assert list(LessonProgress.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "tampering",
    [
        {"done_at": None},
        {"done_at": timezone.now() - timedelta(days=9)},
        {"right": {}},
        {"right": {"c1": "2020-01-01T00:00:00+00:00"}},
        {"reflected": {"r1": "2020-01-01T00:00:00+00:00", "r9": "2020-01-01T00:00:00+00:00"}},
        {"seconds": 36_000},
        {"seen_at": None},
        {"opened_at": timezone.now() - timedelta(days=9)},
        {"last_at": timezone.now()},
    ],
)
def test_tampered_rows_are_put_right(learnt: Person, lesson: LessonPage, tampering: dict) -> None:
    row = LessonProgress.objects.filter(person=learnt, lesson_key=lesson.translation_key)
    before = row.values().get()
    row.update(**tampering)

    assert rebuild() == {"people": 2, "lessons": 3, "differed": 1, "removed": 0}
    assert row.values().get() == before
    assert rebuild()["differed"] == 0


def test_a_lost_row_comes_back_and_a_row_without_facts_goes(
    learnt: Person, lesson: LessonPage
) -> None:
    rows = LessonProgress.objects.filter(person=learnt)
    before = rows.get(lesson_key=lesson.translation_key)
    before.delete()
    stranger = PersonFactory()
    LessonProgress.objects.create(
        person=stranger,
        lesson_key=lesson.translation_key,
        opened_at=timezone.now(),
        last_at=timezone.now(),
        done_at=timezone.now(),
    )

    assert rebuild() == {"people": 3, "lessons": 3, "differed": 1, "removed": 1}
    assert rows.get(lesson_key=lesson.translation_key).done_at == before.done_at
    assert not LessonProgress.objects.filter(person=stranger).exists()


def test_progress_comes_back_even_when_the_pages_are_gone(
    learnt: Person, course: CoursePage
) -> None:
    before = list(LessonProgress.objects.order_by("person", "lesson_key").values("done_at"))
    course.delete()
    LessonProgress.objects.all().delete()

    rebuild()

    after = list(LessonProgress.objects.order_by("person", "lesson_key").values("done_at"))
    assert after == before


def test_changed_rules_change_nothing_that_was_done(
    learnt: Person, device: Client, lesson: LessonPage
) -> None:
    done_at = LessonProgress.objects.get(person=learnt, lesson_key=lesson.translation_key).done_at
    lesson.body = [check(right=("b",)), true_false(), reflection()]
    lesson.save_revision().publish()
    send(device, fact(lesson, "check", item="c1", choice=["b"]))

    assert rebuild()["differed"] == 0
    row = LessonProgress.objects.get(person=learnt, lesson_key=lesson.translation_key)
    assert row.done_at == done_at


def test_the_words_for_people(learnt: Person) -> None:
    out = StringIO()

    call_command("rebuild_progress", stdout=out, stderr=StringIO())

    assert "3 lessons of 2 people" in out.getvalue()


@given(data=st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_rebuild_agrees_with_what_was_added_up_live(
    device: Client, enrolled: Person, course: CoursePage, data: st.DataObject
) -> None:
    """Whatever was sent, in whatever batches and order, while the lesson kept changing."""
    LessonFact.objects.all().delete()
    LessonProgress.objects.all().delete()
    lesson = lessons_in(course)[0]
    lesson.body = [check(), true_false(), reflection(), reflection("r2")]
    lesson.save_revision().publish()
    bodies = [
        [check(), reflection()],
        [check(right=("a", "b")), true_false()],
        [true_false(is_true=False), reflection("r2")],
    ]
    kinds = st.sampled_from(
        [
            ("opened", {}),
            ("seen", {}),
            ("check", {"item": "c1", "choice": ["a"]}),
            ("check", {"item": "c1", "choice": ["b", "a"]}),
            ("check", {"item": "c2", "choice": ["true"]}),
            ("check", {"item": "c2", "choice": ["false"]}),
            ("reflection", {"item": "r1", "text": "好"}),
            ("reflection", {"item": "r2", "text": ""}),
            ("time", {"seconds": 1200}),
        ]
    )
    for _ in range(data.draw(st.integers(1, 4))):
        lesson.body = data.draw(st.sampled_from(bodies))
        lesson.save_revision().publish()
        told = data.draw(st.lists(st.tuples(kinds, st.integers(0, 3_600)), max_size=5))
        batch = [
            fact(lesson, kind, at=timezone.now() - timedelta(seconds=ago), **more)
            for (kind, more), ago in told
        ]
        if batch:
            assert set(outcomes(send(device, *batch))) == {"accepted"}

    assert rebuild_person(enrolled.pk).written == 0
