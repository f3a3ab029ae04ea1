"""Items with several interactions of different kinds: a case with its questions."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from assessments.exchange.base import Finding, Refused
from assessments.exchange.text import guess
from assessments.texts import Language

from .choosing import read_question
from .marks import CASE, QUESTION, STAGED, WEIGHT, marked, number_of
from .names import FEEDBACK, INLINE, interactions_in, is_ours
from .reading import Reader

BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote",
    "pre", "section", "figure",
}  # fmt: skip
Piece = list[Element]


def is_case(item: Element, body: Element) -> bool:
    if is_ours(item):
        return bool(marked(body, QUESTION))
    found = interactions_in(body)
    return len(found) > 1 and not all(one.tag in INLINE for one in found)


def read_case(
    finding: Finding, item: Element, body: Element, language: Language, shared: list[Element]
) -> None:
    finding.type = "case"
    stem, parts = ours(body) if is_ours(item) else parts_of(body)
    whole = Reader(finding, item, stem, language)
    whole.take_out_notes()
    whole.take_out_feedback(stem)
    finding.data["stem"] = whole.stem(shared) or {guess(finding.title): finding.title}
    if any(STAGED in one.get("class", "").split() for one in marked(body, CASE)):
        finding.data["staged"] = True
    finding.data["questions"] = [
        question(finding, item, part, place, language) for place, part in enumerate(parts, 1)
    ]


def question(
    finding: Finding, item: Element, part: Element, place: int, language: Language
) -> dict[str, Any]:
    own = Finding(finding.line)
    try:
        read_question(Reader(own, item, part, language), [])
    except Refused as refusal:
        raise Refused(f"{place}: {refusal}") from refusal
    finding.remarks += [one for one in own.remarks if one not in finding.remarks]
    told = {"key": f"q{place}", "type": own.type, "data": own.data}
    weight = number_of(part, WEIGHT)
    return told if weight is None else told | {"weight": weight}


def ours(body: Element) -> tuple[Element, list[Element]]:
    return next(iter(marked(body, CASE)), Element("div")), marked(body, QUESTION)


def parts_of(body: Element) -> tuple[Element, list[Element]]:
    """The case, then each question with the words that lead to it.

    What stands before the first question is the case, but for its last paragraph if that question
    has no words of its own. What stands after the last one belongs to it.
    """
    questions: list[Piece] = []
    case: Piece = []
    lead: Piece = []
    notes: Piece = []
    for piece in pieces(body):
        if interactions_in(piece):
            if not questions:
                case, lead = lead, [] if has_words(piece) else last_words(lead)
            questions.append([*lead, *notes, piece])
            lead, notes = [], []
        elif questions and only_feedback(piece):
            questions[-1].append(piece)
        elif piece.tag == "rubric-block" and "candidate" not in piece.get("view", "candidate"):
            (questions[-1] if questions and is_long(questions[-1]) else notes).append(piece)
        else:
            lead.append(piece)
    questions[-1] += [*lead, *notes]
    return joined(case), [joined(one) for one in questions]


def pieces(element: Element) -> Piece:
    """*element* cut into what has no block with others beside it."""
    found = text_piece(element.text)
    for child in list(element):
        tail, child.tail = child.tail, None
        if child.tag.endswith("-interaction") or not has_block(child):
            found.append(child)
        else:
            found += pieces(child)
        found += text_piece(tail)
    return found


def text_piece(words: str | None) -> Piece:
    if not (words or "").strip():
        return []
    piece = Element("span")
    piece.text = words
    return [piece]


def has_block(element: Element) -> bool:
    return any(one.tag not in INLINE for one in interactions_in(element))


def has_words(piece: Element) -> bool:
    """Whether a question can be understood without what stands before it."""
    prompt = piece.find("prompt")
    if piece.tag.endswith("-interaction") and piece.tag != "gap-match-interaction":
        return prompt is not None and bool("".join(prompt.itertext()).strip())
    return True


def last_words(lead: Piece) -> Piece:
    """Take the last paragraph away from *lead*."""
    taken: Piece = []
    while lead:
        piece = lead[-1]
        if taken and (piece.tag in BLOCKS or piece.tag == "br"):
            break
        lead.pop()
        if piece.tag != "br":
            taken.insert(0, piece)
        if piece.tag in BLOCKS:
            break
    return taken


def is_long(question: Piece) -> bool:
    """Whether markers of *question* are still to be told how."""
    told = any(piece.tag == "rubric-block" for piece in question)
    found = [one.tag for piece in question for one in interactions_in(piece)]
    return "extended-text-interaction" in found and not told


def only_feedback(piece: Element) -> bool:
    if piece.tag in FEEDBACK:
        return True
    outside = (piece.text or "").strip() or any((one.tail or "").strip() for one in piece)
    return len(piece) > 0 and not outside and all(map(only_feedback, piece))


def joined(parts: Piece) -> Element:
    whole = Element("div")
    whole.extend(parts)
    return whole
