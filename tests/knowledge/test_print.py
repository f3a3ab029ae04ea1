from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from xinqiao.knowledge.print.characters import missing_in
from xinqiao.knowledge.print.drawings import DRAWINGS, FOLDER
from xinqiao.knowledge.print.maker import TEMPLATES, CannotPrint, fingerprint, make_pdf
from xinqiao.knowledge.print.sheets import LAYOUTS, Number, Sheet

NUMBERS = {
    number: Number(number, f"热线{number}", "难过的时候可以打", "每天", "免费")
    for number in ("12356", "12355", "110", "120")
}


def paragraph(text: str) -> dict[str, Any]:
    return {"kind": "text", "nodes": [{"node": "paragraph", "runs": [{"text": text}]}]}


def sheet(*blocks: dict[str, Any], layout: str = "handout", **others: Any) -> Sheet:
    values: dict[str, Any] = {
        "language": "zh-hans",
        "layout": layout,
        "title": "心情像天气",
        "summary": "给老师",
        "kind": "讲义",
        "readers": "班主任",
        "keywords": ["情绪"],
        "path": "/zh-hans/library/weather/",
        "blocks": blocks or (paragraph("今天的风很轻。"),),
        "numbers": NUMBERS,
    }
    return Sheet(**(values | others))


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def has_colour(pdf: bytes) -> bool:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=0.5).to_pil().convert("RGB") for page in document]
    return any(differs(page) for page in pages)


def differs(page: Image.Image) -> bool:
    """Whether red, green and blue are unequal anywhere."""
    red, green, blue = page.split()
    return any(ImageChops.difference(red, other).getextrema()[1] > 2 for other in (green, blue))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_prints_what_was_said(layout: str) -> None:
    text = text_of(make_pdf(sheet(layout=layout)))

    assert "心情像天气" in text
    assert "今天的风很轻。" in text
    assert "/zh-hans/library/weather/" in text
    assert "CC BY 4.0" in text


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert make_pdf(sheet()) == make_pdf(sheet())
    assert fingerprint(sheet()) == fingerprint(sheet())
    assert fingerprint(sheet()) != fingerprint(sheet(paragraph("别的话。")))
    assert fingerprint(sheet()) != fingerprint(sheet(), colour=False)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_variant_for_black_and_white_has_no_colour(layout: str) -> None:
    drawn = {"kind": "drawing", "drawing": "tree", "alternative": "柿子树", "height": 40}
    printed = sheet(drawn, {"kind": "help", "title": "找人说说", "nodes": []}, layout=layout)

    assert has_colour(make_pdf(printed))
    assert not has_colour(make_pdf(printed, colour=False))


def test_words_are_never_read_as_code() -> None:
    text = '#panic("x") $x^2$ *a* @b <c> \\ [d] #include "e" `f` https://example.com // g /* h */'

    assert text in text_of(make_pdf(sheet(paragraph(text)))).replace("\r\n", " ")


def test_a_character_that_the_fonts_lack_is_an_error_and_no_empty_box() -> None:
    assert missing_in("孩子说：😀😀𠮷") == ["😀", "𠮷"]
    with pytest.raises(CannotPrint, match="心情像天气"):
        make_pdf(sheet(paragraph("😀")))


def test_a_pdf_tells_its_title_its_author_and_its_language() -> None:
    reader = PdfReader(BytesIO(make_pdf(sheet())))

    assert reader.metadata is not None
    assert reader.metadata.title == "心情像天气"
    assert reader.metadata.author == "心桥"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_every_drawing_has_its_words_and_only_colours_of_the_palette() -> None:
    palette = set(re.findall(r"#[0-9a-f]{6}", (TEMPLATES / "theme.typ").read_text()))
    files = {path.stem: path for path in FOLDER.glob("*.svg")}

    assert set(files) == set(DRAWINGS)
    for name, path in files.items():
        assert set(DRAWINGS[name]) == {"zh-hans", "en"}
        assert colours_in(path) <= palette, name


def colours_in(path: Path) -> set[str]:
    drawing = path.read_text(encoding="utf-8")
    assert set(re.findall(r'(?:fill|stroke)="([a-z]+)"', drawing)) <= {"none"}
    return set(re.findall(r"#[0-9A-Fa-f]+", drawing))
