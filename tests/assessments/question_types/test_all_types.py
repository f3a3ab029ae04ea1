"""What holds for questions of every type."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.question_types import TYPES, kept_content, read_content, to_data
from assessments.question_types.base import BadResponse, Rules
from tests.assessments.factories import both
from tests.assessments.question_types.examples import EXAMPLES, Example

every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.type)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYS_AND_JSON = st.sampled_from(["a", "b", "first", "", "1", "12,5", 1, 2, True]) | JSON


def near_answers(example: Example) -> st.SearchStrategy[Any]:
    """JSON that looks like an answer from afar: its names, with anything below them."""
    names = st.sampled_from(sorted(example.kind.answered_by) or ["x"])
    inside = (
        KEYS_AND_JSON
        | st.lists(KEYS_AND_JSON, max_size=5)
        | st.dictionaries(
            st.sampled_from(["a", "b", "first", "then", "g1"]), KEYS_AND_JSON, max_size=3
        )
    )
    return JSON | st.dictionaries(names, inside, max_size=2)


def test_every_type_has_an_example() -> None:
    assert {example.type for example in EXAMPLES} == set(TYPES)


@every_example
def test_the_right_answer_earns_everything(example: Example) -> None:
    if example.right and not example.kind.needs_people(example.content):
        score = example.kind.score(example.content, example.right)
        assert score.points == 1
        assert example.kind.score(example.content, example.right, Rules(whole=True)).points == 1
        assert example.kind.explain(score)


@every_example
@given(data=st.data(), whole=st.booleans())
def test_points_lie_between_nothing_and_everything(
    example: Example, data: st.DataObject, whole: bool
) -> None:
    content, response = example.content, data.draw(example.answers)
    points = example.kind.score(content, response, Rules(whole)).points
    assert points is None or 0 <= points <= 1
    if not response:
        assert points == 0
    assert 0 <= example.kind.guess(content) < 1
    assert example.kind.explain(example.kind.score(content, response, Rules(whole)))


@every_example
@given(data=st.data())
def test_an_answer_is_kept_in_one_way(example: Example, data: st.DataObject) -> None:
    content, response = example.content, data.draw(example.answers)
    kept = example.kind.clean(content, response)
    assert example.kind.clean(content, kept) == kept
    assert json.loads(json.dumps(kept)) == kept


@every_example
@given(data=st.data())
def test_whatever_a_device_sends_is_an_answer_or_refused(
    example: Example, data: st.DataObject
) -> None:
    content, sent = example.content, data.draw(near_answers(example))
    try:
        kept = example.kind.clean(content, sent)
    except BadResponse as refused:
        assert str(refused.reason)
        return
    assert example.kind.clean(content, kept) == kept
    json.dumps(kept).encode()
    example.kind.score(content, kept)
    example.kind.chosen(content, kept)


@every_example
@given(seed=st.integers(), data=st.data())
def test_the_order_of_parts_changes_no_points(
    example: Example, seed: int, data: st.DataObject
) -> None:
    content, response = example.content, data.draw(example.answers)
    before = example.kind.score(content, response)
    order = example.kind.arrange(content, Random(seed))
    example.kind.face(content, order)
    assert example.kind.arrange(content, Random(seed)) == order
    assert example.kind.score(content, response) == before


@every_example
def test_content_is_kept_as_it_was_read(example: Example) -> None:
    data = json.loads(json.dumps(to_data(example.content)))
    assert read_content(example.type, data) == read_content(example.type, example.data)
    assert kept_content(example.type, data) == read_content(example.type, data)
    assert to_data(kept_content(example.type, data)) == data


def marked(data: Any, inside: str = "") -> Any:
    """*data* with a mark on all words that a candidate is not to see."""
    if isinstance(data, dict):
        more = {"explanation": both("先")} if "stem" in data else {}
        if set(data) == {"key", "text"}:
            more = {"feedback": both("先")}
        return {key: marked(value, inside + key) for key, value in (data | more).items()}
    if isinstance(data, list):
        return [marked(value, inside) for value in data]
    secret = any(name in inside for name in ("explanation", "feedback", "accepted", "criteria"))
    return f"{data}秘密" if secret and isinstance(data, str) and inside[-3:] != "key" else data


@every_example
def test_a_candidate_is_shown_nothing_of_the_key(example: Example) -> None:
    data = marked(example.data)
    content = read_content(example.type, data)
    face = example.kind.face(content, example.kind.arrange(content, Random(1)))
    assert "秘密" in str(to_data(content))
    for word in ("秘密", "right", "accepted", "pairs", "tolerance", "explanation", "feedback"):
        assert word not in str(face)
    json.dumps(face)


@every_example
@given(data=st.data())
def test_what_was_chosen_can_be_counted(example: Example, data: st.DataObject) -> None:
    content, response = example.content, data.draw(example.answers)
    countable = {key: right for key, words, right in example.kind.countable(content)}
    assert all(words for _key, words, _right in example.kind.countable(content))
    assert set(example.kind.chosen(content, response)) <= set(countable)
    assert all(countable[key] for key in example.kind.chosen(content, example.right))
