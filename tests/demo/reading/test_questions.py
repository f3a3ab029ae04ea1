from __future__ import annotations

from pathlib import Path
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from courses.blocks import LessonBlocks
from xinqiao.common.keys import translation_key
from xinqiao.demo.reading.blocks import OF_LESSONS, Block, blocks_of
from xinqiao.demo.reading.faults import Faults
from xinqiao.demo.reading.files import Source

KEY = UUID("00000000-0000-4000-8000-000000000001")
WORDS = st.text(st.sampled_from("他说的话今天abc ，。？“”"), min_size=1, max_size=40).filter(
    lambda text: text.strip() == text and text[0] not in "?=-"
)


def read(text: str, language: str = "en") -> tuple[list[Block], list[str]]:
    faults = Faults(Path("/"))
    source = Source(Path("/x.md"), text, faults)
    blocks = blocks_of(text, source, 1, language=language, key=KEY, directives=OF_LESSONS)
    return blocks, [str(fault) for fault in faults.in_order()]


@given(
    question=WORDS,
    options=st.lists(
        st.tuples(st.booleans(), WORDS), min_size=2, max_size=8, unique_by=lambda o: o[1]
    ),
    explanation=WORDS,
)
def test_a_question_says_what_its_file_says(
    question: str, options: list[tuple[bool, str]], explanation: str
) -> None:
    boxes = [f"- [{'x' if right else ' '}] {text}" for right, text in options]
    [block], faults = read("\n".join(["::: check c1", question, *boxes, f"? {explanation}", ":::"]))

    value = LessonBlocks().to_python([block.raw])[0].value
    assert value["question"] == question
    assert [(one["right"], one["text"]) for one in value.options] == options
    assert value["explanation"] == explanation
    assert bool(faults) == (not any(right for right, _text in options))


def test_the_ids_of_a_question_and_its_answers_do_not_hang_on_its_words_or_place() -> None:
    before, _faults = read("::: check c1\nA?\n- [ ] b\n- [x] c\n? d\n:::")
    after, _faults = read("New.\n\n::: check c1\n甲？\n- [x] 乙\n- [ ] 丙\n? 丁\n:::", "zh-hans")

    assert before[0].raw["id"] == after[1].raw["id"]
    answers = [
        [one["id"] for one in raw["value"]["answers"]] for raw in (before[0].raw, after[1].raw)
    ]
    assert answers[0] == answers[1]
    assert len(set(answers[0])) == 2


def test_ids_are_the_same_on_every_site_for_ever() -> None:
    """Learners' progress hangs on them."""
    lesson = translation_key("lesson", "first-step/how-children-grow")
    assert lesson == UUID("f0652d43-881b-5141-a957-d01448ac25c5")
    [check, statement, note], _faults = read(
        "::: check c1\nA?\n- [ ] b\n- [x] c\n? d\n:::\n"
        "::: truefalse c2\nA.\n= true\n? b\n:::\n::: reflection r1\nA?\n:::"
    )

    assert check.raw["id"] == "7863a3d9-f070-5412-9737-d06c7e2a5b51"
    assert check.raw["value"]["answers"][1]["id"] == "d222dd56-c9cf-523e-b50a-6e8006f96a5b"
    assert statement.raw["id"] == "21554e00-73ed-5783-904c-3138edfd7ce3"
    assert note.raw["id"] == "69229cb7-2cff-59d5-9d59-41a1d073878d"


def test_lines_of_a_question_are_joined_as_its_language_does() -> None:
    [english], _faults = read("::: reflection r1\nThink\nof it.\n:::")
    [chinese], _faults = read("::: reflection r1\n想\n一想。\n:::", "zh-hans")

    assert english.raw["value"] == {"prompt": "Think of it."}
    assert chinese.raw["value"] == {"prompt": "想一想。"}


def test_a_step_has_a_short_name_and_a_text() -> None:
    [block], faults = read("::: steps Three\n1. **Wait.** Count to three.\n2. Go on.\n:::")

    steps = [one["value"] for one in block.raw["value"]["steps"]]
    assert steps == [
        {"name": "Wait", "text": "<p>Count to three.</p>"},
        {"name": "", "text": "<p>Go on.</p>"},
    ]
    assert faults == []
