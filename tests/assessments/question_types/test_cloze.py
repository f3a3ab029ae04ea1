"""A text with gaps, to be chosen for or to be written into."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.question_types import TYPES, read_content
from assessments.question_types.base import BadResponse, Rules
from assessments.question_types.faults import Faulty
from tests.assessments.factories import both, options
from tests.assessments.question_types.examples import cloze

KIND = TYPES["cloze"]


@pytest.mark.parametrize(
    ("gaps", "earned"),
    [
        ({"g1": "a", "g2": "记录"}, 1),
        ({"g1": "a"}, 0.75),
        ({"g2": " ｗｒｉｔｅ it  down。"}, 0.25),
        ({"g1": "b", "g2": "写下來"}, 0),
        ({"g2": "a"}, 0),
    ],
)
def test_each_gap_earns_its_weight(gaps: dict[str, str], earned: float) -> None:
    content = read_content("cloze", cloze())
    assert KIND.score(content, {"gaps": gaps}).points == earned
    assert KIND.score(content, {"gaps": gaps}, Rules(whole=True)).points == (earned == 1)


def test_only_gaps_with_answers_to_choose_are_guessed() -> None:
    assert KIND.guess(read_content("cloze", cloze())) == 3 * 0.5 / 4


def test_the_text_is_shown_in_pieces_and_as_a_whole_with_lines() -> None:
    face = KIND.face(read_content("cloze", cloze()), {"g1": ["b", "a"]}, "en")
    assert face["stem"] == "First ____, then ____."
    assert [piece.get("text") for piece in face["pieces"]] == ["First ", None, ", then ", None, "."]
    assert [option["key"] for option in face["pieces"][1]["options"]] == ["b", "a"]
    assert [piece["number"] for piece in face["pieces"] if "number" in piece] == [1, 2]


@pytest.mark.parametrize(
    "gaps", [{"z": "a"}, {"g1": "z"}, {"g1": None}, {"g2": 3}, {"g2": "长" * 201}, ["g1"], None]
)
def test_what_fills_no_gap_is_refused(gaps: Any) -> None:
    with pytest.raises(BadResponse):
        KIND.clean(read_content("cloze", cloze()), {"gaps": gaps})


def test_a_gap_left_blank_is_no_answer() -> None:
    assert KIND.clean(read_content("cloze", cloze()), {"gaps": {"g1": "", "g2": " "}}) == {}


GAP = {"key": "g1", "options": options("倾听", "讲道理"), "right": "a"}
WORDS = {"accepted": {"en": ["listen"]}}


@pytest.mark.parametrize(
    ("stem", "gap", "code"),
    [
        (both("先[[g1]]", "First [[g2]]"), GAP, "gaps_in_text"),
        (both("先[[g1]]，再[[g1]]"), GAP, "gaps_in_text"),
        (both("先听"), GAP, "gaps_in_text"),
        (both("先[[g1]]"), GAP | WORDS, "gap_unclear"),
        (both("先[[g1]]"), {"key": "g1"}, "gap_unclear"),
        (both("先[[g1]]"), {"key": "g1", "options": options("一"), "right": "a"}, "gap_unclear"),
        (both("先[[g1]]"), GAP | {"right": "z"}, "right_unknown"),
        (both("先[[g1]]"), WORDS | {"key": "g1", "right": "a"}, "right_unknown"),
        (both("先[[g1]]"), {"key": "g1", "accepted": {"en": [" "]}}, "string_too_short"),
    ],
)
def test_what_is_no_text_with_gaps_is_refused(
    stem: dict[str, str], gap: dict[str, Any], code: str
) -> None:
    with pytest.raises(Faulty) as refused:
        read_content("cloze", {"stem": stem, "gaps": [gap]})
    assert code in [fault.code for fault in refused.value.faults]
