"""Files for tests, made as the programs make them that people use."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.core.files.base import ContentFile
from django.test import TestCase
from docx import Document
from openpyxl import Workbook
from PIL import Image
from pptx import Presentation
from pypdf import PdfWriter

from tests.knowledge_factories import ResourcePageFactory
from xinqiao.knowledge.library.files import add_file
from xinqiao.knowledge.models import ResourceFile, ResourcePage


def pdf(*, pages: int = 1, password: str = "") -> bytes:
    """Empty sheets of A4."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    return written(writer.write)


def written(write: Any) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()


def docx(*paragraphs: str) -> bytes:
    document = Document()
    for words in paragraphs or ("一周心情",):
        document.add_paragraph(words)
    return written(document.save)


def pptx(title: str = "呼吸三拍") -> bytes:
    slides = Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[0])
    slide.shapes.title.text = title
    return written(slides.save)


def xlsx(*rows: list[str]) -> bytes:
    book = Workbook()
    for row in rows or (["家访清单", "完成"],):
        book.active.append(row)
    return written(book.save)


def picture(kind: str = "PNG") -> bytes:
    return written(lambda out: Image.new("RGB", (60, 40), "#b0431a").save(out, kind))


def zipped(members: dict[str, bytes]) -> bytes:
    def write(out: Any) -> None:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)

    return written(write)


def changed(office: bytes, members: dict[str, bytes]) -> bytes:
    """The same office file with some of its *members* put in anew."""
    with zipfile.ZipFile(io.BytesIO(office)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return zipped(kept | members)


def keep(resource: ResourcePage, content: bytes, **options: Any) -> ResourceFile:
    """*content* is kept and read, but nobody is given it yet."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        file = add_file(resource, ContentFile(content), **options)
    file.refresh_from_db()
    return file


def with_file(resource: ResourcePage, content: bytes, **options: Any) -> ResourceFile:
    """A published resource gives out *content* from now on."""
    file = keep(resource, content, **options)
    place = "mono_file" if file.variant == ResourceFile.Variant.MONO else "file"
    setattr(resource, place, file)
    resource.save_revision().publish()
    file.refresh_from_db()
    resource.refresh_from_db()
    return file


def worksheet(content: bytes | None = None, **fields: Any) -> ResourcePage:
    """A published resource with a file."""
    resource = ResourcePageFactory(**fields)
    with_file(resource, content or pdf())
    return resource
