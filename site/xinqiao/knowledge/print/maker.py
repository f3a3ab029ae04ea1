"""PDFs from sheets, by our own templates and fonts. The same sheet gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import threading
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import typst
from pylopdf_fonts_zh_cn import sans_path

from .drawings import FOLDER as DRAWINGS
from .sheets import Sheet, values_for_template

TEMPLATES = Path(__file__).parent / "templates"
ACCESSIBLE: Final = "ua-1"
"""The standard that asks for a title, a language, tags and words for each drawing. By it, a
character that our fonts lack is an error."""
A_FIXED_DAY = 1_767_225_600
"""The date in each file: the first day of 2026. What is printed tells the day of its review."""

one_at_a_time = threading.Lock()


class CannotPrint(Exception):
    """The templates or the fonts cannot set this sheet."""


@cache
def compiler() -> typst.Compiler:
    """Reading the fonts takes longer than a sheet, so there is one in each process."""
    return typst.Compiler(
        str(TEMPLATES / "main.typ"),
        root=TEMPLATES.parent,
        font_paths=[str(sans_path().parent)],
        ignore_system_fonts=True,
    )


def make_pdf(sheet: Sheet, *, colour: bool = True) -> bytes:
    """*sheet* as a PDF, in colour or for a printer that has none; some 30 ms."""
    data = json.dumps(values_for_template(sheet, colour=colour), ensure_ascii=False)
    with one_at_a_time:
        try:
            made: Any = compiler().compile(
                format="pdf",
                sys_inputs={"sheet": data},
                pdf_standards=ACCESSIBLE,
                timestamp=A_FIXED_DAY,
            )
        except typst.TypstError as error:
            raise CannotPrint(f"{sheet.title}: {error.message}") from error
    return bytes(made)


def fingerprint(sheet: Sheet, *, colour: bool = True) -> str:
    """Changes exactly when the PDF may: with the words, the templates, the drawings or typst."""
    data = json.dumps(values_for_template(sheet, colour=colour), sort_keys=True)
    return hashlib.sha256(f"{look()} {data}".encode()).hexdigest()


@cache
def look() -> str:
    """A fingerprint of all that is no text."""
    digest = hashlib.sha256(version("typst").encode())
    for path in sorted([*TEMPLATES.glob("*.typ"), *DRAWINGS.glob("*.svg")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
