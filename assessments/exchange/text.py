"""Words as files hold them: encodings, languages, HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from assessments.texts import LANGUAGES, Language, OptionalText

from .base import MAX_BYTES, Refused, Unreadable

CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def check_size(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise Unreadable(
            _("The file is larger than %s MB. Please split it.") % (MAX_BYTES // 1024 // 1024)
        )


def decode(content: bytes) -> str:
    """Text in UTF-8, in UTF-16 with its mark, or as older Chinese programs write it (GB18030)."""
    check_size(content)
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        _("The file is neither in UTF-8 nor in GB18030. Please save it as “CSV UTF-8” or UTF-8.")
    )


def guess(words: str) -> Language:
    """The language of *words* that do not say it."""
    return "zh-hans" if CHINESE.search(words) else "en"


def all_words(value: Any) -> Iterable[str]:
    """All strings in JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from all_words(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from all_words(one)


def only_language(data: Any) -> Language | None:
    """The language of all texts in *data* if it is one, else None."""
    found: set[Language] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            found.update(code for code in LANGUAGES if code in value)
            for one in value.values():
                look(one)
        elif isinstance(value, list | tuple):
            for one in value:
                look(one)

    look(data)
    return found.pop() if len(found) == 1 else None


BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "figcaption",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
UNSEEN = frozenset({"script", "style", "head", "title", "template"})
PICTURES = frozenset({"img", "audio", "video", "object", "iframe", "embed", "svg"})


class Words(HTMLParser):
    """Plain text with paragraphs, by language where the source marks languages as Moodle does."""

    def __init__(self, language: Language) -> None:
        super().__init__(convert_charrefs=True)
        self.language = language
        self.parts: dict[Language, list[str]] = {}
        self.open: list[tuple[str, Language | None, bool]] = []
        self.unseen = 0
        self.media: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in PICTURES:
            self.media.append(tag)
            if words := told.get("alt"):
                self._add(words)
        if tag == "br":
            self._add("\n")
        elif tag in BLOCKS:
            self._add("\x00")
        elif tag in {"td", "th"}:
            self._add("\t")
        if tag in {"br", "hr", "img", "input", "wbr", "embed", "source", "meta", "link", "col"}:
            return
        self.unseen += tag in UNSEEN
        marked = marked_language(told) if "multilang" in told.get("class", "").split() else None
        self.open.append((tag, marked, "white-space:pre" in told.get("style", "").replace(" ", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1][0] == tag:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                self.unseen -= sum(name in UNSEEN for name, _lang, _pre in self.open[place:])
                del self.open[place:]
                break
        if tag in BLOCKS:
            self._add("\x00")

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        data = data.replace("\x00", "\ufffd")
        if not any(pre for _tag, _lang, pre in self.open) and not any(
            tag == "pre" for tag, _lang, _pre in self.open
        ):
            data = re.sub(r"[ \t\r\n\f]+", "\x01", data)
        self._add(data)

    def _add(self, words: str) -> None:
        marked = [language for _tag, language, _pre in self.open if language]
        self.parts.setdefault(marked[-1] if marked else self.language, []).append(words)

    def texts(self) -> OptionalText:
        found: OptionalText = {}
        for language, parts in self.parts.items():
            text = "".join(parts)
            text = re.sub("\x01*\x00[\x00\x01]*", "\x00", text)
            text = re.sub("\x01*\n\x01*", "\n", text)
            text = re.sub("\x01+", " ", text).strip("\x00 ").replace("\x00", "\n\n").strip()
            if text:
                found[language] = text
        return found


def marked_language(told: dict[str, str]) -> Language:
    code = told.get("lang", "").lower()
    if code.startswith("zh"):
        return "zh-hans"
    if code.startswith("en"):
        return "en"
    raise Refused(_("It holds words in a language that is not kept here: %s.") % code[:20])


def from_html(source: str, language: Language) -> OptionalText:
    """The words of HTML; those without a mark are in *language*."""
    words = Words(language)
    words.feed(source)
    words.close()
    return words.texts()


LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|\w+);")


def from_format(words: str, form: str, language: Language) -> OptionalText:
    """Words in one of Moodle's formats: html, moodle, markdown or plain."""
    words = words.strip()
    if form == "markdown":
        return from_html(MarkdownIt().render(words), language)
    if form == "moodle" and LOOKS_LIKE_HTML.search(words):
        return from_html(words.replace("\n", "<br>"), language)
    if form == "html":
        return from_html(words, language)
    return {language: words} if words else {}


def media_in(source: str) -> list[str]:
    """Names of tags of pictures and recordings, whose content plain text cannot hold."""
    words = Words("en")
    words.feed(source)
    words.close()
    return words.media


def to_html(text: OptionalText) -> str:
    """*text* with its languages marked as Moodle understands it; `from_html` gives it back."""
    spans = "".join(
        f'<span lang="{"zh_cn" if code == "zh-hans" else "en"}" class="multilang">'
        f"{escape(words, quote=False)}</span>"
        for code, words in text.items()
    )
    return f'<div style="white-space:pre-wrap">{spans}</div>'


def plainly(data: dict[str, Any], everything: Iterable[str]) -> bool:
    """Whether a reader guesses the language of all texts of *data* without marks."""
    language = only_language(data)
    if language == "zh-hans":
        return bool(CHINESE.search(data["stem"]["zh-hans"]))
    return language == "en" and guess(" ".join(everything)) == "en"
