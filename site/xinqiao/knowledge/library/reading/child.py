"""Read one file of a stranger, in a process that may die of it.

Started by itself: `python -I child.py FILE FORMAT FOLDER`. Prints one line of JSON: `text`,
`pages`, `previews` and `problem` (or `rows`, asked for by that format), and leaves pictures of pages in FOLDER as 1.webp, 2.webp …
Imports nothing of the project. Its parent bounds the time; memory, processor time and what it
may write are bounded here.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

MEMORY = 900 * 1024 * 1024
PROCESSOR_SECONDS = 45
SECONDS = 30.0
"""For the text: what was read until then is kept."""
MOST_WRITTEN = 20 * 1024 * 1024
MOST_TEXT = 400_000
"""Characters: a book. What comes after is not found by its words, but can be downloaded."""
MOST_PAGES = 300
FOOTER = 42.5
"""Points, 15 mm: so low on an upright page stands what is the same on each, and no text."""
MOST_CELLS = 50_000
MOST_ROWS = 1100
PREVIEWS = 4
WIDTH = 900
"""Pixels of a page's picture."""
LARGEST_SIDE = 2400

Found = dict[str, Any]


class Cannot(Exception):
    """Carries the code of a problem."""


def bound() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def joined(pieces: Iterable[str]) -> str:
    """*pieces* as lines, as far as the limits of length and time go."""
    until = time.monotonic() + SECONDS
    lines: list[str] = []
    left = MOST_TEXT
    for piece in pieces:
        words = " ".join(piece.replace("\0", " ").split())
        if words:
            lines.append(words[:left])
            left -= len(words) + 1
        if left <= 0 or time.monotonic() > until:
            break
    text = "\n".join(lines)
    return text.encode("utf-8", "ignore").decode()  # half characters come along in broken files


def read_pdf(path: Path, folder: Path) -> Found:
    import pypdfium2 as pdfium  # each format loads its library alone
    import pypdfium2.raw as raw

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as fault:
        locked = fault.err_code == raw.FPDF_ERR_PASSWORD
        raise Cannot("locked" if locked else "broken") from fault
    pages = len(document)
    if pages == 0:
        raise Cannot("broken")

    def texts() -> Iterator[str]:
        for number in range(min(pages, MOST_PAGES)):
            with contextlib.suppress(pdfium.PdfiumError):
                page = document[number]
                width, height = page.get_size()
                below = FOOTER if height > width else None
                yield page.get_textpage().get_text_bounded(bottom=below, errors="ignore")

    text = joined(texts()) or joined(texts_by_pypdf(path))
    return {"text": text, "pages": pages, "previews": draw(document, folder)}


def texts_by_pypdf(path: Path) -> Iterator[str]:
    """A second try: some fonts are read by the one library and some by the other."""
    from pypdf import PdfReader

    with contextlib.suppress(Exception):  # it only helps; a broken file was told by the first
        for page in PdfReader(path).pages[:20]:
            yield page.extract_text()


def draw(document: Any, folder: Path) -> int:
    """Pictures of the first pages; how many there are. A page that cannot be drawn ends them."""
    for number in range(min(len(document), PREVIEWS)):
        try:
            page = document[number]
            width, height = page.get_size()
            scale = min(WIDTH / max(width, 1), LARGEST_SIDE / max(height, 1))
            picture = page.render(scale=scale).to_pil().convert("RGB")
            picture.save(folder / f"{number + 1}.webp", "WEBP", quality=72, method=4)
        except Exception:  # noqa: BLE001  (drawing fails in many ways; the text is worth more)
            return number
    return min(len(document), PREVIEWS)


def read_docx(path: Path, folder: Path) -> Found:
    from docx import Document

    document = Document(str(path))

    def texts() -> Iterator[str]:
        for part in document.iter_inner_content():
            if hasattr(part, "rows"):
                for row in part.rows:
                    yield " ".join(cell.text for cell in row.cells)
            else:
                yield part.text

    return {"text": joined(texts()), "pages": None, "previews": 0}


def read_pptx(path: Path, folder: Path) -> Found:
    from pptx import Presentation

    slides = Presentation(str(path)).slides

    def texts() -> Iterator[str]:
        for slide in list(slides)[:MOST_PAGES]:
            for shape in slide.shapes:
                if shape.has_text_frame:
                    yield shape.text_frame.text
                if getattr(shape, "has_table", False):
                    for row in shape.table.rows:
                        yield " ".join(cell.text for cell in row.cells)
            if slide.has_notes_slide and slide.notes_slide.notes_text_frame:
                yield slide.notes_slide.notes_text_frame.text

    return {"text": joined(texts()), "pages": len(slides), "previews": 0}


def read_xlsx(path: Path, folder: Path) -> Found:
    from openpyxl import load_workbook

    book = load_workbook(path.open("rb"), read_only=True, data_only=True)
    if not book.worksheets:
        raise Cannot("broken")

    def texts() -> Iterator[str]:
        left = MOST_CELLS
        for sheet in book.worksheets:
            yield sheet.title
            for row in sheet.iter_rows(max_col=100, values_only=True):
                left -= max(len(row), 1)
                if left < 0:
                    return
                yield " ".join(str(value) for value in row if value is not None)

    return {"text": joined(texts()), "pages": len(book.sheetnames), "previews": 0}


def read_rows(path: Path, folder: Path) -> Found:
    """The cells of the first sheet as text."""
    from openpyxl import load_workbook

    sheet = load_workbook(path.open("rb"), read_only=True, data_only=True).worksheets[0]
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=60, values_only=True)
    return {"rows": [["" if cell is None else str(cell)[:5000] for cell in row] for row in rows]}


def read_picture(path: Path, folder: Path) -> Found:
    from PIL import Image

    with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as picture:
        picture.thumbnail((WIDTH, LARGEST_SIDE))
        picture.convert("RGB").save(folder / "1.webp", "WEBP", quality=72, method=4)
    return {"text": "", "pages": None, "previews": 1}


READERS = {
    "pdf": read_pdf,
    "docx": read_docx,
    "pptx": read_pptx,
    "xlsx": read_xlsx,
    "rows": read_rows,
    "jpg": read_picture,
    "png": read_picture,
    "webp": read_picture,
}


def read(path: Path, kind: str, folder: Path) -> Found:
    try:
        return READERS[kind](path, folder)
    except Cannot as fault:
        return {"problem": str(fault)}
    except MemoryError:
        return {"problem": "too_much"}
    except Exception:  # noqa: BLE001  (the libraries fail in all ways on a broken file)
        return {"problem": "broken"}


def main() -> None:
    path, kind, folder = sys.argv[1:]
    bound()
    found = read(Path(path), kind, Path(folder))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
