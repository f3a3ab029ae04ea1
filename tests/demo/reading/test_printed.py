from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from xinqiao.demo.reading.blocks import Block, blocks_of
from xinqiao.demo.reading.faults import Faults
from xinqiao.demo.reading.files import Source
from xinqiao.demo.reading.printed import OF_RESOURCES

KEY = UUID("00000000-0000-4000-8000-000000000000")


def read(text: str, language: str = "en") -> tuple[list[Block], list[str]]:
    """The blocks of *text*, and its faults as line: message."""
    faults = Faults(Path("/"))
    blocks = blocks_of(
        text,
        Source(Path("/x.md"), text, faults),
        1,
        language=language,
        key=KEY,
        directives=OF_RESOURCES,
    )
    return blocks, [f"{fault.line}: {fault.message}" for fault in faults.in_order()]


def value_of(text: str, language: str = "en") -> Any:
    blocks, faults = read(text, language)
    assert faults == []
    return blocks[0].raw["value"]


def test_running_text_has_paragraphs_headings_lists_and_words_to_say() -> None:
    text = "## Begin\n\nSay **this**:\n\n> Good\n> morning.\n\n- one\n- two\n\n1. first"

    nodes = value_of(text)["nodes"]

    assert [node["node"] for node in nodes] == [
        "heading",
        "paragraph",
        "says",
        "bullets",
        "numbers",
    ]
    assert nodes[1]["runs"] == [
        {"text": "Say "},
        {"text": "this", "strong": True},
        {"text": ":"},
    ]
    assert nodes[2]["paragraphs"] == [[{"text": "Good"}, {"text": " "}, {"text": "morning."}]]


def test_a_line_end_is_no_space_between_chinese_characters() -> None:
    nodes = value_of("一行\n两行", "zh-hans")["nodes"]

    assert "".join(run["text"] for run in nodes[0]["runs"]) == "一行两行"


def test_underscores_are_lines_and_gaps_to_write_in() -> None:
    nodes = value_of("I am at ____ degrees, ____ at noon. // Yes.\n\n___\n\n___")["nodes"]

    assert nodes[0]["runs"][1] == {"gap": 4}
    assert nodes[0]["runs"][-2:] == [{"break": True}, {"text": "Yes."}]
    assert [node["node"] for node in nodes[1:]] == ["line", "line"]


def test_a_list_has_boxes_to_tick_when_all_its_items_begin_with_one() -> None:
    nodes = value_of("- [ ] rested\n- [ ] ate **well**")["nodes"]

    assert nodes[0]["node"] == "boxes"
    assert nodes[0]["items"][1] == [{"text": "ate "}, {"text": "well", "strong": True}]


def test_a_small_drawing_stands_in_the_line_with_its_words() -> None:
    runs = value_of("天气 :sun: 好，时间 10:30: 到", "zh-hans")["nodes"][0]["runs"]

    assert runs[1] == {"drawing": "sun", "alternative": "太阳"}
    assert runs[2]["text"] == " 好，时间 10:30: 到"


def test_a_table_has_widths_and_empty_rows_to_write_in() -> None:
    table = value_of("::: table Week | 2\n| Day | Mood |\n| -- | ---- |\n| Monday | |\n:::")

    assert table["widths"] == [2, 4]
    assert len(table["rows"]) == 3
    assert table["rows"][0] == [[{"text": "Monday"}], []]
    assert table["rows"][2] == [[], []]


def test_fields_have_lines_or_boxes() -> None:
    rows = value_of("::: fields\n- Name | Class\n- In words {3}\n- Safe [ ] yes [ ] no\n:::")[
        "rows"
    ]

    assert [cell["label"] for cell in rows[0]] == ["Name", "Class"]
    assert rows[1][0]["lines"] == 3
    assert rows[2][0]["options"] == ["yes", "no"]


def test_an_address_of_ours_leads_to_the_reader_s_language() -> None:
    runs = value_of("[文章](/articles/calling-12356/)", "zh-hans")["nodes"][0]["runs"]

    assert runs == [{"text": "文章", "link": "/zh-hans/articles/calling-12356/"}]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("::: stage Warm up\nWords\n:::", "1: "),
        ("::: choice\n1. **Yes.** I agree\n:::", "1: "),
        ("::: table\n| a | b |\nno rule\n:::", "1: "),
        ("::: table\n| a | b |\n| - | - |\n| only one |\n:::", "4: "),
        ("::: space Draw | 9999\n:::", "1: "),
        ("::: drawing unicorn | 40\n:::", "1: "),
        ("::: pictures 3\n- sun | fine\n- unicorn | no\n:::", "3: "),
        ("::: circles | 120\n- me\n:::", "1: "),
        ("::: facts\n- no bar\n:::", "2: "),
        ("::: cut\nwords\n:::", "1: "),
        ("# Too large", "1: "),
        ("Fine.\n\n| a | b |", "3: "),
        ("Fine.\n\n- a\n  - b", "3: "),
        ("Fine.\n\n`code`", "3: "),
        ("Fine.\n\n[x](http://example.com)", "3: "),
        ("Fine.\n\n> - a list", "3: "),
    ],
)
def test_what_cannot_be_printed_is_told_with_its_line(text: str, fault: str) -> None:
    _blocks, faults = read(text)

    assert len(faults) == 1
    assert faults[0].startswith(fault)
