"""How long a candidate has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.timing import (
    GRACE,
    Grant,
    Window,
    allowance,
    combined,
    finished_at,
    is_over,
    takes_answers,
)

NINE = datetime(2028, 2, 29, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TEN = NINE + timedelta(hours=1)
MORNING = Window(NINE, TEN)


def minutes(value: float) -> timedelta:
    return timedelta(minutes=value)


def test_the_time_limit_counts_from_the_own_start() -> None:
    given_time = allowance(NINE, 40, MORNING)
    assert given_time.deadline == NINE + minutes(40)
    assert not given_time.cut_by_close


def test_a_sitting_that_ends_for_all_cuts_the_time_of_who_begins_late() -> None:
    late = allowance(NINE + minutes(30), 40, MORNING)
    assert (late.deadline, late.time, late.cut_by_close) == (TEN, minutes(30), True)


def test_a_sitting_may_leave_everybody_the_own_time() -> None:
    late = allowance(NINE + minutes(59), 40, Window(NINE, TEN, "own_time"))
    assert (late.time, late.cut_by_close) == (minutes(40), False)


def test_without_a_limit_the_close_is_the_end() -> None:
    assert allowance(NINE, None, Window(NINE, TEN, "own_time")).deadline == TEN
    assert allowance(NINE, None, Window(NINE)).deadline is None


def test_more_time_is_granted_by_share_and_by_minutes() -> None:
    grant = Grant(extra_minutes=5, multiplier=1.25)
    assert allowance(NINE, 40, Window(NINE), grant).time == minutes(55)


def test_a_later_close_is_granted() -> None:
    grant = Grant(closes_at=TEN + minutes(20))
    assert allowance(NINE + minutes(30), 40, MORNING, grant).time == minutes(40)


def test_what_is_granted_to_the_person_goes_before_the_unit() -> None:
    person, unit = Grant(extra_minutes=5), Grant(extra_minutes=20, extra_attempts=1)
    assert combined([person, unit]) == Grant(extra_minutes=5, extra_attempts=1)
    assert combined([]) == Grant()


def test_a_window_lets_in_from_its_first_moment_until_just_before_its_last() -> None:
    assert MORNING.is_open(NINE)
    assert not MORNING.is_open(NINE - timedelta(seconds=1))
    assert not MORNING.is_open(TEN)
    assert Window(NINE).is_open(NINE + timedelta(days=1000))


def test_a_slow_line_gets_a_minute_and_no_second_more() -> None:
    assert takes_answers(TEN, TEN + GRACE)
    assert not takes_answers(TEN, TEN + GRACE + timedelta(microseconds=1))
    assert takes_answers(None, TEN)


def test_the_last_two_seconds_are_a_finish() -> None:
    assert is_over(TEN, TEN - timedelta(seconds=1.9))
    assert not is_over(TEN, TEN - timedelta(seconds=2))
    assert not is_over(None, TEN)


def test_the_recorded_finish_is_never_after_the_deadline() -> None:
    assert finished_at(TEN, TEN + minutes(3)) == TEN
    assert finished_at(TEN, NINE) == NINE
    assert finished_at(None, TEN) == TEN


@pytest.mark.parametrize(
    "day", [datetime(2027, 3, 28), datetime(2027, 10, 31), datetime(2028, 2, 28)]
)
def test_an_hour_is_an_hour_on_every_day_in_china(day: datetime) -> None:
    late = day.replace(hour=23, minute=30, tzinfo=ZoneInfo("Asia/Shanghai"))
    deadline = allowance(late, 60, Window(late)).deadline
    assert deadline is not None
    assert deadline.astimezone(UTC) - late.astimezone(UTC) == timedelta(hours=1)


@given(
    late=st.integers(0, 120),
    limit=st.none() | st.integers(1, 120),
    extra=st.none() | st.integers(0, 60),
    share=st.none() | st.sampled_from([1.0, 1.25, 2.0]),
    policy=st.sampled_from(["cut", "own_time"]),
)
def test_a_grant_never_takes_time_away_and_no_deadline_lies_before_the_start(
    late: int, limit: int | None, extra: int | None, share: float | None, policy: str
) -> None:
    window = Window(NINE, TEN, policy)  # type: ignore[arg-type]
    begins = NINE + minutes(late)
    plain = allowance(begins, limit, window)
    more = allowance(begins, limit, window, Grant(extra_minutes=extra, multiplier=share))
    assert plain.deadline is not None and more.deadline is not None
    assert begins <= plain.deadline <= more.deadline
    if policy == "cut":
        assert more.deadline <= max(TEN, begins)
