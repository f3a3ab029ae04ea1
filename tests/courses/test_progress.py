"""How facts add up: the laws that hold whatever learners, devices and editors do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from courses.progress import (
    MAX_SECONDS,
    MAX_SECONDS_PER_FACT,
    Outline,
    State,
    done_at,
    fold,
    go_on_with,
    is_right,
    timeline,
)

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
LANGUAGES = ["zh-hans", "en"]
ITEMS = ["q1", "q2", "q3"]
NOTES = ["r1", "r2"]
OPTIONS = ["a", "b"]

Told = dict[str, Any]

moments = st.integers(0, 40).map(lambda hours: START + hours * HOUR)
answers = st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True).map(sorted)


@st.composite
def facts(draw: st.DrawFn) -> Told:
    kind = draw(st.sampled_from(["opened", "seen", "check", "reflection", "time"]))
    data: dict[str, Any] = {}
    item = ""
    if kind == "check":
        item, data = draw(st.sampled_from(ITEMS)), {"choice": draw(answers)}
    elif kind == "reflection":
        item, data = draw(st.sampled_from(NOTES)), {"length": draw(st.integers(0, 3))}
    elif kind == "time":
        data = {"seconds": draw(st.integers(0, 10**6))}
    return {
        "kind": f"lesson.{kind}",
        "language": draw(st.sampled_from(LANGUAGES)),
        "item": item,
        "data": data,
        "at": draw(moments),
    }


outlines = st.builds(
    Outline,
    language=st.sampled_from(LANGUAGES),
    since=moments,
    must_see=st.booleans(),
    checks=st.dictionaries(st.sampled_from(ITEMS), answers),
    must_check=st.booleans(),
    reflections=st.lists(st.sampled_from(NOTES), unique=True),
    must_reflect=st.booleans(),
)
# Rules that change over time, in languages that may ask different things.
rules = st.lists(outlines, max_size=6).map(
    lambda found: timeline(sorted(found, key=lambda outline: outline.since))
)


def add_up(told: list[Told], asked: list[Outline]) -> State:
    state = State()
    for one in told:
        fold(state, asked, **one)
    return state


@given(st.lists(facts()), rules, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(
    told: list[Told], asked: list[Outline], random: Any
) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)

    assert add_up(shuffled, asked) == add_up(told, asked)
    assert done_at(add_up(shuffled, asked), asked) == done_at(add_up(told, asked), asked)


@given(st.lists(facts()), st.lists(facts()), rules)
def test_more_facts_never_undo_a_lesson(
    told: list[Told], later: list[Told], asked: list[Outline]
) -> None:
    before = done_at(add_up(told, asked), asked)
    after = done_at(add_up(told + later, asked), asked)

    if before is not None:
        assert after is not None
        assert after <= before


@given(st.lists(facts()), rules, outlines)
def test_new_rules_never_undo_a_lesson(
    told: list[Told], asked: list[Outline], stricter: Outline
) -> None:
    """Rules are appended; a lesson done by then stays done at the same moment."""
    before = done_at(add_up(told, asked), asked)
    ends = [one["at"] for one in told] + [outline.since for outline in asked] + [START]
    newest = Outline(
        language=stricter.language,
        since=max(ends) + HOUR,
        must_see=stricter.must_see,
        checks=stricter.checks,
        must_check=stricter.must_check,
        reflections=stricter.reflections,
        must_reflect=stricter.must_reflect,
    )
    first_since = [outline.since for outline in asked]
    appended = timeline([*asked, newest]) if first_since else [newest]

    if asked:
        assert done_at(add_up(told, appended), appended) == before


@given(st.lists(facts(), min_size=1), rules)
def test_progress_lies_between_the_first_and_the_last_touch(
    told: list[Told], asked: list[Outline]
) -> None:
    state = add_up(told, asked)
    times = [one["at"] for one in told]
    reached = [*state.right.values(), *state.reflected.values()]
    reached += [moment for moment in (state.seen_at, done_at(state, asked)) if moment]

    assert (state.opened_at, state.last_at) == (min(times), max(times))
    assert all(min(times) <= moment <= max(times) for moment in reached)


@given(st.lists(facts()), rules)
def test_a_done_lesson_met_all_that_one_language_asked_then(
    told: list[Told], asked: list[Outline]
) -> None:
    moment = done_at(add_up(told, asked), asked)
    if moment is None:
        return

    by_then = add_up([one for one in told if one["at"] <= moment], asked)

    assert any(
        outline.holds_at(moment)
        and (not outline.must_see or by_then.seen_at)
        and (not outline.must_check or outline.checks.keys() <= by_then.right.keys())
        and (not outline.must_reflect or set(outline.reflections) <= by_then.reflected.keys())
        for outline in asked
    )


@given(st.lists(st.integers(0, 10**9)))
def test_idle_tabs_count_a_quarter_of_an_hour_each(reported: list[int]) -> None:
    told = [
        {"kind": "lesson.time", "language": "en", "item": "", "data": {"seconds": n}, "at": START}
        for n in reported
    ]

    spent = add_up(told, []).seconds

    assert spent == min(sum(min(n, MAX_SECONDS_PER_FACT) for n in reported), MAX_SECONDS)


@given(st.lists(outlines))
def test_at_any_moment_at_most_one_outline_of_a_language_holds(found: list[Outline]) -> None:
    asked = timeline(sorted(found, key=lambda outline: outline.since))

    for hours in range(-1, 42):
        holding = [o.language for o in asked if o.holds_at(START + hours * HOUR)]
        assert len(holding) == len(set(holding))
        assert bool(holding) == bool(asked)


def outline(since: datetime = START, **asks: Any) -> Outline:
    usual: dict[str, Any] = {
        "language": "zh-hans",
        "must_see": True,
        "checks": {"q1": ["a"]},
        "must_check": True,
        "reflections": [],
        "must_reflect": True,
    }
    return Outline(since=since, **usual | asks)


def told(
    kind: str, at: datetime, *, language: str = "zh-hans", item: str = "", **data: Any
) -> Told:
    return {"kind": f"lesson.{kind}", "language": language, "item": item, "data": data, "at": at}


def test_a_lesson_that_asks_nothing_is_done_by_opening_it() -> None:
    asked = timeline([outline(must_see=False, must_check=False, must_reflect=False)])

    assert done_at(add_up([told("opened", START + HOUR)], asked), asked) == START + HOUR


def test_an_answer_is_judged_by_the_rules_of_its_own_time() -> None:
    """An editor put the right answer right while somebody was learning without a network."""
    asked = timeline([outline(), outline(START + 5 * HOUR, checks={"q1": ["b"]})])
    early = told("check", START + HOUR, item="q1", choice=["a"])
    late = told("check", START + 6 * HOUR, item="q1", choice=["a"])

    assert add_up([early], asked).right == {"q1": START + HOUR}
    assert add_up([late], asked).right == {}


def test_rules_made_easier_count_from_the_next_touch() -> None:
    asked = timeline([outline(), outline(START + 5 * HOUR, checks={})])
    seen = told("seen", START + HOUR)

    assert done_at(add_up([seen], asked), asked) is None
    touched = [seen, told("opened", START + 9 * HOUR)]
    assert done_at(add_up(touched, asked), asked) == START + 5 * HOUR


def test_a_language_that_asks_less_is_enough() -> None:
    asked = timeline([outline(), outline(START + HOUR, language="en", checks={})])

    assert done_at(add_up([told("seen", START + 2 * HOUR)], asked), asked) == START + 2 * HOUR


def test_a_version_translated_later_changes_nothing_that_was_before() -> None:
    seen = told("seen", START + HOUR)
    later = timeline([outline(), outline(START + 2 * HOUR, language="en", checks={})])

    assert done_at(add_up([seen], later), later) is None


@given(st.sets(st.sampled_from("abc")), st.sets(st.sampled_from("abc")))
def test_an_answer_is_right_when_it_holds_all_right_options_and_no_other(
    choice: set[str], answer: set[str]
) -> None:
    assert is_right([*choice, *choice], answer) == (choice == answer)


# Where to go on

keys = st.lists(st.uuids(), unique=True, max_size=8)


@given(keys, st.data(), st.booleans())
def test_going_on_means_an_unfinished_lesson_of_the_course(
    course: list[UUID], data: st.DataObject, in_order: bool
) -> None:
    done = set(data.draw(st.lists(st.sampled_from(course)))) if course else set()
    touched = {key: data.draw(moments) for key in course if data.draw(st.booleans())}

    following = go_on_with(course, done=done, touched=touched, in_order=in_order)

    unfinished = [key for key in course if key not in done]
    assert (following in unfinished) if unfinished else following is None
    if in_order and unfinished:
        assert following == unfinished[0]


def test_one_goes_on_where_one_stopped() -> None:
    first, second, third = course = [uuid4(), uuid4(), uuid4()]

    def following(done: set[UUID], touched: dict[UUID, datetime]) -> UUID | None:
        return go_on_with(course, done=done, touched=touched, in_order=False)

    assert following(set(), {}) == first
    assert following(set(), {second: START}) == second
    assert following({second}, {second: START}) == third
    assert following({third}, {third: START}) == first
    assert following({second}, {third: START, second: START + HOUR}) == third
