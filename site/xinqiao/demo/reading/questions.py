"""What a lesson asks: choice questions, statements to judge, private reflections."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from courses.blocks import CheckBlock, OptionBlock
from xinqiao.common.keys import child_id

from .pieces import Built, Piece, limit_of

OPTION = re.compile(r"- \[([ xX])\]\s+(\S.*)")
VERDICT = re.compile(r"=\s*(\S+)\s*")
KEY = re.compile(r"[a-z][a-z0-9-]{0,19}")


def numbered(piece: Piece) -> list[tuple[int, str]]:
    """The lines that hold something, with their numbers in the file."""
    lines = enumerate(piece.part.lines, start=piece.part.line + 1)
    return [(number, line.strip()) for number, line in lines if line.strip()]


def explanation_from(piece: Piece, lines: list[tuple[int, str]]) -> tuple[str, int]:
    """The text from the line with "?" on, and how many lines stand before it."""
    for place, (number, line) in enumerate(lines):
        if line.startswith("?"):
            text = piece.joined([line[1:], *(rest for _number, rest in lines[place + 1 :])])
            for later, rest in lines[place + 1 :]:
                if OPTION.match(rest) or VERDICT.fullmatch(rest):
                    piece.fault(_("The explanation comes last."), later)
            if text:
                return piece.plain(text, number), place
    piece.fault(_("The explanation is missing: a line that begins with “? ”."))
    return "", len(lines)


def check(piece: Piece) -> Built:
    lines = numbered(piece)
    explanation, count = explanation_from(piece, lines)
    question: list[str] = []
    options: list[tuple[int, bool, str]] = []
    for number, line in lines[:count]:
        if match := OPTION.fullmatch(line):
            options.append((number, match[1] != " ", match[2]))
        elif line.startswith("- "):
            piece.fault(_("An answer begins with “- [ ] ” or “- [x] ”."), number)
        elif options:
            piece.fault(_("After the answers only the explanation follows."), number)
        else:
            question.append(piece.plain(line, number))
    note_bad_options(piece, options)
    if not question:
        piece.fault(_("The question itself is missing."))
    limit = limit_of(OptionBlock, "text")
    answers = [
        {
            "type": "item",
            "value": {"text": piece.plain(text, number, limit), "right": right},
            "id": child_id(piece.id, place),
        }
        for place, (number, right, text) in enumerate(options, start=1)
    ]
    rights = [str(place) for place, (_n, right, _t) in enumerate(options, start=1) if right]
    return Built(
        {"question": piece.joined(question), "answers": answers, "explanation": explanation},
        {_("number of answers"): str(len(options)), _("right answers"): ", ".join(rights)},
    )


def note_bad_options(piece: Piece, options: list[tuple[int, bool, str]]) -> None:
    few, many = (
        CheckBlock.base_blocks["answers"].meta.min_num,
        CheckBlock.base_blocks["answers"].meta.max_num,
    )
    if not few <= len(options) <= many:
        piece.fault(_("A question has from %(few)d to %(many)d answers."), few=few, many=many)
    if options and not any(right for _number, right, _text in options):
        piece.fault(_("No answer is marked as right by “[x]”."))
    texts = [text for _number, _right, text in options]
    for place, (number, _right, text) in enumerate(options):
        if text in texts[:place]:
            piece.fault(_("This answer stands here twice."), number)


def true_or_false(piece: Piece) -> Built:
    lines = numbered(piece)
    explanation, count = explanation_from(piece, lines)
    statement = [(number, line) for number, line in lines[:count] if not line.startswith("=")]
    verdicts = [VERDICT.fullmatch(line) for _number, line in lines[:count] if line.startswith("=")]
    words = [match[1] if match else "" for match in verdicts]
    if words not in (["true"], ["false"]):
        piece.fault(_("Say once whether it is so: “= true” or “= false”."))
    if not statement:
        piece.fault(_("The statement itself is missing."))
    return Built(
        {
            "statement": piece.joined(piece.plain(line, number) for number, line in statement),
            "is_true": words == ["true"],
            "explanation": explanation,
        },
        {_("verdict"): ", ".join(words)},
    )


def reflection(piece: Piece) -> Built:
    lines = numbered(piece)
    if not lines:
        piece.fault(_("There is no text in this block."))
    return Built({"prompt": piece.joined(piece.plain(line, number) for number, line in lines)})
