"""Files come in, are read apart, and go out again."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase

from tests.knowledge.library.making import (
    changed,
    docx,
    keep,
    pdf,
    picture,
    pptx,
    with_file,
    worksheet,
    xlsx,
    zipped,
)
from tests.knowledge.test_print import sheet
from tests.knowledge_factories import ResourcePageFactory
from xinqiao.knowledge.library import formats, reading
from xinqiao.knowledge.library.reading import child
from xinqiao.knowledge.models import ResourceFile
from xinqiao.knowledge.print.maker import make_pdf
from xinqiao.knowledge.print.sheets import LAYOUTS

pytestmark = pytest.mark.django_db

State = ResourceFile.State


def added(content: bytes, name: str = "") -> ResourceFile:
    return keep(ResourcePageFactory(), content, name=name)


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        added(content)
    assert not ResourceFile.objects.exists()
    return str(caught.value.error_list[0].code)


@pytest.mark.parametrize(
    ("content", "format_", "words"),
    [
        (docx("情绪温度计", "写一写"), "docx", "写一写"),
        (pptx("呼吸三拍"), "pptx", "呼吸三拍"),
        (xlsx(["家访清单", "完成"]), "xlsx", "家访清单 完成"),
    ],
    ids=["docx", "pptx", "xlsx"],
)
def test_the_words_of_a_file_are_taken_out(content: bytes, format_: str, words: str):
    file = added(content)

    assert (file.format, file.state, file.problem) == (format_, State.READ, "")
    assert words in file.text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_stands_at_the_foot_of_each_page_is_not_taken_for_text(layout: str):
    file = added(make_pdf(sheet(layout=layout)))

    assert "今天的风很轻。" in file.text
    assert "CC BY" not in file.text
    assert "/zh-hans/library/weather/" not in file.text


def test_the_pages_of_a_pdf_are_counted_and_drawn():
    file = added(pdf(pages=6))

    assert (file.state, file.pages, file.previews) == (State.READ, 6, child.PREVIEWS)
    assert file.file.storage.exists(file.preview_name(1))


def test_a_picture_is_drawn_anew():
    content = picture() + b"something behind the picture"
    file = added(content)

    assert (file.format, file.previews) == ("png", 1)
    assert b"something behind" not in file.file.read()


def test_a_file_is_what_its_content_says_and_not_its_name():
    assert added(docx(), name="sheet.pdf").format == "docx"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 a program", "unknown_kind"),
        (b"<html><script>alert(1)</script>", "unknown_kind"),
        (zipped({"a.txt": b"a"}), "unknown_kind"),
        (docx()[:900], "broken"),
        (formats.OLD_OFFICE + b"\0" * 600, "old_or_locked"),
        (changed(docx(), {"word/vbaProject.bin": b"x"}), "macros"),
        (changed(docx(), {"word/bomb.xml": b" " * 200_000_000}), "bomb"),
        (changed(xlsx(), {f"xl/{n}.xml": b"" for n in range(formats.MOST_MEMBERS)}), "bomb"),
    ],
    ids=["empty", "program", "page", "zip", "cut", "old", "macros", "bomb", "many"],
)
def test_what_is_not_taken_in_is_told_apart(content: bytes, code: str):
    assert refusal(content) == code


def relation(target: str, kind: str) -> bytes:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kinds}/{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    ).encode()


def test_a_document_that_loads_something_from_outside_is_refused():
    template = relation("http://example.org/x.dotm", "attachedTemplate")
    assert refusal(changed(docx(), {"word/_rels/settings.xml.rels": template})) == "outside"


def test_links_in_a_document_are_fine():
    link = relation("https://example.org/", "hyperlink")
    assert added(changed(docx(), {"word/_rels/settings.xml.rels": link})).format == "docx"


def test_relations_with_entities_are_refused():
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaa">]><Relationships>&a;</Relationships>'
    assert refusal(changed(docx(), {"word/_rels/more.xml.rels": bomb})) == "broken"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (pdf(password="secret"), "locked"),
        (b"%PDF-1.7\n" + b"\xff" * 4000, "broken"),
        (pdf()[:200], "broken"),
        (changed(docx(), {"word/document.xml": b"<w:document"}), "broken"),
        (changed(docx(), {"word/document.xml": b"<a>" * 400_000}), "broken"),
        (changed(xlsx(), {"xl/workbook.xml": b"<!DOCTYPE a><a/>"}), "broken"),
    ],
    ids=["locked", "no pdf", "cut", "no xml", "deep", "no workbook"],
)
def test_what_cannot_be_read_is_kept_and_says_why(content: bytes, problem: str):
    file = added(content)

    assert (file.state, file.problem, file.text) == (State.FAILED, problem, "")


def test_a_pdf_of_two_thousand_pages_is_read_as_far_as_it_goes():
    file = added(pdf(pages=2000))

    assert (file.state, file.pages, file.previews) == (State.READ, 2000, child.PREVIEWS)


def test_a_long_text_is_cut():
    file = added(docx("心" * (child.MOST_TEXT + 10)))

    assert len(file.text) == child.MOST_TEXT


def test_a_child_that_dies_or_hangs_leaves_the_worker_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path
):
    hanging, dying = tmp_path / "hanging.py", tmp_path / "dying.py"
    hanging.write_text("import signal; signal.pause()")
    dying.write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    monkeypatch.setattr(reading, "SECONDS", 1)

    for script in (hanging, dying):
        monkeypatch.setattr(reading, "CHILD", script)
        file = added(pdf())
        assert (file.state, file.problem) == (State.FAILED, "too_much")


def test_each_file_is_a_version_of_its_own_and_the_same_one_is_none():
    resource = worksheet(pdf())
    first = resource.file

    assert with_file(resource, pdf()) == first
    second = with_file(resource, pdf(pages=2))
    mono = with_file(resource, pdf(pages=2), variant="mono")

    assert [(one.version, one.variant) for one in (first, second, mono)] == [
        (1, "colour"),
        (2, "colour"),
        (1, "mono"),
    ]
    assert set(ResourceFile.objects.of(resource).shown()) == {first, second, mono}


def test_with_a_resource_its_files_go_and_what_lies_on_the_disk():
    resource = worksheet()
    file, storage = resource.file, resource.file.file.storage
    assert storage.exists(file.file.name)

    with TestCase.captureOnCommitCallbacks(execute=True):
        resource.delete()

    assert not ResourceFile.objects.exists()
    assert not storage.exists(file.file.name)
    assert not storage.exists(file.preview_name(1))
