"""Translations are found, kept and compiled without GNU gettext."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import polib
import pytest

from xinqiao.common.messages import (
    Message,
    compile_catalogues,
    faults,
    strings_in,
    update_catalogue,
)


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def texts(file: Path) -> list[tuple[str, str, str | None]]:
    return [(message.text, message.plural, message.context) for message in strings_in(file)]


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Holds one translated sentence, one with a placeholder, and one that no code has."""
    file = tmp_path / "django.po"
    update_catalogue(file, by_key(Message("Save"), Message("%(count)s lessons"), Message("Old")))
    translate(file, {"Save": "保存", "%(count)s lessons": "%(count)s 节课", "Old": "旧"})
    return file


def by_key(*messages: Message) -> dict[tuple[str | None, str], Message]:
    return {message.key: message for message in messages}


def translate(file: Path, words: dict[str, str]) -> None:
    entries = polib.pofile(str(file))
    for entry in entries:
        entry.msgstr = words.get(entry.msgid, entry.msgstr)
    entries.save()


def test_strings_of_python_are_found_with_plural_and_context(tmp_path: Path):
    code = (
        '_("Save")\ngettext(name)\nngettext("%(n)s day", "%(n)s days", n)\npgettext("verb", "Open")'
    )

    file = write(tmp_path, "views.py", code)

    assert texts(file) == [
        ("Save", "", None),
        ("%(n)s day", "%(n)s days", None),
        ("Open", "", "verb"),
    ]


def test_strings_of_templates_are_found(tmp_path: Path):
    page = (
        "<p>\n    {% translate 'Save' %}\n        {% blocktranslate trimmed count n=n %}\n"
        "      {{ n }} day\n      {% plural %}\n      {{ n }} days\n    {% endblocktranslate %}</p>"
    )

    file = write(tmp_path, "page.html", page)

    assert texts(file) == [("Save", "", None), ("%(n)s day", "%(n)s days", None)]


def test_translations_outlive_an_update_and_unused_ones_go(catalogue: Path):
    wanted = by_key(Message("Save"), Message("%(count)s lessons"), Message("New"))

    assert update_catalogue(catalogue, wanted) == (1, 1)

    entries = {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalogue))}
    assert entries == {"Save": "保存", "%(count)s lessons": "%(count)s 节课", "New": ""}


def test_an_update_without_news_changes_no_byte(catalogue: Path):
    wanted = by_key(Message("Save"), Message("Old"))
    update_catalogue(catalogue, wanted)
    before = catalogue.read_bytes()

    update_catalogue(catalogue, wanted)

    assert catalogue.read_bytes() == before


def test_a_missing_and_an_unused_translation_are_faults(catalogue: Path):
    wanted = by_key(
        Message("Save"), Message("%(count)s lessons"), Message("New", files=["views.py"])
    )

    assert faults(catalogue, wanted) == [
        "not translated: 'New' (views.py)",
        "not used any more: 'Old'",
    ]


@pytest.mark.parametrize(
    ("chinese", "fault"), [("节课", "lost in"), ("%(count)s 节课，共 %(total)s", "unknown")]
)
def test_a_placeholder_lost_or_made_up_is_a_fault(catalogue: Path, chinese: str, fault: str):
    translate(catalogue, {"%(count)s lessons": chinese})
    wanted = by_key(Message("Save"), Message("%(count)s lessons"), Message("Old"))

    found = faults(catalogue, wanted)

    assert len(found) == 1
    assert fault in found[0]


def test_a_missing_catalogue_is_a_fault(tmp_path: Path):
    assert faults(tmp_path / "django.po", {}) == ["django.po is missing"]


def test_only_what_is_newer_is_compiled(tmp_path: Path, settings, catalogue: Path):
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = catalogue.rename(folder / "django.po")
    settings.LOCALE_PATHS = [tmp_path / "locale"]

    first, second = compile_catalogues(), compile_catalogues()
    os.utime(source, ns=(2**62, 2**62))
    third = compile_catalogues()

    assert first == third == [folder / "django.mo"]
    assert second == []
    with first[0].open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Save") == "保存"
    assert sorted(file.name for file in folder.iterdir()) == ["django.mo", "django.po"]
