"""Figures of an exam are computed from what people really handed in."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.authoring import Written, approve, hand_in, revise
from assessments.beginning import begin
from assessments.finishing import finish
from assessments.measured import compute, read
from assessments.models import (
    Attempt,
    ExamFigures,
    ExamVersion,
    ItemFigures,
    Mark,
    QuestionVersion,
    Sitting,
    Step,
)
from assessments.tasks import compute_figures, compute_figures_of
from tests.assessments.factories import make_exam, make_sitting, multiple, single
from tests.assessments.sitting_down import fixed_exam, sit
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting() -> Sitting:
    return make_sitting(fixed_exam())


def version_of(sitting: Sitting) -> ExamVersion:
    return ExamVersion.objects.get(exam=sitting.exam)


def command(**options: Any) -> Any:
    out = StringIO()
    call_command("figures", stdout=out, **options)
    return json.loads(out.getvalue()) if options.get("json") else out.getvalue()


def test_papers_hold_what_each_question_earned_and_what_was_chosen(sitting: Sitting) -> None:
    sit(sitting, ["a", "b", None])
    measured = read(version_of(sitting))
    (paper,) = measured.papers
    assert [(one.points, one.chosen) for one in paper.answers] == [
        (1, ("a",)),
        (0, ("b",)),
        (0, ()),
    ]
    assert [item.guess for item in measured.items] == pytest.approx([1 / 3] * 3)
    assert [[(one.key, one.right) for one in item.choices] for item in measured.items] == [
        [("a", True), ("b", False), ("c", False)]
    ] * 3


def test_only_first_attempts_that_were_handed_in_count(sitting: Sitting) -> None:
    person = PersonFactory()
    sit(sitting, "aab", person)
    sit(sitting, "aaa", person)
    begin(PersonFactory(), sitting)
    finish(begin(PersonFactory(), sitting, preview=True))
    void = sit(sitting, "bbb")
    Attempt.objects.filter(pk=void.pk).update(state=Attempt.State.VOIDED)

    version = version_of(sitting)
    assert [paper.marks for paper in read(version).papers] == [2]
    assert [paper.marks for paper in read(version, first_only=False).papers] == [2, 3]


def test_after_an_attempt_that_was_given_up_the_next_is_no_first_one(sitting: Sitting) -> None:
    person = PersonFactory()
    given_up = begin(person, sitting)
    Attempt.objects.filter(pk=given_up.pk).update(state=Attempt.State.ABANDONED)
    sit(sitting, "aaa", person)
    assert read(version_of(sitting)).papers == []


def test_the_newest_mark_and_the_last_answer_count(sitting: Sitting) -> None:
    attempt = sit(sitting, "bbb")
    slot = attempt.slots.get(place=0)
    later = timezone.now() + timedelta(minutes=5)
    Mark.objects.create(slot=slot, source=Mark.Source.REGRADE, points=0.5, at=later)
    early = timezone.now() - timedelta(minutes=5)
    Step.objects.filter(attempt=attempt, place=1).update(at=early)
    Step.objects.create(
        attempt=attempt,
        client_uuid=attempt.key,
        kind=Step.Kind.ANSWER,
        place=1,
        payload={"choice": "c"},
        at=timezone.now(),
        received_at=timezone.now(),
    )
    (paper,) = read(version_of(sitting)).papers
    assert paper.answers[0].points == 0.5
    assert paper.answers[1].chosen == ("c",)


def test_a_paper_that_a_person_has_still_to_mark_waits(sitting: Sitting) -> None:
    attempt = sit(sitting, "aaa")
    Mark.objects.filter(slot=attempt.slots.get(place=2)).update(points=None)
    sit(sitting, "aab")
    measured = read(version_of(sitting))
    assert ([paper.marks for paper in measured.papers], measured.waiting) == ([2], 1)


def test_several_choices_are_each_counted() -> None:
    exam = fixed_exam(1, types=[{"type": "multiple", "data": multiple()}])
    sitting = make_sitting(exam)
    sit(sitting, ["a", {"choices": ["a", "c"]}])
    (paper,) = read(version_of(sitting)).papers
    assert paper.answers[1].chosen == ("a", "c")


def test_reading_more_papers_takes_no_more_queries(sitting: Sitting) -> None:
    version = version_of(sitting)
    counts = []
    for people in (1, 4):
        for _person in range(people):
            sit(sitting, "aab")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            compute(version)
        counts.append(len(queries))
    with CaptureQueriesContext(connection) as queries:
        read(version)
    assert len(queries) == 4
    assert counts[1] <= counts[0] + 1  # from the second time on there is something to replace


def test_figures_are_kept_and_written_anew_by_each_run(sitting: Sitting) -> None:
    for number in range(30):
        sit(sitting, "aab" if number % 2 else "baa")
    version = version_of(sitting)
    figures = compute(version)
    assert (figures.n, figures.waiting, figures.data["n"]) == (30, 0, 30)
    assert figures.data["mean"] == pytest.approx(200 / 3)
    facilities = [item.data["facility"] for item in figures.items.order_by("question")]
    assert facilities == pytest.approx([0.5, 1, 0.5])
    assert figures.items.order_by("question")[0].data["flags"] == ["check_key", "idle_choice"]

    sit(sitting, "aaa")
    again = compute(version)
    assert (again.pk, again.n) == (figures.pk, 31)
    assert ItemFigures.objects.count() == 3


def test_each_version_of_a_question_has_figures_of_its_own() -> None:
    exam = make_exam(
        questions=1, sections=[{"key": "all", "slots": [{"kind": "draw", "count": 1}]}]
    )
    sitting = make_sitting(exam)
    sit(sitting, "a")
    old = QuestionVersion.objects.get()
    clearer = Written(type="single", data=single("更清楚的题？"))
    new = revise(old.question, clearer, by=PersonFactory())
    hand_in(new)
    approve(new, by=PersonFactory())
    sit(sitting, "a")
    figures = compute(version_of(sitting))
    assert {item.question_id for item in figures.items.all()} == {old.pk, new.pk}
    assert [item.n for item in figures.items.all()] == [1, 1]


def test_below_thirty_only_the_number_is_kept(sitting: Sitting) -> None:
    sit(sitting, "aab")
    figures = compute(version_of(sitting))
    assert (figures.n, figures.data["mean"]) == (1, None)
    assert set(figures.data["missing"].values()) == {"few"}
    assert [item.data["facility"] for item in figures.items.all()] == [None] * 3


def test_every_night_all_exams_that_were_taken_are_computed(sitting: Sitting) -> None:
    compute_figures()
    assert not ExamFigures.objects.exists()
    attempt = sit(sitting, "aab")
    compute_figures()
    assert ExamFigures.objects.get().n == 1
    Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.VOIDED)
    compute_figures()
    assert ExamFigures.objects.get().n == 0


def test_one_exam_is_computed_when_asked_for_and_one_that_is_gone_is_none(
    sitting: Sitting,
) -> None:
    compute_figures_of(version_of(sitting).pk)
    compute_figures_of(0)
    assert ExamFigures.objects.get().n == 0


def test_the_command_tells_in_words_and_as_json(sitting: Sitting) -> None:
    assert command() == "Nobody has handed in an exam yet.\n"
    sit(sitting, "aab")
    assert command(exam="first-step") == "first-step (1): 1 papers, too few for figures.\n"
    for number in range(30):
        sit(sitting, ["aaa", "aab", "abb"][number % 3])
    words = command()
    assert words.startswith("first-step (1): 31 papers, mean 66.7 %, reliability ")
    (told,) = command(json=True)
    assert (told["exam"], told["version"], told["n"], told["waiting"]) == ("first-step", 1, 31, 0)
    assert told["figures"]["n"] == 31
    assert [item["n"] for item in told["items"]] == [31] * 3
    with pytest.raises(CommandError):
        command(exam="nowhere")
