"""Single cells: what a person writes in them, and back."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

from assessments.exchange.base import Refused
from xinqiao.common.cells import safe_cell

YES = frozenset({"是", "对", "正确", "√", "✓", "yes", "y", "true", "t", "1", "right", "真", "必须"})
NO = frozenset(
    {"否", "错", "错误", "×", "✗", "x", "no", "n", "false", "f", "0", "wrong", "假", "不"}
)

TYPES_CALLED: dict[str, str] = {
    "单选": "single",
    "单项选择": "single",
    "多选": "multiple",
    "多项选择": "multiple",
    "判断": "truefalse",
    "是非": "truefalse",
    "true/false": "truefalse",
    "true or false": "truefalse",
    "排序": "ordering",
    "匹配": "matching",
    "连线": "matching",
    "配对": "matching",
    "完形填空": "cloze",
    "选词填空": "cloze",
    "数值": "numeric",
    "计算": "numeric",
    "填空": "short",
    "简短回答": "short",
    "short answer": "short",
    "论述": "essay",
    "问答": "essay",
    "简答": "essay",
    "案例": "case",
    "情境判断": "judgement",
    "说明": "information",
    "single choice": "single",
    "one right answer": "single",
    "multiple choice": "multiple",
    "several right answers": "multiple",
}
TYPE_CELLS = {
    "single": "单选 single",
    "multiple": "多选 multiple",
    "truefalse": "判断 truefalse",
    "ordering": "排序 ordering",
    "matching": "匹配 matching",
    "cloze": "完形填空 cloze",
    "numeric": "数值 numeric",
    "short": "填空 short",
    "essay": "论述 essay",
    "case": "案例 case",
    "judgement": "情境判断 judgement",
    "information": "说明 information",
}


def shelter(text: str) -> str:
    """*text* as no spreadsheet runs it; `unshelter` gives it back."""
    bare = text.lstrip("'")
    return "'" + text if safe_cell(bare) != bare else text


def unshelter(cell: str) -> str:
    bare = cell.lstrip("'")
    return cell[1:] if cell.startswith("'") and safe_cell(bare) != bare else cell


def read_type(cell: str) -> str:
    words = " ".join(cell.lower().split())
    for known in (words, words.removesuffix("题"), *words.split()):
        known = known.removesuffix("题")
        if known in TYPE_CELLS:
            return known
        if known in TYPES_CALLED:
            return TYPES_CALLED[known]
    return words


def read_yes(cell: str) -> bool | None:
    words = cell.strip().lower()
    return True if words in YES else False if words in NO else None


def read_letters(cell: str) -> list[str]:
    """The letters of right answers, as `AC`, `A, C` or `A、C`."""
    letters = re.sub(r"[\s,，、;；.。/|和与]+", "", unicodedata.normalize("NFKC", cell)).upper()
    if not re.fullmatch("[A-T]+", letters):
        raise Refused(_("The right answer “%s” names no options: write letters as AC.") % cell[:40])
    return sorted(set(letters))


def read_list(cell: str) -> list[str]:
    """Words apart by commas, semicolons or lines; or a list in JSON."""
    if cell.startswith("["):
        try:
            found = json.loads(cell)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return found
    return [word.strip() for word in re.split(r"[,，;；、\n]", cell) if word.strip()]


def list_cell(words: list[str]) -> str:
    cell = "; ".join(words)
    return cell if read_list(cell) == words else json.dumps(words, ensure_ascii=False)


def read_difficulty(cell: str) -> int | None:
    """A number from 0 to 100; a share as 0.6 or 60%, too."""
    if not cell:
        return None
    try:
        number = float(cell.rstrip("%％").strip())
        if "." in cell and 0 < number < 1:
            number *= 100
        return round(number)
    except (ValueError, OverflowError):
        raise Refused(_("The difficulty is a number from 0 to 100.")) from None


def read_data(cell: str) -> dict[str, Any]:
    if not cell:
        return {}
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        raise Refused(_("The column with data holds no JSON that can be read.")) from None
    if not isinstance(found, dict):
        raise Refused(_("The column with data holds no JSON that can be read."))
    return found
