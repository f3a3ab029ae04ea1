"""Each of some things has its partner among others."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.question_types import TYPES, read_content
from assessments.question_types.base import BadResponse, Rules
from assessments.question_types.faults import Faulty
from tests.assessments.question_types.examples import matching

KIND = TYPES["matching"]


@pytest.mark.parametrize(
    ("pairs", "earned", "whole"),
    [
        ({"a": "a", "b": "b"}, 1, 1),
        ({"a": "a"}, 0.5, 0),
        ({"a": "a", "b": "a"}, 0.5, 0),
        ({"a": "b", "b": "a"}, 0, 0),
    ],
)
def test_each_pair_earns_its_share(pairs: dict[str, str], earned: float, whole: float) -> None:
    content = read_content("matching", matching())
    assert KIND.score(content, {"pairs": pairs}).points == earned
    assert KIND.score(content, {"pairs": pairs}, Rules(whole=True)).points == whole


def test_blind_guessing_finds_one_of_all_choices() -> None:
    assert KIND.guess(read_content("matching", matching())) == pytest.approx(1 / 3)


@pytest.mark.parametrize("pairs", [{"z": "a"}, {"a": "z"}, {"a": None}, {"a": ["a"]}, ["a"], None])
def test_what_are_no_pairs_is_refused(pairs: Any) -> None:
    with pytest.raises(BadResponse):
        KIND.clean(read_content("matching", matching()), {"pairs": pairs})


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ({"a": "a"}, "unpaired"),
        ({"a": "a", "b": "b", "c": "c"}, "unpaired"),
        ({"a": "a", "b": "z"}, "right_unknown"),
    ],
)
def test_what_lacks_a_partner_is_refused(pairs: dict[str, str], code: str) -> None:
    with pytest.raises(Faulty) as refused:
        read_content("matching", matching() | {"pairs": pairs})
    assert [fault.code for fault in refused.value.faults] == [code]
