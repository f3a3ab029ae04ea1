"""Resources that are loaded from their files, on the small set in tests/demo/content/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.demo.helpers import edit, faults_in, load
from xinqiao.accounts.models import Person
from xinqiao.knowledge.models import ResourceFile, ResourcePage

pytestmark = pytest.mark.django_db

CHINESE = "resources/kind-words.zh-hans.md"


def kind_words() -> Any:
    return ResourcePage.objects.get(slug="kind-words", locale__language_code="zh-hans")


def test_a_resource_is_published_in_both_languages_with_its_files(folder: Path) -> None:
    load(folder)

    chinese, english = ResourcePage.objects.live().order_by("-locale__language_code")
    assert chinese.translation_key == english.translation_key
    assert (chinese.title, english.title) == ("好听的话", "Kind words")
    for page in (chinese, english):
        assert page.kind == "poster"
        assert [topic.code for topic in page.topics.all()] == ["emotions"]
        assert page.file.format == page.mono_file.format == "pdf"
        assert page.file.shown_at is not None
        assert page.file.name == "kind-words.pdf"


def test_files_are_made_anew_only_when_their_source_has_changed(folder: Path) -> None:
    load(folder)
    before = set(ResourceFile.objects.values_list("key", flat=True))

    load(folder)
    assert set(ResourceFile.objects.values_list("key", flat=True)) == before

    edit(folder / CHINESE, "我在听。", "我听着呢。")
    load(folder)
    page = kind_words()
    assert (page.file.version, page.mono_file.version) == (2, 2)
    assert ResourceFile.objects.count() == len(before) + 2


def test_a_changed_help_line_is_printed_anew(folder: Path) -> None:
    load(folder)

    edit(folder / "directory" / "helplines.yaml", "hours_zh: ", "hours_zh: 夜里也有人接，")
    load(folder)

    assert kind_words().file.version == 2


def test_a_resource_that_somebody_has_edited_is_left_to_them(folder: Path) -> None:
    load(folder)
    page = kind_words()
    page.title = "更好听的话"
    page.save_revision(user=Person.objects.get(username="author"))

    edit(folder / CHINESE, "我在听。", "我听着呢。")
    assert page.url_path in load(folder)["kept"]
    assert kind_words().file.version == 1
    assert ResourceFile.objects.of(page).count() == 2


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("kind: poster", "kind: novel", 4),
        ("layout: poster", "layout: banner", 5),
        ("facet: practice", "facet: gossip", 6),
        ('competences: ["1.1"]', 'competences: ["9.9"]', 10),
        ("next_review: 2027-11-01", "next_review: 2031-11-01", 13),
        ("我在听。", "我在听😀。", 17),
        ("- 12356", "- 99999", 20),
        ("::: sentences", "::: shout", 16),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(
    folder: Path, old: str, new: str, line: int
) -> None:
    edit(folder / CHINESE, old, new)

    places = {(fault.path, fault.line) for fault in faults_in(folder)}
    assert (CHINESE, line) in places


def test_a_resource_can_be_looked_at_on_paper_while_it_is_written(
    folder: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "look.pdf"

    call_command("print_resource", "kind-words", paper, folder=folder, language="en")
    assert paper.read_bytes().startswith(b"%PDF")

    with pytest.raises(CommandError):
        call_command("print_resource", "nothing-of-the-kind", paper, folder=folder)
    edit(folder / CHINESE, "kind: poster", "kind: novel")
    with pytest.raises(CommandError):
        call_command("print_resource", "kind-words", paper, folder=folder)
