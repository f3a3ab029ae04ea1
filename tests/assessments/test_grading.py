"""From points to a result."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments.grading import Marked, grade
from assessments.plan import Plan


def plan(*sections: dict[str, Any], **more: Any) -> Plan:
    parts = sections or ({},)
    slots = [{"kind": "draw", "count": 3}]
    return Plan.model_validate(
        {
            "banks": ["track-a"],
            "sections": [
                {"key": f"s{place}", "slots": slots} | part for place, part in enumerate(parts)
            ],
        }
        | more
    )


def marks(*points: float | None, section: int = 0, must_pass: bool = False) -> list[Marked]:
    return [Marked(section, 1.0, one, must_pass) for one in points]


def test_who_reaches_the_pass_mark_passes() -> None:
    exam = plan(pass_percent=80)
    assert grade(exam, marks(1, 1, 1, 1, 0)).passed is True
    assert grade(exam, marks(1, 1, 1, 0.9, 0)).passed is False


def test_thirds_that_add_up_reach_the_pass_mark() -> None:
    result = grade(plan(pass_percent=100), marks(*[1 / 3 + 1 / 3 + 1 / 3] * 7))
    assert result.total.percent == 100
    assert result.passed


def test_who_fails_what_must_be_right_does_not_pass() -> None:
    exam = plan(pass_percent=50)
    marked = [*marks(1, 1, 1), *marks(0.5, must_pass=True)]
    result = grade(exam, marked)
    assert (result.passed, result.failed_must_pass) == (False, (3,))
    assert grade(plan(pass_percent=50, must_pass_counts=False), marked).passed


def test_each_section_may_ask_for_its_own_minimum() -> None:
    exam = plan({"pass_percent": 60}, {}, pass_percent=50)
    result = grade(exam, [*marks(1, 0), *marks(1, 1, section=1)])
    assert result.total.percent == 75
    assert (result.passed, result.weak_sections) == (False, (0,))


def test_while_somebody_has_to_mark_there_is_no_verdict() -> None:
    result = grade(plan(), marks(1, None))
    assert (result.passed, result.waiting) == (None, 1)


def test_what_is_worth_nothing_counts_nowhere() -> None:
    dropped = [Marked(0, 0.0, 0.0, must_pass=True), Marked(0, 0.0, None)]
    result = grade(plan(pass_percent=100), [*marks(1), *dropped])
    assert (result.passed, result.waiting, result.failed_must_pass) == (True, 0, ())


@given(
    points=st.lists(st.floats(0, 1), min_size=1, max_size=30),
    worth=st.floats(0.01, 100),
    pass_percent=st.integers(0, 100),
)
def test_a_result_lies_between_nothing_and_everything(
    points: list[float], worth: float, pass_percent: int
) -> None:
    marked = [Marked(0, worth, one) for one in points]
    result = grade(plan(pass_percent=pass_percent), marked)
    assert 0 <= result.total.percent <= 100
    assert result.passed == (result.total.percent >= pass_percent)
    better = grade(plan(), [Marked(0, worth, 1.0) for _ in points])
    assert better.total.percent == 100
