"""What the rows of a sheet say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.exchange.base import Finding, Refused, Row, Unreadable, keepable
from assessments.exchange.keys import LETTERS
from assessments.exchange.text import guess
from assessments.question_types import TYPES
from assessments.texts import LANGUAGES, Language

from .cells import (
    read_data,
    read_difficulty,
    read_letters,
    read_list,
    read_type,
    read_yes,
    unshelter,
)
from .columns import IN_BOTH, Column, read_headings

Cells = Mapping[Column, str]
Cell = str | Refused
"""Words, or why there are none. It matters only where a column is read."""
Line = tuple[int, list[Cell] | Refused]
"""The number of a line and its cells, or why they cannot be read."""

HEADINGS_WITHIN = 10
WITH_OPTIONS = {"single": "options", "multiple": "options", "ordering": "items"}


class NoHeadings(Unreadable):
    """There is no row that says what the columns are."""


def read_lines(lines: Iterable[Line]) -> Iterator[Row]:
    """The questions below the first row of headings."""
    columns: dict[int, Column] | None = None
    looked_at = 0
    for number, cells in lines:
        if columns is None:
            looked_at += 1
            columns = None if isinstance(cells, Refused) else read_headings(list(map(words, cells)))
            if columns is None and looked_at >= HEADINGS_WITHIN:
                break
            continue
        if isinstance(cells, Refused):
            yield Finding(number).refused(str(cells))
        elif any(not isinstance(cell, str) or cell.strip() for cell in cells):
            yield read_row(number, cells, columns)
    if columns is None:
        raise NoHeadings(
            _("There is no row of headings: one with “Stem” or “题干” among the first %s rows.")
            % HEADINGS_WITHIN
        )


def words(cell: Cell) -> str:
    return cell if isinstance(cell, str) else ""


def read_row(number: int, cells: Sequence[Cell], columns: Mapping[int, Column]) -> Row:
    finding = Finding(number)
    try:
        strays = [
            str(cell)
            for place, cell in enumerate(cells)
            if place not in columns and str(cell).strip()
        ]
        for place in columns:
            if place < len(cells) and isinstance(refusal := cells[place], Refused):
                raise refusal
        told = {
            column: unshelter(words(cells[place])).strip()
            for place, column in columns.items()
            if place < len(cells)
        }
        fill(
            finding, {column: cell for column, cell in told.items() if cell}, set(columns.values())
        )
        if strays:
            finding.remarks.append(
                _("Columns without a heading that is known were left out: “%s”.") % strays[0][:40]
            )
    except Refused as refusal:
        return finding.refused(str(refusal))
    return finding.row()


def fill(finding: Finding, told: Cells, all_columns: set[Column]) -> None:
    """Put into *finding* what the cells say. Raises `Refused`."""
    plain = {column.name: cell for column, cell in told.items() if column.language is None}
    finding.external_id = plain.get("id", "")
    finding.title = next((told[one] for one in told if one.name == "stem"), "")
    if bad := [cell for cell in told.values() if not keepable(cell)]:
        raise Refused(_("There is a character that cannot be kept in “%s”.") % bad[0][:20])
    pieces = sorted(column for column in told if column.name == "data")
    data = read_data("".join(told[column] for column in pieces))
    by_text = texts_of(told, all_columns)
    finding.type = type_of(plain, by_text)
    if finding.type not in TYPES:
        return  # which is said of all kinds of files in the same words
    for name in ("stem", "explanation"):
        if name in by_text:
            data[name] = merged(data.get(name), by_text[name])
    place_options(finding.type, data, by_text)
    place_right(finding.type, data, by_text, plain.get("right", ""))
    finding.data = data
    finding.family = plain.get("family", "")
    finding.tags = read_list(plain.get("tags", ""))
    finding.competences = read_list(plain.get("competence", ""))
    finding.difficulty = read_difficulty(plain.get("difficulty", ""))
    finding.source = plain.get("source", "")
    must_pass = read_yes(plain.get("must pass", "否"))
    if must_pass is None:
        raise Refused(_("“Must pass” is answered by yes or no."))
    finding.must_pass = must_pass
    if lesson := plain.get("lesson"):
        try:
            finding.lesson_key = UUID(lesson)
        except ValueError:
            raise Refused(_("The key of the lesson is none.")) from None


def texts_of(told: Cells, all_columns: set[Column]) -> dict[str, dict[Language, str]]:
    """Words by column and language; a heading that names no language leaves it to be guessed."""
    everywhere = {column.language for column in all_columns if column.language}
    guessed = guess(told.get(Column("stem")) or " ".join(told.values()))

    def language_of(column: Column) -> Language:
        marked = {one.language for one in all_columns if one.name == column.name and one.language}
        if column.language:
            return column.language
        if len(marked) == 1:
            return "zh-hans" if "en" in marked else "en"
        return next(iter(everywhere)) if len(everywhere) == 1 else guessed  # type: ignore[return-value]

    texts: dict[str, dict[Language, str]] = {}
    for column in told:
        if column.name in IN_BOTH or column.name.startswith("option "):
            texts.setdefault(column.name, {})[language_of(column)] = told[column]
    return texts


def merged(kept: Any, said: dict[Language, str]) -> dict[str, str]:
    """Texts of `data` and of columns; those of columns go first."""
    texts = {**(kept if isinstance(kept, dict) else {}), **said}
    return {code: texts[code] for code in LANGUAGES if code in texts}


def type_of(plain: Mapping[str, str], texts: Mapping[str, Any]) -> str:
    """As said, or as the answer looks."""
    if said := plain.get("type"):
        return read_type(said)
    options = any(name.startswith("option ") for name in texts)
    right = next(iter(texts.get("right", {}).values()), "")
    if options and right:
        return "single" if len(read_letters(right)) == 1 else "multiple"
    if read_yes(right) is not None and not options:
        return "truefalse"
    raise Refused(_("The type of the question is missing."))


def place_options(type_: str, data: dict[str, Any], texts: Mapping[str, Any]) -> None:
    """Options of columns become parts; `data` may add keys and feedback to each, in their order."""
    letters = sorted(name[-1] for name in texts if name.startswith("option "))
    if not letters:
        return
    if type_ == "truefalse" and answered_by_letter(texts):
        return
    if type_ not in WITH_OPTIONS:
        raise Refused(_("A question of this type has no options in columns."))
    if letters != [chr(ord("A") + place) for place in range(len(letters))]:
        raise Refused(_("The options have a gap: %s.") % ", ".join(letters))
    kept = data.get(WITH_OPTIONS[type_])
    if kept is None:
        kept = [{} for _letter in letters]
    if not isinstance(kept, list) or len(kept) != len(letters):
        raise Refused(_("The column with data knows another number of options than there are."))
    if not all(isinstance(one, dict) for one in kept):
        raise Refused(_("The column with data holds no JSON that can be read."))
    data[WITH_OPTIONS[type_]] = [
        {"key": LETTERS[place], **more, "text": texts[f"option {letter}"]}
        for place, (letter, more) in enumerate(zip(letters, kept, strict=True))
    ]


def answered_by_letter(texts: Mapping[str, Any]) -> bool:
    """Whether A and B say right and wrong; the right answer, if a letter, becomes what it says."""
    said = {
        name[-1]: read_yes(next(iter(texts[name].values())))
        for name in texts
        if name.startswith("option ")
    }
    if sorted(said) != ["A", "B"] or None in said.values() or said["A"] == said["B"]:
        return False
    for code, words_ in texts.get("right", {}).items():
        if (letter := words_.strip().upper()) in said:
            texts["right"][code] = "对" if said[letter] else "错"
    return True


def place_right(type_: str, data: dict[str, Any], texts: Mapping[str, Any], right: str) -> None:
    said: dict[Language, str] = texts.get("right", {})
    if not said:
        return
    first = next(iter(said.values()))
    if type_ in {"single", "multiple"}:
        keys = right_keys(data, read_letters(first))
        if type_ == "single" and len(keys) != 1:
            raise Refused(_("Such a question has one right answer, here are %s.") % len(keys))
        data["right"] = keys if type_ == "multiple" else keys[0]
    elif type_ == "truefalse":
        data["right"] = read_yes(first)
        if data["right"] is None:
            raise Refused(_("The right answer is either right or wrong."))
    elif type_ == "short":
        data["accepted"] = {
            code: [one.strip() for one in re.split(r"[\n|｜]", words) if one.strip()]
            for code, words in said.items()
        }
    elif type_ == "numeric":
        value, _sign, tolerance = first.replace("±", "+-").partition("+-")
        data["value"] = number(value)
        if tolerance:
            data["tolerance"] = number(tolerance)
    elif type_ == "ordering":
        raise Refused(_("The options are written in their right order; there is no right answer."))
    else:
        raise Refused(_("A question of this type has its right answer in the column with data."))


def right_keys(data: Mapping[str, Any], letters: list[str]) -> list[str]:
    options = data.get("options", [])
    if not isinstance(options, list):
        return []
    places = [ord(letter) - ord("A") for letter in letters]
    if bad := [letter for letter, at in zip(letters, places, strict=True) if at >= len(options)]:
        raise Refused(_("The right answer %s is none of the options.") % ", ".join(bad))
    keys = [options[at].get("key") for at in places if isinstance(options[at], dict)]
    return [key for key in keys if isinstance(key, str)]


def number(words: str) -> float:
    try:
        return float(words.strip())
    except ValueError:
        raise Refused(_("“%s” is no number.") % words.strip()[:40]) from None
