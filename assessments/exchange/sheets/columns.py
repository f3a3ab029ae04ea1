"""The columns of a sheet: what they are called, and what a row of them says.

A trainer fills in the readable columns. What has no column of its own stands as JSON in `data`;
what a column says goes before what `data` says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from assessments.texts import Language

OPTIONS = "ABCDEFGHIJKLMNOPQRST"

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("编号", "id", "题号", "编码", "external id"),
    "type": ("题型", "type", "类型", "question type", "题目类型", "试题类型"),
    "stem": ("题干", "stem", "question", "题目", "试题", "试题内容", "题目内容", "问题"),
    "right": (
        "答案",
        "right answer",
        "正确答案",
        "answer",
        "right",
        "key",
        "标准答案",
        "参考答案",
        "正确选项",
    ),
    "explanation": ("解析", "explanation", "答案解析", "说明", "试题解析", "题目解析"),
    "tags": ("标签", "tags", "tag", "关键词", "知识点"),
    "competence": ("能力", "competence", "competences", "能力点", "能力编号"),
    "difficulty": ("难度", "difficulty", "目标难度"),
    "must pass": ("必须答对", "must pass", "must be right", "必答对"),
    "source": ("来源", "source", "出处"),
    "family": ("题族", "family", "同族"),
    "lesson": ("补习课时", "lesson", "lesson key"),
    "data": ("数据", "data"),
}
"""By our name of a column, what it may be called; the first two are written."""

IN_BOTH = frozenset({"stem", "explanation", "right"})
"""Columns that may be there once for each language; options may, too."""

OPTION = re.compile(r"(?:选项|备选项|备选答案|option|choice|answer)?([a-t])(?:选项)?")
LANGUAGE_MARKS: dict[str, Language] = {
    "中文": "zh-hans",
    "汉语": "zh-hans",
    "zh": "zh-hans",
    "zh-hans": "zh-hans",
    "chinese": "zh-hans",
    "英文": "en",
    "英语": "en",
    "en": "en",
    "english": "en",
}
MARK = re.compile(r"\(([^()]+)\)|(中文|英文|_zh|_en)$")


class Column(NamedTuple):
    """`name` is a key of NAMES or `option A`; `number` tells pieces of `data` apart."""

    name: str
    language: Language | None = None
    number: int = 0


def _plain(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).lower().replace("_", " ").split())


KNOWN = {_plain(word): name for name, words in NAMES.items() for word in words}


def read_heading(cell: str) -> Column | None:
    """The column that *cell* heads, or None when it is none of ours."""
    for words in re.split(r"[/\n]", unicodedata.normalize("NFKC", cell)):
        if column := _read_one(words.strip().lower()):
            return column
    return None


def _read_one(words: str) -> Column | None:
    language: Language | None = None
    if marked := MARK.search(words):
        mark = (marked[1] or marked[2]).strip().strip("_")
        if mark not in LANGUAGE_MARKS:
            return None
        language = LANGUAGE_MARKS[mark]
        words = words[: marked.start()] + words[marked.end() :]
    words = _plain(words)
    number = 0
    if piece := re.fullmatch(r"(data|数据) ?(\d{1,3})", words):
        words, number = "data", int(piece[2])
    if name := KNOWN.get(words):
        return Column(name, language if name in IN_BOTH else None, number)
    if option := OPTION.fullmatch(words.replace(" ", "")):
        return Column(f"option {option[1].upper()}", language)
    return None


def read_headings(cells: Sequence[str]) -> dict[int, Column] | None:
    """Columns by place, if *cells* are a row of headings: it has a stem, or `data`."""
    found: dict[int, Column] = {}
    for place, cell in enumerate(cells):
        column = read_heading(cell) if cell.strip() else None
        if column and column not in found.values():
            found[place] = column
    names = {column.name for column in found.values()}
    return found if names & {"stem", "data"} and len(found) > 1 else None


def heading(column: Column) -> str:
    """What to write above *column*; `read_heading` understands it."""
    mark = {"zh-hans": ("（中文）", " (Chinese)"), "en": ("（英文）", " (English)"), None: ("", "")}
    chinese, english = mark[column.language]
    if column.name.startswith("option "):
        letter = column.name[-1]
        return f"选项 {letter}{chinese} / Option {letter}{english}"
    first, second = NAMES[column.name][:2]
    number = f" {column.number}" if column.number else ""
    return f"{first}{number}{chinese} / {second.capitalize()}{number}{english}"
