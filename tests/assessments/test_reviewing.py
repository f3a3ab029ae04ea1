"""What a candidate may see of an attempt, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from assessments.beginning import begin
from assessments.finishing import finish
from assessments.models import Attempt, Mark, Override, Sitting
from assessments.personal_data import exams_of
from assessments.plan import Plan
from assessments.reviewing import allowed, look_at
from tests.assessments.factories import (
    both,
    make_bank,
    make_exam,
    make_ready,
    make_sitting,
    plan_data,
)
from tests.assessments.question_types.examples import EXAMPLES, essay, numeric
from tests.assessments.sitting_down import fixed_exam, sit
from tests.assessments.test_candidate import page_of, queries_of, signed_in
from tests.factories import PersonFactory
from tests.page_factories import CoursePageFactory, LessonPageFactory, ModulePageFactory

pytestmark = pytest.mark.django_db

TELLING = {
    "data": {
        "stem": both("怎么称呼这些孩子？"),
        "explanation": both("原因在此"),
        "options": [
            {"key": "a", "text": both("甲"), "feedback": both("反馈在此")},
            {"key": "b", "text": both("乙")},
        ],
        "right": "a",
    },
    "source": "出处在此",
    "external_id": "telling",
}
WRITTEN = {
    "type": "short",
    "data": {"stem": both("写一个词。"), "accepted": {"zh-hans": ["唯一的词"]}},
    "external_id": "written",
}
ANSWERS = [{"choice": "a"}, {"text": "我写的词"}]

TELLS = {
    "response": ["我写的词"],
    "right_or_wrong": ["Not right."],
    "points": ["0 of 1 points"],
    "right_answer": ["唯一的词"],
    "explanation": ["原因在此", "反馈在此", "出处在此"],
    "total": ["50 percent"],
}
"""What stands on the page only where it may be seen. Being told the points tells how it did."""

MOMENTS = ["at_once", "while_open", "after_close"]


def seen(attempt: Attempt) -> set[str]:
    """What the whole page of the result tells."""
    client = signed_in(attempt.person)
    page = client.get(f"{page_of(attempt)}result/").content.decode()
    for words in TELLS.values():
        assert len({one in page for one in words}) == 1, words
    return {what for what, words in TELLS.items() if words[0] in page}


def at_each_moment(review: dict[str, Any]) -> list[set[str]]:
    """What is seen right after handing in, while others sit, and when all is closed."""
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        exam = fixed_exam(0, types=[TELLING, WRITTEN], review=review)
        attempt = sit(make_sitting(exam, closes_at=start + timedelta(hours=2)), ANSWERS)
        found = []
        for later in (timedelta(0), timedelta(hours=1), timedelta(hours=3)):
            clock.move_to(start + later)
            found.append(seen(attempt))
    return found


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("what", TELLS)
def test_each_cell_shows_its_own_from_its_moment_on_and_nothing_else(when: str, what: str) -> None:
    shown = {what, "right_or_wrong"} if what == "points" else {what}
    first = MOMENTS.index(when)
    expected = [shown if place >= first else set() for place in range(3)]
    assert at_each_moment({when: [what]}) == expected


def test_without_a_matrix_only_the_total_is_shown() -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        exam = fixed_exam(0, types=[TELLING, WRITTEN])
        attempt = sit(make_sitting(exam, closes_at=start + timedelta(hours=2)), ANSWERS)
        clock.move_to(start + timedelta(days=9))
        assert seen(attempt) == {"total"}


def test_what_may_be_seen_once_stays_to_be_seen() -> None:
    plan = Plan.model_validate(
        plan_data(review={"at_once": ["total"], "after_close": ["response"]})
    )
    assert allowed(plan, timedelta(0), closed=False) == {"total"}
    assert allowed(plan, timedelta(0), closed=True) == {"total", "response"}
    assert allowed(plan, timedelta(days=1), closed=False) == {"total"}


AFTER = {"after_close": ["right_answer"]}


def closing(hours: float, **more: Any) -> tuple[Attempt, datetime]:
    """Somebody who has handed in at a sitting that closes so soon."""
    now = timezone.now()
    exam = fixed_exam(2, review=AFTER, minutes=90)
    sitting = make_sitting(exam, closes_at=now + timedelta(hours=hours), **more)
    return sit(sitting, "aa"), now


def shown_at(attempt: Attempt, when: datetime) -> bool:
    held = Attempt.objects.select_related("version", "sitting").get(pk=attempt.pk)
    look_at([held], when)
    return "right_answer" in held.shown


def test_who_keeps_the_whole_time_after_the_close_holds_the_answers_back() -> None:
    attempt, now = closing(1, close=Sitting.Close.OWN_TIME)
    late = begin(PersonFactory(), attempt.sitting)
    closed = now + timedelta(hours=1, minutes=5)
    assert not shown_at(attempt, now)
    assert not shown_at(attempt, closed)
    finish(late)
    assert shown_at(attempt, closed)


def test_a_preview_holds_nothing_back() -> None:
    attempt, now = closing(1)
    begin(PersonFactory(), attempt.sitting)
    Attempt.objects.exclude(pk=attempt.pk).update(preview=True)
    assert shown_at(attempt, now + timedelta(hours=2))


def test_another_sitting_of_the_exam_that_is_open_holds_them_back() -> None:
    attempt, now = closing(1)
    other = make_sitting(attempt.sitting.exam, closes_at=now + timedelta(hours=3))
    assert not shown_at(attempt, now + timedelta(hours=2))
    assert shown_at(attempt, now + timedelta(hours=4))
    Sitting.objects.filter(pk=other.pk).update(closes_at=None)
    assert not shown_at(attempt, now + timedelta(days=400))


def test_so_does_whom_a_grant_lets_in_later() -> None:
    attempt, now = closing(1)
    Override.objects.create(
        sitting=attempt.sitting,
        person=PersonFactory(),
        closes_at=now + timedelta(days=2),
        reason="Train late",
    )
    assert not shown_at(attempt, now + timedelta(days=1))
    assert shown_at(attempt, now + timedelta(days=3))


def test_a_sitting_of_another_exam_holds_nothing_back() -> None:
    attempt, now = closing(1)
    make_sitting(
        make_exam(
            bank=attempt.sitting.exam.unit.banks.get(),
            slug="other",
            sections=plan_data(2)["sections"],
        )
    )
    assert shown_at(attempt, now + timedelta(hours=2))


def test_before_everything_is_marked_only_the_own_answers_are_shown() -> None:
    everything = {"at_once": list(TELLS)}
    exam = fixed_exam(
        0,
        types=[TELLING, {"type": "essay", "data": essay(), "external_id": "essay"}],
        review=everything,
    )
    attempt = sit(make_sitting(exam), [{"choice": "b"}, {"text": "我写的词"}])
    assert seen(attempt) == {"response"}
    page = signed_in(attempt.person).get(f"{page_of(attempt)}result/").content.decode()
    assert "Some answers are read by a person" in page and "没有提到" not in page


def test_the_lists_tell_a_result_only_where_the_exam_does() -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        exam = fixed_exam(2, review={"after_close": ["total"]})
        attempt = sit(make_sitting(exam, closes_at=start + timedelta(hours=2)), "aa")
        client = signed_in(attempt.person)
        for address in ("/en/my/", "/en/my/exams/"):
            assert "passed" not in client.get(address).content.decode().split("<main")[1]
        assert exams_of(attempt.person)["attempts"][0]["percent"] is None
        page = client.get(f"{page_of(attempt)}result/").content.decode()
        assert "The result will be here when nobody sits this exam any more." in page
        clock.move_to(start + timedelta(hours=3))
        client.force_login(attempt.person)
        assert "passed</b>" in client.get("/en/my/exams/").content.decode()
        assert exams_of(attempt.person)["attempts"][0]["passed"] is True


ALL = {"at_once": list(TELLS)}


@pytest.mark.parametrize("right", [True, False])
def test_every_type_is_shown_again_with_how_it_did(right: bool) -> None:
    examples = [one for one in EXAMPLES if one.type != "information"]
    types = [
        {"type": one.type, "data": one.data, "external_id": f"Q{place}"}
        for place, one in enumerate(examples)
    ]
    exam = fixed_exam(0, types=types, review=ALL)
    attempt = sit(make_sitting(exam), [one.right if right else None for one in examples])
    mark_by_hand(attempt)
    page = signed_in(attempt.person).get(f"{page_of(attempt)}result/").content.decode()
    assert page.count('class="as-given"') == len(examples)
    assert page.count('class="judged"') == len(examples)
    assert page.count("<b>Not answered.</b>") == (0 if right else len(examples))
    assert page.count("<b>Right.</b>") == (len(examples) if right else 0)
    assert "没有提到" not in page  # the rubric is for those who mark
    told = page.count('class="right-answer"')
    assert told == sum(bool(one.kind.right_lines(one.content)) for one in examples)


def mark_by_hand(attempt: Attempt) -> None:
    for slot in attempt.slots.filter(marks__points=None):
        Mark.objects.create(slot=slot, source="person", points=1.0, at=timezone.now())
    Attempt.objects.filter(pk=attempt.pk).update(
        percent=100.0, passed=True, released_at=timezone.now()
    )


def test_how_the_points_came_about_stands_part_by_part() -> None:
    matching = next(one for one in EXAMPLES if one.type == "matching")
    exam = fixed_exam(
        0,
        types=[{"type": "matching", "data": matching.data, "external_id": "m"}],
        review=ALL,
        whole=False,
    )
    attempt = sit(make_sitting(exam), [{"pairs": {"a": "a", "b": "c"}}])
    page = signed_in(attempt.person).get(f"{page_of(attempt)}result/").content.decode()
    assert "0.5 of 1 points" in page and "1 of 2 parts are right." in page
    assert "夜里想家: <b>right</b>" in page and "受了伤: <b>not right</b>" in page
    assert "受了伤 → 校医" in page


def test_single_parts_stay_untold_where_the_right_answer_does() -> None:
    multiple = next(one for one in EXAMPLES if one.type == "multiple")
    exam = fixed_exam(
        0,
        types=[{"type": "multiple", "data": multiple.data, "external_id": "m"}],
        review={"at_once": ["response", "right_or_wrong", "points"]},
        whole=False,
    )
    attempt = sit(make_sitting(exam), [{"choices": ["a", "c"]}])
    page = signed_in(attempt.person).get(f"{page_of(attempt)}result/").content.decode()
    assert 'class="judged"' in page and "每周通话: " not in page


def test_the_options_stand_in_the_order_in_which_they_were_seen() -> None:
    exam = fixed_exam(1, review=ALL)
    attempt = sit(make_sitting(exam), "a")
    slot = attempt.slots.get()
    for order in (["c", "a", "b"], ["b", "c", "a"]):
        slot.order = {"options": order}
        slot.save()
        page = signed_in(attempt.person).get(f"{page_of(attempt)}result/").content.decode()
        words = {"a": "听他说完", "b": "讲道理", "c": "换个话题"}
        places = [page.index(f"<span>{words[key]}</span>") for key in order]
        assert places == sorted(places)


def test_the_lesson_that_helps_is_linked_beside_the_explanation() -> None:
    lesson = LessonPageFactory(parent=ModulePageFactory(parent=CoursePageFactory()))
    exam = fixed_exam(
        0,
        types=[TELLING | {"lesson_key": lesson.translation_key, "competences": ["3.1"]}],
        review=ALL,
    )
    attempt = sit(make_sitting(exam), "b")
    client = signed_in(attempt.person)
    language = lesson.locale.language_code
    page = client.get(f"/{language}/my/exams/attempts/{attempt.key}/result/").content.decode()
    assert page.count(f'href="{lesson.url}"') == 2  # by competence, and beside the question


def test_the_page_costs_the_same_however_much_is_shown() -> None:
    types = [
        {"type": "numeric", "data": numeric(), "external_id": f"N{n}", "lesson_key": uuid4()}
        for n in range(12)
    ]
    review = ALL | {"after_close": ["total"]}
    costs = []
    for count in (2, 12):
        exam = fixed_exam_of(types[:count], f"exam{count}", review)
        attempt = sit(make_sitting(exam), [{"value": "12.5"}] * count)
        client = signed_in(attempt.person)
        costs.append(queries_of(lambda: client.get(f"{page_of(attempt)}result/")))  # noqa: B023
    assert costs[0] == costs[1] <= 20, costs


def fixed_exam_of(types: list[dict[str, Any]], slug: str, review: dict[str, Any]) -> Any:
    bank = make_bank(slug)
    keys = [make_ready(bank, **one).question.key for one in types]
    slots = [{"kind": "fixed", "question": str(key)} for key in keys]
    return make_exam(
        bank=bank,
        slug=slug,
        banks=[slug],
        sections=[{"key": "all", "slots": slots}],
        review=review,
    )
