"""The strings of the interface: found in our code, kept in .po files, compiled to .mo.

Django's own commands for this call GNU gettext, which school computers lack. Babel finds the
strings in Python; Django's `templatize` turns templates into something that reads like Python;
polib reads and writes the files.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGE = "zh_Hans"
FUNCTIONS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}
"""By name of the function, which arguments are message, plural and context."""

TEMPLATES = {".html", ".svg", ".txt", ".xml"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd]")

Key = tuple[str | None, str]


@dataclass
class Message:
    """One string of ours, and the files that it stands in."""

    text: str
    plural: str = ""
    context: str | None = None
    comments: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.text


def source_files() -> Iterator[Path]:
    """Our Python files and templates, in a fixed order."""
    folders = [
        settings.REPO_DIR / "assessments",
        settings.REPO_DIR / "search",
        settings.REPO_DIR / "courses",
        settings.SITE_DIR / "xinqiao",
    ]
    for folder in [*folders, settings.SITE_DIR / "templates"]:
        for file in sorted(folder.rglob("*")):
            in_template = "templates" in file.parts and file.suffix in TEMPLATES
            if in_template or (file.suffix == ".py" and "migrations" not in file.parts):
                yield file


def strings_in(file: Path) -> Iterator[Message]:
    """The strings of one file, in the order in which they stand there."""
    code = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # Python would take the indentation of a template for its own.
        code = "\n".join(map(str.lstrip, templatize(code, origin=str(file)).splitlines()))
    functions: Any = FUNCTIONS
    found: Any = extract_python(io.BytesIO(code.encode()), functions, ["Translators:"], {})
    for _line, function, arguments, comments in found:
        context, texts = None, []
        given = arguments if isinstance(arguments, tuple) else (arguments,)
        for place in functions[function] or (1,):
            if isinstance(place, tuple):
                context = given[place[0] - 1]
            else:
                texts.append(given[place - 1])
        if texts[0]:  # None where the argument is no plain string
            yield Message(texts[0], (texts[1:] or [""])[0] or "", context, list(comments))


def our_messages() -> dict[Key, Message]:
    """Every string of ours, each once, in the order of the files."""
    messages: dict[Key, Message] = {}
    for file in source_files():
        name = file.relative_to(settings.REPO_DIR).as_posix()
        for new in strings_in(file):
            message = messages.setdefault(new.key, new)
            message.plural = message.plural or new.plural
            message.comments += [text for text in new.comments if text not in message.comments]
            if name not in message.files:
                message.files.append(name)
    return messages


def catalogue_file() -> Path:
    """The file of translations that goes with our code."""
    return Path(settings.SITE_DIR, "locale", LANGUAGE, "LC_MESSAGES", "django.po")


def update_catalogue(file: Path, messages: dict[Key, Message]) -> tuple[int, int]:
    """Bring *file* in line with *messages*, keeping translations. Returns (added, dropped)."""
    old: dict[Key, polib.POEntry] = {}
    if file.exists():
        old = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(file))}
    new = polib.POFile(wrapwidth=100)
    new.header = (
        "The interface of Xinqiao in Chinese. `make messages` keeps it in line with the code."
    )
    # Chinese has one form for any number. No dates or lines: they would change with every edit.
    new.metadata = {
        "Language": LANGUAGE,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for message in messages.values():
        new.append(entry_for(message, old.get(message.key)))
    file.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(file))
    return len(messages.keys() - old.keys()), len(old.keys() - messages.keys())


def entry_for(message: Message, before: polib.POEntry | None) -> polib.POEntry:
    """The entry of a catalogue for *message*, with the translation that it had *before*."""
    entry = polib.POEntry(
        msgid=message.text,
        msgctxt=message.context,
        comment="\n".join(message.comments),
        tcomment=before.tcomment if before else "",
        flags=["python-format"] if "%(" in message.text else [],
        occurrences=[(name, "") for name in message.files],
    )
    translation = (before.msgstr_plural.get(0) or before.msgstr) if before else ""
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: translation}
    else:
        entry.msgstr = translation
    return entry


def faults(file: Path, messages: dict[Key, Message]) -> list[str]:
    """What is wrong with the translations in *file*, one sentence each."""
    if not file.exists():
        return [f"{file.name} is missing"]
    entries: dict[Any, polib.POEntry] = {
        (entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(file))
    }
    found = [f"not used any more: {text!r}" for _, text in entries.keys() - messages.keys()]
    for key, message in messages.items():
        entry = entries.get(key)
        translation = (entry.msgstr_plural.get(0) or entry.msgstr) if entry else ""
        if not translation or (entry and entry.fuzzy):
            found.append(f"not translated: {message.text!r} ({', '.join(message.files)})")
        elif placeholders(translation) - placeholders(message.plural + message.text):
            found.append(f"unknown placeholder in the translation of {message.text!r}")
        elif not message.plural and placeholders(message.text) - placeholders(translation):
            found.append(f"placeholder lost in the translation of {message.text!r}")
    return sorted(found)


def placeholders(text: str) -> set[str]:
    return {match.group() for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def compile_catalogues() -> list[Path]:
    """Write the .mo file of each .po file of ours that is newer; returns what was written."""
    written = []
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            # Written aside and moved, for others may be reading, or writing the same.
            aside = target.with_suffix(f".{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(aside))
            aside.replace(target)
            written.append(target)
    return written
