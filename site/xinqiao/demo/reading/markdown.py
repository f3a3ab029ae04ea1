"""Markdown, as far as our texts use it, to the HTML that the editor would write."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .files import CHINESE, Source

# Nothing but what the field in the editor offers: a text stays editable there.
PARSER = MarkdownIt("commonmark", {"html": False})
USED = {
    "bullet_list_close",
    "bullet_list_open",
    "em_close",
    "em_open",
    "heading_close",
    "heading_open",
    "inline",
    "link_close",
    "link_open",
    "list_item_close",
    "list_item_open",
    "ordered_list_close",
    "ordered_list_open",
    "paragraph_close",
    "paragraph_open",
    "softbreak",
    "strong_close",
    "strong_open",
    "text",
}
EDITOR_TAGS = {"strong": "b", "em": "i"}
HTML = re.compile(r"</?[a-zA-Z][\w-]*(\s[^>]*)?/?>|<!--")
INTERNAL = re.compile(r"/([a-z0-9-]+/)*(#[\w-]+)?")


def note_html(source: Source, lines: list[str], first_line: int) -> None:
    """Note each line that holds HTML, which would be shown as it stands."""
    for number, line in enumerate(lines, start=first_line):
        if HTML.search(line):
            source.fault(number, _("There is HTML here. Use Markdown only."))


def to_html(text: str, source: Source, line: int, *, language: str, headings: bool = False) -> str:
    """*text*, which begins at *line* of its file, as HTML. What we do not use is noted.

    A link to an address of ours such as /articles/x/ leads to it in *language*.
    """
    tokens = PARSER.parse(text)
    check(tokens, source, line, headings=headings)
    for token in tokens:
        for child in token.children or []:
            adapt(child, language)
    tighten(tokens)
    return PARSER.renderer.render(tokens, PARSER.options, {}).strip()


def check(tokens: list[Token], source: Source, line: int, *, headings: bool) -> None:
    here = line
    before = ""
    for token in tokens:
        here = line + token.map[0] if token.map else here
        if token.type == "paragraph_open" and token.level and before != "list_item_open":
            source.fault(here, _("An item of a list is one paragraph."))
        before = token.type
        if token.type == "heading_open" and not (headings and token.tag in {"h2", "h3"}):
            source.fault(here, _("Only ## and ### are used, and only in running text."))
        if token.type not in USED:
            source.fault(here, unused(token))
        for child in token.children or []:
            if child.type == "softbreak":
                here += 1
            elif is_bad_link(child):
                wish = _("A link begins with https:// or is an address of ours such as /articles/.")
                source.fault(here, wish)
            elif child.type not in USED:
                source.fault(here, unused(child))


def unused(token: Token) -> str:
    kind = token.type.removesuffix("_open").removesuffix("_close").replace("_", " ")
    return _("This kind of Markdown (%(kind)s) is not used here.") % {"kind": kind}


def is_bad_link(token: Token) -> bool:
    """Whether it leads where we do not link to. One that runs code is left as text by the parser."""
    if token.type == "link_open":
        return not good_link(str(token.attrs["href"]))
    return token.type == "text" and "](" in token.content


def good_link(address: str) -> bool:
    return address.startswith("https://") or INTERNAL.fullmatch(address) is not None


def adapt(token: Token, language: str) -> None:
    """Turn one inline token into what the editor writes in a page of *language*."""
    token.tag = EDITOR_TAGS.get(token.tag, token.tag)
    if token.type == "softbreak" and language == CHINESE:
        token.type, token.content = "text", ""  # a line end is no space between characters
    if token.type == "link_open" and str(token.attrs["href"]).startswith("/"):
        token.attrs["href"] = f"/{language}{token.attrs['href']}"


def tighten(tokens: list[Token]) -> None:
    """Take the paragraph out of each list item, also where empty lines stand between items."""
    for number, token in enumerate(tokens):
        if token.type == "list_item_open" and tokens[number + 1].type == "paragraph_open":
            tokens[number + 1].hidden = tokens[number + 3].hidden = True


def list_items(text: str, kind: str) -> list[tuple[int, str]] | None:
    """The items of a text that is one flat list, each with its line in the text from 0.

    *kind* is "bullet_list" or "ordered_list". None if the text is anything else.
    """
    tokens = PARSER.parse(text)
    tops = [token for token in tokens if token.level == 0]
    if [token.type for token in tops] != [f"{kind}_open", f"{kind}_close"]:
        return None
    items = [token for token in tokens if token.type == "inline"]
    opened = [token for token in tokens if token.type == "list_item_open"]
    if len(items) != len(opened) or any(token.level != 3 for token in items):
        return None
    return [(token.map[0] if token.map else 0, token.content) for token in items]
