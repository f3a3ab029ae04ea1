"""Sheets as people really keep them in Excel, WPS and LibreOffice."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from assessments.exchange.base import Row
from assessments.exchange.sheets import read_csv, read_xlsx

HEAD = ["题型", "题干", "选项A", "选项B", "答案"]
GOOD = ["单选题", "孩子哭了怎么办？", "陪着", "走开", "A"]


def book(**sheets: list[list[Any]]) -> Workbook:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def read(made: Workbook) -> list[Row]:
    content = io.BytesIO()
    made.save(content)
    with override("en"):
        return list(read_xlsx(content.getvalue()))


def table(text: bytes) -> list[Row]:
    with override("en"):
        return list(read_csv(text))


def test_each_sheet_of_a_workbook_is_read() -> None:
    other = ["多选题", "怎样听？", "看着他", "打断他", "Z"]
    rows = read(book(单选=[HEAD, GOOD], 多选=[["题库二"], HEAD, other, GOOD]))
    assert [(row.line, bool(row.item)) for row in rows] == [(2, True), (3, False), (4, True)]
    assert rows[1].reason.startswith("Sheet “多选”:")


def test_a_page_of_words_is_no_table_and_a_table_without_headings_is_not_lost() -> None:
    notes = [["请按模板填写"], ["一行一题"]]
    bare = [GOOD, GOOD]
    rows = read(book(说明=notes, 题目=[HEAD, GOOD], 旧题=bare))
    assert [bool(row.item) for row in rows] == [True, False]
    assert (rows[1].title, "no row of headings" in rows[1].reason) == ("旧题", True)


def test_hidden_sheets_and_rows_are_told_of() -> None:
    made = book(
        题目=[HEAD, GOOD, [*GOOD[:1], "还有呢？", *GOOD[2:]]], 草稿=[HEAD, GOOD], 列表=[["单选"]]
    )
    made["题目"].row_dimensions[3].hidden = True
    made["草稿"].sheet_state = made["列表"].sheet_state = "hidden"
    rows = read(made)
    assert [bool(row.item) for row in rows] == [True, True, False]
    assert rows[0].remarks == ()
    assert rows[1].remarks == ("This row is hidden in the sheet.",)
    assert "“草稿” is hidden" in rows[2].reason


def test_formulas_and_dates_matter_only_where_something_is_read() -> None:
    day = datetime.date(2026, 3, 1)
    rows = read(
        book(
            题目=[
                ["序号", *HEAD, "更新时间"],
                ["=ROW()-1", *GOOD, day],
                [2, "单选题", day, *GOOD[2:], day],
            ]
        )
    )
    assert rows[0].item
    assert "left out" in rows[0].remarks[0]
    assert rows[1].item is None
    assert rows[1].reason.startswith("C3 holds a date")


def test_what_stands_far_to_the_right_is_not_lost_in_silence() -> None:
    made = book(题目=[HEAD, GOOD])
    made["题目"].cell(row=2, column=301, value="far")
    rows = read(made)
    assert [bool(row.item) for row in rows] == [True, False]
    assert rows[1].reason == "Cells to the right of column KN were not read."


@pytest.mark.parametrize(("answer", "right"), [("A", True), ("B", False), ("对", True)])
def test_true_and_false_may_be_answered_by_letter(answer: str, right: bool) -> None:
    (row,) = read(book(题目=[HEAD, ["判断题", "孩子会好。", "正确", "错误", answer]]))
    assert row.item
    assert (row.item.type, row.item.data["right"]) == ("truefalse", right)


def test_headings_and_letters_as_others_call_them() -> None:
    head = ["题目类型", "题目内容", "A选项", "B 选项", "选项C", "参考答案", "知识点"]
    (row,) = read(
        book(题目=[head, ["多选题", "怎样听？", "看着", "点头", "打断", "Ａ｜Ｂ", "倾听"]])
    )
    assert row.item
    assert row.item.data["right"] == ["a", "b"]
    assert row.item.written.labels == [("tag", "倾听")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_text_tables_of_every_spreadsheet(delimiter: str, encoding: str) -> None:
    """With blank columns behind, a line break in a cell, and the headings in the second row."""
    head = delimiter.join([*HEAD, "", ""])
    cells = ["单选题", '"孩子哭了，\r\n怎么办？"', "陪着", "走开", "A", "", ""]
    text = f"第一章{delimiter * 6}\r\n{head}\r\n{delimiter.join(cells)}\r\n{delimiter * 6}\r\n"
    (row,) = table(text.encode(encoding))
    assert row.item, row.reason
    assert row.line == 3
    assert row.item.data["stem"]["zh-hans"].split() == ["孩子哭了，", "怎么办？"]
    assert row.remarks == ()
