"""Running text for print: what is said in Markdown, as plain values that a template can set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from markdown_it.token import Token

from xinqiao.knowledge.print.drawings import DRAWINGS

from ..files import CHINESE
from ..markdown import PARSER, is_bad_link, unused
from ..pieces import Piece

Run = dict[str, Any]
"""Some characters in one face, a gap to write in, a new line, or a small drawing."""
Node = dict[str, Any]
"""A paragraph, a heading, a list, words to say, or a line to write on."""

GAP = re.compile(r"_{3,}")
LINE = re.compile(r"\s*_{3,}\s*")
HELD = "\ue000"
"""Stands for an underscore of a gap, so that Markdown takes it for no emphasis."""
SPECIAL = re.compile(HELD + r"+| // |:(?P<drawing>[a-z]+(?:-[a-z]+)*):")
BOX = re.compile(r"\[ \] ?")
LISTS = {"bullet_list_open": "bullets", "ordered_list_open": "numbers"}
PLAIN = {"text", "softbreak", "strong_open", "strong_close", "em_open", "em_close"}
LINKS = {"link_open", "link_close"}


def nodes_in(piece: Piece, *, headings: bool = False) -> list[Node]:
    """All that the *piece* holds."""
    if not piece.part.text:
        piece.fault(_("There is no text in this block."))
    return nodes_of(piece, piece.part.text, piece.part.first_line, headings=headings)


def nodes_of(piece: Piece, text: str, line: int, *, headings: bool = False) -> list[Node]:
    """*text*, which begins at *line* of its file. What we do not use is noted."""
    nodes: list[Node] = []
    for group in groups(PARSER.parse(held(text))):
        first = group[0]
        here = line + (first.map[0] if first.map else 0)
        inlines = [token for token in group if token.type == "inline"]
        texts = [inline_runs(piece, token, line) for token in inlines]
        if first.type == "hr" and first.markup.startswith("_"):
            nodes.append({"node": "line"})
        elif first.type == "paragraph_open":
            if inlines[0].content.startswith("|"):
                piece.fault(_("A table stands in a block “table”."), here)
            nodes.append({"node": "paragraph", "runs": texts[0]})
        elif first.type == "heading_open" and headings and first.tag in {"h2", "h3"}:
            nodes.append({"node": "heading", "level": int(first.tag[1]), "runs": texts[0]})
        elif first.type == "heading_open":
            piece.fault(_("Only ## and ### are used, and only in running text."), here)
        elif first.type in LISTS:
            note_not_flat(piece, group, here)
            nodes.append(list_node(LISTS[first.type], texts))
        elif first.type == "blockquote_open":
            if any(token.type.endswith("list_open") for token in group):
                piece.fault(_("Words to say are paragraphs, each line with “> ”."), here)
            nodes.append({"node": "says", "paragraphs": texts})
        else:
            piece.source.fault(here, unused(first))
    return nodes


def held(text: str) -> str:
    """*text* with its gaps kept from Markdown; a line that is one long gap is a line to write on."""
    lines = (
        line if LINE.fullmatch(line) else GAP.sub(lambda gap: HELD * len(gap[0]), line)
        for line in text.split("\n")
    )
    return "\n".join(lines)


def groups(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of each thing that stands at the top."""
    starts = [n for n, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
    for start, end in pairwise([*starts, len(tokens)]):
        yield tokens[start:end]


def note_not_flat(piece: Piece, group: list[Token], line: int) -> None:
    items = sum(token.type == "list_item_open" for token in group)
    inlines = [token for token in group if token.type == "inline"]
    if len(inlines) != items or any(token.level != 3 for token in inlines):
        piece.fault(_("A list is flat, and each of its items is one paragraph."), line)


def list_node(kind: str, items: list[list[Run]]) -> Node:
    """A list; one whose items all begin with `[ ]` has boxes to tick."""
    starts = [BOX.match(item[0].get("text", "")) if item else None for item in items]
    if kind != "bullets" or not items or not all(starts):
        return {"node": kind, "items": items}
    for item, start in zip(items, starts, strict=True):
        item[0]["text"] = item[0]["text"][start.end() if start else 0 :]
    return {"node": "boxes", "items": items}


def runs(piece: Piece, text: str, line: int) -> list[Run]:
    """*text* of one paragraph, such as an item of a list or a cell of a table."""
    token = next(iter(PARSER.parseInline(held(text))))
    return inline_runs(piece, token, line)


def inline_runs(piece: Piece, token: Token, line: int) -> list[Run]:
    here = line + (token.map[0] if token.map else 0)
    found: list[Run] = []
    face: Run = {}
    for child in token.children or []:
        if child.type == "softbreak":
            here += 1
            if piece.language != CHINESE:
                found.append({"text": " ", **face})
        elif child.type not in PLAIN | LINKS:
            piece.source.fault(here, unused(child))
        elif is_bad_link(child):
            wish = _("A link begins with https:// or is an address of ours such as /articles/.")
            piece.fault(wish, here)
        elif child.type == "text":
            found += special(piece, child.content, here, face)
        else:
            face = changed(face, child, piece.language)
    return found


def changed(face: Run, token: Token, language: str) -> Run:
    """The *face* after a token that opens or closes one."""
    name = token.type.partition("_")[0]
    if token.nesting < 0:
        return {key: value for key, value in face.items() if key != name}
    if name != "link":
        return face | {name: True}
    address = str(token.attrs["href"])
    return face | {"link": f"/{language}{address}" if address.startswith("/") else address}


def special(piece: Piece, text: str, line: int, face: Run) -> Iterator[Run]:
    """*text* with its gaps, its new lines and its drawings."""
    done = 0
    for match in SPECIAL.finditer(text):
        if match["drawing"] and match["drawing"] not in DRAWINGS:
            continue  # a word between colons
        if match.start() > done:
            yield {"text": text[done : match.start()], **face}
        if match["drawing"]:
            yield drawing(match["drawing"], piece.language)
        elif match[0] == " // ":
            yield {"break": True}
        else:
            yield {"gap": len(match[0])}
        done = match.end()
    if text[done:]:
        yield {"text": text[done:], **face}


def drawing(name: str, language: str) -> Run:
    return {"drawing": name, "alternative": DRAWINGS[name][language]}


def known_drawing(piece: Piece, name: str, line: int) -> Run:
    """The drawing of that *name*, after noting that there is none."""
    if name in DRAWINGS:
        return drawing(name, piece.language)
    message = _("There is no drawing “%(name)s”. There are: %(known)s.")
    piece.fault(message, line, name=name, known=", ".join(sorted(DRAWINGS)))
    return {"drawing": "", "alternative": ""}
