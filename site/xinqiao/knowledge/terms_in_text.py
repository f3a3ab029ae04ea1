"""Find words of the glossary in running text and offer their meaning there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from django.utils.html import escape

ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
CLOSED = "a|h[1-6]|button|label|summary|code|pre|script|style|textarea"
"""Inside these elements no word is made a link."""

MARKUP = re.compile(
    rf"<({CLOSED})(?=[\s>/]){ATTRIBUTES}>.*?(?:</\1\s*>|\Z)"
    rf"|<!--.*?(?:-->|\Z)|</?[a-z]{ATTRIBUTES}>|&(?:\#\w+|[a-z]\w*);",
    re.DOTALL | re.IGNORECASE,
)
# Two code points that Unicode keeps free of characters: "no text here", and "the character
# before stands for an entity this long".
NO_TEXT, FILLER = "\ufdd0", "\ufdd1"

LATIN = "0-9a-zß-öø-ɏ"
BLANK, APOSTROPHE = rf"(?:\s{FILLER}*)+", f"['’]{FILLER}*"
Row = tuple[str, str, str, str]
"""Slug, term, other forms (one a line) and definition."""


@dataclass(frozen=True)
class Entry:
    """What a reader is offered. *capitals*: the form found is an acronym, such as PFA."""

    slug: str
    definition: str
    capitals: bool = False


@dataclass(frozen=True)
class Glossary:
    """The terms of one language, ready to be looked for."""

    pattern: re.Pattern[str]
    entries: dict[str, Entry | None]  # by form as `plain` writes it; None: not this word


@lru_cache(maxsize=8)
def glossary_of(rows: tuple[Row, ...]) -> Glossary:
    """Make the glossary of *rows*. Takes some milliseconds the first time, next to none after.

    A line of other forms that begins with a hyphen is a longer word that only looks like the
    term, as 来自伤心 holds 自伤. Of two terms with one form the earlier row has it.
    """
    entries: dict[str, Entry | None] = {}
    for slug, term, others, definition in rows:
        for line in [term, *others.splitlines()]:
            form = line.strip().removeprefix("-").strip()
            entry = Entry(slug, definition, capitals=form.isascii() and form.isupper())
            if form:
                entries.setdefault(plain(form), None if line.strip().startswith("-") else entry)
    return Glossary(re.compile(any_of(sorted(entries, key=len, reverse=True))), entries)


def plain(form: str) -> str:
    """*form* in small letters, with single blanks and straight apostrophes."""
    return " ".join(lower(form).replace(FILLER, "").replace("’", "'").split())


def lower(text: str) -> str:
    """*text* in small letters and just as long: a capital İ, say, stays what it is."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def any_of(forms: list[str]) -> str:
    """A pattern for the first of *forms* that fits, Latin ones as whole words only.

    Forms with the same first letter stand together and begin with it: so the engine passes
    over all places where no form can begin.
    """
    rests: dict[str, list[str]] = {}
    for form in forms:
        end = f"(?![{LATIN}])" if re.match(f"[{LATIN}]", form[-1]) else ""
        rests.setdefault(form[0], []).append("".join(map(letter, form[1:])) + end)
    branches = []
    for first, endings in rests.items():
        start = f"(?<![{LATIN}]{first})" if re.match(f"[{LATIN}]", first) else ""
        branches.append(f"{letter(first)}{start}(?:{'|'.join(endings)})")
    return "|".join(branches) or "(?!)"


def letter(character: str) -> str:
    """A pattern for one character of a form as it may stand in HTML."""
    if character in {" ", "'"}:
        return BLANK if character == " " else APOSTROPHE
    return re.escape(character) + (f"{FILLER}*" if character in '&<>"' else "")


def open_text(html: str) -> str:
    """A copy of *html*, as long, with only the text in it that may hold terms."""

    def cover(match: re.Match[str]) -> str:
        markup = match[0]
        character = unescape(markup) if markup.startswith("&") else ""
        if len(character) == 1:
            return character + FILLER * (len(markup) - 1)
        return NO_TEXT * len(markup)

    return lower(MARKUP.sub(cover, html))


def link_terms(html: str, glossary: Glossary, seen: set[str], *, glossary_url: str) -> str:
    """Return *html* with the first occurrence of each term made a link to its meaning.

    *seen* holds the slugs offered on the page so far and is added to. The text stays the same
    letter for letter; links, headings and buttons are left alone. The definition travels
    along, so that a script can show it in place.
    """
    return "".join(linked(html, glossary, seen, glossary_url))


def linked(html: str, glossary: Glossary, seen: set[str], glossary_url: str) -> Iterator[str]:
    done = 0
    for match in glossary.pattern.finditer(open_text(html)):
        entry = glossary.entries.get(plain(match[0]))
        word = html[match.start() : match.end()]
        if entry is None or entry.slug in seen or (entry.capitals and not unescape(word).isupper()):
            continue
        seen.add(entry.slug)
        yield html[done : match.start()]
        yield (
            f'<a class="term" href="{glossary_url}#{entry.slug}" '
            f'data-definition="{escape(entry.definition)}">{word}</a>'
        )
        done = match.end()
    yield html[done:]
