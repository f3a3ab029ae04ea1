"""Questions in sheets: what trainers write, what goes out, and what cannot be read."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from assessments.exchange import FORMATS
from assessments.exchange.base import MAX_BYTES, MAX_UNPACKED, Item, Row, Unreadable
from assessments.exchange.sheets.columns import OPTIONS, Column, heading, read_heading
from assessments.question_types import TYPES
from tests.assessments.exchange.strategies import items

HEADINGS = ["编号", "题型", "题干", "选项A", "选项B", "选项C", "答案", "解析", "标签", "能力"]


def as_csv(*rows: Iterable[Any], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(*rows: Iterable[Any], merge: str = "") -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    if merge:
        book.active.merge_cells(merge)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(content: bytes, name: str = "csv") -> list[Row]:
    with override("en"):
        return list(FORMATS[name].read(content))


def only(rows: list[Row]) -> Item:
    (row,) = rows
    assert row.item, row.reason
    return row.item


ROW = [
    "q1",
    "单选题",
    "先做什么？",
    "听他说完",
    "讲道理",
    "换个话题",
    "A",
    "先听。",
    "倾听、关系",
    "3.4",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_trainer_writes_a_table_in_chinese(encoding: str) -> None:
    item = only(read(as_csv(HEADINGS, ROW, encoding=encoding)))
    assert item.external_id == "q1"
    assert item.data["stem"] == {"zh-hans": "先做什么？"}
    assert item.data["right"] == "a"
    assert item.written.labels == [("competence", "3.4"), ("tag", "倾听"), ("tag", "关系")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_headings_are_understood_in_english_too(delimiter: str) -> None:
    lines = [
        "Question,Option A,Option B,Right answer,Difficulty,Must pass",
        "Why?,Yes,No,B,60%,yes",
    ]
    item = only(read("\n".join(lines).replace(",", delimiter).encode()))
    assert item.data["stem"] == {"en": "Why?"}
    assert (item.type, item.data["right"]) == ("single", "b")
    assert (item.written.difficulty, item.written.must_pass) == (60, True)


def test_one_row_holds_both_languages() -> None:
    rows = read(
        as_csv(
            [
                "题型",
                "题干（中文）",
                "题干（英文）",
                "选项A",
                "选项A（英文）",
                "选项B",
                "选项B（英文）",
                "答案",
            ],
            ["多选", "为什么？", "Why?", "甲", "One", "乙", "Two", "A"],
        )
    )
    item = only(rows)
    assert item.data["stem"] == {"zh-hans": "为什么？", "en": "Why?"}
    assert item.data["options"][1]["text"] == {"zh-hans": "乙", "en": "Two"}


def test_the_type_may_follow_from_the_answer() -> None:
    rows = read(as_csv(HEADINGS, ["", "", "哪些？", "甲", "乙", "丙", "A、C"]))
    assert only(rows).data["right"] == ["a", "c"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({6: "D"}, "none of the options"),
        ({6: "?"}, "names no options"),
        ({6: "AB"}, "one right answer"),
        ({4: ""}, "gap"),
        ({1: "谜语"}, "no such type"),
        ({2: ""}, "stem"),
        ({2: "很" * 20_001}, "too long"),
        ({2: "坏\x00字"}, "cannot be kept"),
        ({8: "x" * 61}, "longer than 60"),
        ({0: "x" * 201}, "longer than 200"),
    ],
)
def test_a_bad_row_is_refused_with_a_reason_and_the_next_one_taken(
    change: dict[int, str], reason: str
) -> None:
    bad = [change.get(place, cell) for place, cell in enumerate(ROW)]
    rows = read(as_csv(HEADINGS, bad, ROW))
    assert [row.line for row in rows] == [2, 3]
    assert rows[0].item is None
    assert reason in rows[0].reason
    assert rows[1].item


def test_a_cell_of_twenty_thousand_characters_is_taken() -> None:
    long = [cell if place != 2 else "长" * 20_000 for place, cell in enumerate(ROW)]
    for name, file in (("csv", as_csv(HEADINGS, long)), ("xlsx", as_xlsx(HEADINGS, long))):
        assert len(only(read(file, name)).data["stem"]["zh-hans"]) == 20_000


def test_words_in_a_column_without_a_known_heading_are_mentioned() -> None:
    (row,) = read(as_csv([*HEADINGS, "备注"], [*ROW, "问王老师"]))
    assert "问王老师" in row.remarks[0]


def test_marks_that_are_not_in_pairs_are_refused_by_line() -> None:
    rows = read(as_csv(HEADINGS, ROW) + 'q2,单选,"没有关上'.encode())
    assert rows[0].item
    assert "not in pairs" in rows[1].reason


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"\x81\xff\xfe,\x90", "csv", "neither in UTF-8"),
        (b"", "csv", "no row of headings"),
        ("只是\n一些\n文字".encode(), "csv", "no row of headings"),
        (b"no workbook", "xlsx", "no XLSX file"),
        (b"PK\x03\x04 broken", "xlsx", "no XLSX file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx", "password"),
    ],
)
def test_what_is_no_table_is_refused_as_a_whole(content: bytes, name: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(content, name)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_file_that_is_too_large_is_refused_as_a_whole(name: str) -> None:
    with pytest.raises(Unreadable, match="larger than 50 MB"):
        read(bytes(MAX_BYTES + 1), name)


def archive(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, part in parts.items():
            zipped.writestr(name, part)
    return content.getvalue()


def with_part(book: bytes, name: str, change: Any) -> bytes:
    """*book* with one part changed."""
    with zipfile.ZipFile(io.BytesIO(book)) as zipped:
        parts = {one: zipped.read(one) for one in zipped.namelist()}
    parts[name] = change(parts.get(name, b""))
    return archive(**parts)


def test_a_workbook_with_macros_is_refused() -> None:
    book = with_part(as_xlsx(HEADINGS, ROW), "xl/vbaProject.bin", lambda _part: b"macro")
    with pytest.raises(Unreadable, match="macros"):
        read(book, "xlsx")


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    bomb = archive(**{"xl/workbook.xml": b"<workbook/>", "x": bytes(MAX_UNPACKED + 1)})
    with pytest.raises(Unreadable, match="unpacks to more than 200 MB"):
        read(bomb, "xlsx")


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    book = as_xlsx(HEADINGS, ROW)
    place = book.rindex(b"xl/worksheets/sheet1.xml") - 46
    lying = book[: place + 24] + (10).to_bytes(4, "little") + book[place + 28 :]
    with pytest.raises(Unreadable, match="no XLSX file"):
        read(lying, "xlsx")


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_entities_in_a_workbook_are_refused(part: str) -> None:
    book = with_part(as_xlsx(HEADINGS, ROW), part, lambda xml: LAUGHS + xml.split(b"?>")[-1])
    with pytest.raises(Unreadable, match="entities"):
        read(book, "xlsx")


def test_what_is_no_text_in_a_cell_is_refused_by_its_name() -> None:
    formula = [*ROW[:4], "=A1&B1", *ROW[5:]]
    date = [*ROW[:4], datetime.date(2026, 3, 4), *ROW[5:]]
    rows = read(as_xlsx(HEADINGS, formula, date, ROW), "xlsx")
    assert "E2 holds a formula" in rows[0].reason
    assert "E3 holds a date" in rows[1].reason
    assert rows[2].item


def test_numbers_stay_as_they_are_written() -> None:
    item = only(read(as_xlsx(HEADINGS, [7, "单选", "几？", 3, 2.5, True, "B"]), "xlsx"))
    assert item.external_id == "7"
    assert [one["text"]["zh-hans"] for one in item.data["options"]] == ["3", "2.5", "TRUE"]


def test_what_is_merged_downwards_holds_for_each_row() -> None:
    other = ["q2", "单选", "然后呢？", "甲", "乙", "丙", "B", "", "", ""]
    rows = read(as_xlsx(["县题库"], HEADINGS, ROW, other, merge="J3:J4"), "xlsx")
    assert [row.line for row in rows] == [3, 4]
    assert [row.item.written.labels[0] for row in rows if row.item] == [("competence", "3.4")] * 2


def many_rows(filler: bytes, more: bytes = b"") -> bytes:
    def change(xml: bytes) -> bytes:
        rows = b"".join(
            b'<row r="%d">%s</row>' % (number, filler) for number in range(3, 1_000_001)
        )
        return xml.replace(b"</sheetData>", rows + more + b"</sheetData>")

    return with_part(as_xlsx(HEADINGS, ROW), "xl/worksheets/sheet1.xml", change)


def test_a_million_empty_rows_are_not_read() -> None:
    assert only(read(many_rows(b'<c s="0"/>'), "xlsx")).external_id == "q1"


def test_words_below_very_many_empty_rows_are_not_lost_in_silence() -> None:
    last = b'<row r="1000001"><c t="inlineStr"><is><t>unten</t></is></c></row>'
    rows = read(many_rows(b"", last), "xlsx")
    assert len(rows) == 2
    assert "nothing below was read" in rows[1].reason


def test_cells_that_go_out_begin_with_no_formula() -> None:
    row = [*ROW[:2], "=1+1", *ROW[3:]]
    item = only(read(as_csv(HEADINGS, row)))
    for name in ("csv", "xlsx"):
        export = FORMATS[name].write([item])
        assert b",=1+1" not in export.content
        assert only(read(export.content, name)).same_as(item)


def test_a_cell_of_signs_alone_heads_no_column() -> None:
    assert [read_heading(cell) for cell in ("()", "( )", "(", "/", "_en")] == [None] * 5


def test_headings_that_go_out_are_understood() -> None:
    for name in ("id", "stem", "right", "data", *(f"option {letter}" for letter in OPTIONS)):
        for language in (None, "zh-hans", "en"):
            marked = language if name in {"stem", "right"} or name.startswith("option") else None
            assert read_heading(heading(Column(name, marked))) == Column(name, marked)  # type: ignore[arg-type]


@pytest.mark.parametrize("type_", sorted(TYPES))
@pytest.mark.parametrize("name", ["xlsx", "csv"])
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_every_question_comes_back_from_a_sheet_as_it_was(
    type_: str, name: str, data: st.DataObject
) -> None:
    sent = data.draw(st.lists(items([type_]), min_size=1, max_size=3))
    export = FORMATS[name].write(sent)
    assert (export.written, export.refused) == (len(sent), [])
    rows = read(export.content, name)
    assert [row.reason for row in rows] == [""] * len(sent)
    assert all(item.same_as(row.item) for item, row in zip(sent, rows, strict=True))
