"""Faults in the files of the question bank are told with their file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from tests.demo.helpers import edit, faults_in

BANK, AREA = "questions/bank.yaml", "questions/a-seeing.yaml"

# By what is wrong: the file, the text that is replaced, what by, the line that is named (the first
# that holds this text), and words of the message.
CASES: dict[str, tuple[str, str, str, str, str]] = {
    "an unknown unit": (BANK, "unit: china", "unit: mars", "unit:", "“mars”"),
    "an unknown author": (BANK, "author: author", "author: nobody", "author:", "“nobody”"),
    "one person for both": (BANK, "reviewer: admin", "reviewer: author", "reviewer:", "of their own"),
    "an unknown key of the bank": (BANK, "slug:", "colour: red\nslug:", "colour:", "not known"),
    "an unknown type": (AREA, "type: single", "type: riddle", "type: riddle", "“riddle”"),
    "an id of another area": (AREA, "id: A1", "id: B1", "id: B1", "A and a number"),
    "an id twice": (AREA, "id: A2", "id: A1", "id: A1\n  type: multiple", "second time"),
    "no id": (AREA, "- id: A2\n  type", "- type", "- type", "“id” is missing"),
    "an unknown competence": (AREA, '["1.1"]', '["9.9"]', "competences:", "“9.9”"),
    "an unknown topic": (AREA, "[emotions]", "[sports]", "topics:", "“sports”"),
    "no competence": (AREA, '["1.1"]', "[]", "competences:", "missing"),
    "an unknown lesson": (AREA, "bridge/ask", "bridge/leap", "lesson:", "“bridge/leap”"),
    "no difficulty": (AREA, "  difficulty: 75\n", "", "id: A1", "“difficulty” is missing"),
    "a difficulty out of range": (AREA, "difficulty: 75", "difficulty: 101", "difficulty:", "0 to 100"),
    "a flag that is none": (AREA, "must_pass: true", "must_pass: maybe", "must_pass:", "true or false"),
    "no explanation": (
        AREA,
        "  explanation:\n    zh: 先看，再问。\n    en: Look first, then ask.\n",
        "",
        "id: A1",
        "“explanation” is missing",
    ),
    "no source": (
        AREA,
        "  source:\n    zh: 课程《小桥》\n    en: Course Bridge\n",
        "",
        "id: A1",
        "“source” is missing",
    ),
    "a source in one language": (AREA, "\n    en: Course Bridge", "", "zh: 课程", "“en” is missing"),
    "a source over the limit": (AREA, "en: Course Bridge", "en: " + "o" * 500, "source:", "up to 500"),
    "a stem in one language": (
        AREA,
        "\n    en: Xiaoyu does not open her bag. What comes first?",
        "",
        "stem:",
        "“en” is missing",
    ),
    "an answer in one language": (AREA, "        en: A look\n", "", "text:", "“en” is missing"),
    "a remark in one language": (
        AREA,
        "        zh: 道理晚一点也不迟。\n",
        "",
        "feedback:",
        "“zh” is missing",
    ),
    "an empty answer": (AREA, "en: A look", 'en: ""', 'en: ""', "“en” is missing"),
    "a number for an answer": (AREA, "en: A lecture\n", "en: 12\n", "en: 12", "options.1.text.en"),
    "a right answer that is none": (AREA, "right: a", "right: x", "id: A1", "none of the answers"),
    "no right answer": (AREA, "  right: a\n", "", "id: A1", "right: This is missing"),
    "only one answer": (
        AREA,
        "    - key: c\n      text: {zh: 新鞋子, en: New shoes}\n",
        "",
        "id: A2",
        "nothing to choose",
    ),
    "a key of an answer twice": (AREA, "key: b", "key: a", "id: A1", "same name"),
    "something that no such question has": (AREA, "right: a", "right: a\n  colour: red", "colour:", "does not belong"),
    "something that no answer has": (AREA, "- key: b", "- key: b\n      colour: red", "colour:", "does not belong"),
    "an unknown drawing": (AREA, "name: school", "name: castle", "name: castle", "“castle”"),
    "a drawing without words": (
        AREA,
        "    alternative:\n      zh: 图：柿子树下的村小。\n"
        '      en: "Drawing: a village school under a persimmon tree."\n',
        "",
        "picture:",
        "picture.alternative: This is missing",
    ),
    "words to change": (AREA, "en: A lecture\n", "en: A problem child\n", "problem", "problem child"),
    "a mapping in place of a list": (AREA, "topics: [safety]", "topics: {a: b}", "topics: {", "a list"),
}  # fmt: skip


def line_of(path: Path, text: str) -> int:
    return path.read_text(encoding="utf-8").partition(text)[0].count("\n") + 1


@pytest.mark.parametrize("fault", CASES)
def test_a_fault_in_a_question_is_told_with_its_file_and_line(fault: str, folder: Path) -> None:
    name, old, new, where, message = CASES[fault]
    edit(folder / name, old, new)

    with translation.override("en"):
        described = [str(one) for one in faults_in(folder)]

    expected = f"{name}:{line_of(folder / name, where)}: "
    assert any(one.startswith(expected) and message in one for one in described), described


def test_a_bank_without_its_file_is_a_fault(folder: Path) -> None:
    (folder / BANK).unlink()

    assert [fault.path for fault in faults_in(folder)] == [BANK]


def test_a_file_of_questions_bears_its_letter_in_its_name(folder: Path) -> None:
    (folder / AREA).rename(folder / "questions/seeing.yaml")

    [fault] = faults_in(folder)
    assert (fault.path, fault.line) == ("questions/seeing.yaml", 1)


def test_faults_of_all_questions_are_found_in_one_run(folder: Path) -> None:
    edit(folder / AREA, "right: a", "right: x")
    edit(folder / AREA, "right: [a, b]", "right: [a, x]")

    assert len([one for one in faults_in(folder) if one.path == AREA]) == 2
