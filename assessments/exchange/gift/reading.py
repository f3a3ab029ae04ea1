"""Questions of a GIFT file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from assessments.exchange.about import take_tags
from assessments.exchange.answers import (
    BLANK,
    Answer,
    ask_for_essay,
    choose_one,
    choose_some,
    explain,
    explain_truth,
    keep_feedback,
    mention_part_points,
    pair_up,
    to_number,
    write_number,
    write_short,
)
from assessments.exchange.base import Finding, Refused, Row, one_line
from assessments.exchange.text import LOOKS_LIKE_HTML, decode, from_format, guess, media_in
from assessments.texts import Language, OptionalText

from .blocks import Block, blocks, marks, unveil, veil

FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d+)?)%")
TRUE, FALSE = {"T", "TRUE"}, {"F", "FALSE"}


def read_gift(content: bytes) -> Iterator[Row]:
    for block in blocks(decode(content)):
        yield read_block(block)


def read_block(block: Block) -> Row:
    finding = Finding(block.line, title=one_line(block.text))
    try:
        told = list(marks(block.comments))
        finding.external_id = next((value for name, value in told if name == "id"), "")
        tags = [value for name, value in told if name == "tag"]
        take_tags(finding, [block.category, *tags] if block.category else tags)
        Gift(finding, block.text).read()
    except Refused as refusal:
        return finding.refused(str(refusal))
    return finding.row()


class Gift:
    """The words of one question; fills a finding."""

    def __init__(self, finding: Finding, source: str) -> None:
        self.finding = finding
        self.language: Language = guess(source)
        self.marked = "multilang" in source
        self.source = veil(source.strip())
        self.form = "moodle"

    def read(self) -> None:
        named = re.match(r"::(.*?)::", self.source, re.DOTALL)
        if named:
            self.finding.title = one_line(unveil(named[1]))
        rest = self.source[named.end() :] if named else self.source
        if chosen := FORMAT.match(rest):
            self.form, rest = chosen[1].lower(), rest[chosen.end() :]
        before, opened, inside = rest.partition("{")
        inside, closed, after = inside.partition("}")
        if bool(opened) != bool(closed) or "}" in before or set("{}") & set(after):
            raise Refused(
                _(
                    "The braces are not in one pair. Is an empty line missing between two questions, "
                    "or a \\ before a brace?"
                )
            )
        stem = before + BLANK + after if after.strip() else before
        self.finding.data["stem"] = self.text(stem, with_format=False)
        if not opened:
            self.finding.type = "information"
            return
        answers, general, explanation = inside.partition("####")
        if general and explanation.strip():
            explain(self.finding, self.text(explanation))
        self.read_answers(answers.strip())

    def read_answers(self, answers: str) -> None:
        """As Moodle tells the types apart."""
        finding = self.finding
        if not answers:
            ask_for_essay(finding, self.language)
        elif answers.startswith("#"):
            self.read_numbers(answers[1:].strip())
        elif "~" in answers:
            found = [self.answer(part) for part in split(answers)]
            one = any(part.startswith("=") for part in split(answers))
            choose_one(finding, found) if one else choose_some(finding, found)
        elif "->" in answers:
            self.read_pairs(answers)
        elif answers.split("#")[0].strip().upper() in TRUE | FALSE:
            self.read_truth(answers)
        elif answers.startswith(">"):
            raise Refused(_("An order cannot be read from GIFT."))
        else:
            found = [self.answer(part) for part in split(answers, first="=")]
            write_short(finding, found, language=None if self.marked else self.language)

    def read_truth(self, answers: str) -> None:
        said, *feedback = answers.split("#")
        right = said.strip().upper() in TRUE
        self.finding.type = "truefalse"
        self.finding.data["right"] = right
        # First what is said to a wrong answer, then what is said to a right one.
        for answer, words in zip((not right, right), feedback, strict=False):
            explain_truth(self.finding, answer, self.text(words))

    def read_numbers(self, answers: str) -> None:
        found: list[tuple[Answer, float, float]] = []
        wrong: list[Answer] = []
        for part in split(answers, first="=") if answers[:1] not in {"=", "~"} else split(answers):
            answer = self.answer(part)
            if answer.raw in {"*", ""} or answer.weight == 0:
                wrong.append(answer)
                continue
            low, dots, high = answer.raw.partition("..")
            if dots:
                found.append((answer, *between(low, high)))
            else:
                value, _colon, tolerance = answer.raw.partition(":")
                off = abs(to_number(tolerance)) if tolerance.strip() else 0.0
                found.append((answer, to_number(value), off))
        write_number(self.finding, found)
        keep_feedback(self.finding, wrong)

    def read_pairs(self, answers: str) -> None:
        pairs = []
        weighted = []
        for part in split(answers, first="="):
            prompt, arrow, choice = part[1:].partition("->")
            if not arrow:
                raise Refused(_("A pair lacks its arrow: %s.") % one_line(unveil(part[1:])))
            choice, _mark, feedback = choice.partition("#")
            if weight := WEIGHT.match(prompt):
                prompt = prompt[weight.end() :]
                weighted.append(Answer({}, float(weight[1]), raw=unveil(prompt).strip()))
            if feedback.strip():
                explain(self.finding, self.text(feedback))
            pairs.append((self.text(prompt), self.text(choice)))
        pair_up(self.finding, pairs)
        mention_part_points(self.finding, weighted)

    def answer(self, part: str) -> Answer:
        """Of one part with its sign: weight, words, feedback."""
        words, _mark, feedback = part[1:].partition("#")
        weight = 100.0 if part[0] == "=" else 0.0
        if told := WEIGHT.match(words):
            weight, words = float(told[1]), words[told.end() :]
        raw = unveil(FORMAT.sub("", words, count=1) if FORMAT.match(words) else words).strip()
        return Answer(self.text(words), weight, self.text(feedback) or None, raw)

    def text(self, words: str, *, with_format: bool = True) -> OptionalText:
        """Words in the format they name, else in that of the question."""
        form = self.form
        if with_format and (chosen := FORMAT.match(words)):
            form, words = chosen[1].lower(), words[chosen.end() :]
        elif with_format and form == "html" and not LOOKS_LIKE_HTML.search(words):
            form = "plain"
        words = unveil(words)
        if form in {"html", "moodle"} and media_in(words):
            self.finding.remarks.append(_("Pictures and recordings were left out."))
        return from_format(words, form, self.language)


def between(low: str, high: str) -> tuple[float, float]:
    """The middle of a range and how far its ends are off: as exact as they were written."""
    first, last = (Decimal(str(to_number(one))) for one in (low, high))
    return float((first + last) / 2), float(abs(last - first) / 2)


def split(answers: str, first: str = "") -> list[str]:
    """Parts that begin with = or ~; with *first*, that sign is put before words that have none."""
    if first and answers[:1] not in {"=", "~"}:
        answers = first + answers
    parts = [part.strip() for part in re.split("(?=[=~])", answers) if part.strip()]
    if parts and parts[0][0] not in "=~":
        raise Refused(_("There are words before the first answer: %s.") % one_line(parts[0]))
    return parts
