"""Questions of a Moodle XML file."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.exchange.about import category_tag, take_tags
from assessments.exchange.answers import (
    Answer,
    as_options,
    ask_for_essay,
    choose_one,
    choose_some,
    explain,
    explain_truth,
    in_words,
    keep_feedback,
    pair_up,
    to_number,
    write_number,
    write_short,
)
from assessments.exchange.base import Finding, Refused, Row, Unreadable, one_line
from assessments.exchange.text import from_format, guess, media_in
from assessments.exchange.xml import elements
from assessments.texts import OptionalText

from .boxes import take_marked
from .gaps import take_gaps

FORMS = {
    "html": "html",
    "moodle_auto_format": "moodle",
    "plain_text": "plain",
    "markdown": "markdown",
    "": "html",
}
RULES = {
    "ALL_OR_NOTHING": "exact",
    "ABSOLUTE_POSITION": "exact",
    "RELATIVE_NEXT_EXCLUDE_LAST": "adjacent",
    "RELATIVE_NEXT_INCLUDE_LAST": "adjacent",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": "adjacent",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": "kendall",
    "RELATIVE_TO_CORRECT": "kendall",
    "LONGEST_ORDERED_SUBSET": "kendall",
    "LONGEST_CONTIGUOUS_SUBSET": "adjacent",
}
SAME_RULE = {"ALL_OR_NOTHING", "RELATIVE_NEXT_EXCLUDE_LAST", "RELATIVE_ALL_PREVIOUS_AND_NEXT"}
NO = {"0", "false"}
UNITS_UNSEEN = "3"
"""Of a number: its units are neither shown nor asked."""
USUAL = {
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
    "回答正确",
    "部分正确",
    "回答不正确",
}
"""What Moodle itself says; no loss."""


def read_moodle(content: bytes) -> Iterator[Row]:
    category = ""
    known = False
    for line, element in elements(content, lambda name, depth: depth == 1 or not depth):
        if element.tag == "quiz":
            known = True
        if element.tag != "question":
            continue
        known = True
        if element.get("type") == "category":
            category = category_tag(said(element, "category"))
        else:
            yield read_question(line, element, category)
    if not known:
        raise Unreadable(_("This is no Moodle XML: it has no element “quiz”."))


def read_question(line: int, element: Element, category: str = "") -> Row:
    finding = Finding(line, element.get("type", ""), title=one_line(said(element, "name")))
    try:
        finding.external_id = (element.findtext("idnumber") or "").strip()
        tags = [words.strip() for words in texts_in(element, "tags/tag")]
        take_tags(finding, [category, *tags] if category else tags)
        Question(finding, element).read()
    except Refused as refusal:
        return finding.refused(str(refusal))
    return finding.row()


def said(element: Element, name: str) -> str:
    return element.findtext(f"{name}/text") or ""


def texts_in(element: Element, path: str) -> list[str]:
    return [one.findtext("text") or "" for one in element.findall(path)]


class Question:
    """One element; fills a finding."""

    def __init__(self, finding: Finding, element: Element) -> None:
        self.finding = finding
        self.element = element
        untold = {id(one) for name in ("name", "tags") for one in element.findall(f"{name}//text")}
        words = [one.text or "" for one in element.iter("text") if id(one) not in untold]
        self.language = guess(" ".join(words))
        self.marked = any("multilang" in one for one in words)

    def read(self) -> None:
        readers = {
            "multichoice": self.multichoice,
            "truefalse": self.truefalse,
            "matching": self.matching,
            "ddmatch": self.matching,
            "shortanswer": self.shortanswer,
            "numerical": self.numerical,
            "cloze": self.cloze,
            "multianswer": self.cloze,
            "gapselect": self.marked_gaps,
            "ddwtos": self.marked_gaps,
            "essay": self.essay,
            "ordering": self.ordering,
            "description": self.description,
        }
        if self.finding.type not in readers:
            raise Refused(_("There is no such type of question: %s.") % (self.finding.type or "?"))
        self.finding.data["stem"] = self.text("questiontext")
        explain(self.finding, self.text("generalfeedback"))
        readers[self.finding.type]()
        if not self.finding.data.get("explanation"):
            self.finding.data.pop("explanation", None)
        self.mention_losses()

    def text(self, name: str) -> OptionalText:
        found = self.element.find(name)
        return self.words(found) if found is not None else {}

    def words(self, element: Element, default: str = "html") -> OptionalText:
        source = element.findtext("text") or ""
        form = FORMS.get(element.get("format") or default, "plain")
        if form == "plain" and not element.get("format") and "multilang" in source:
            form = "html"
        return from_format(source, form, self.language)

    def own_words(self, element: Element, default: str = "html") -> OptionalText:
        return in_words(self.words(element, default), element.findtext("text") or "")

    def answers(self, default: str = "html") -> list[Answer]:
        found = []
        for element in self.element.findall("answer"):
            feedback = element.find("feedback")
            found.append(
                Answer(
                    self.words(element, default),
                    to_number(element.get("fraction") or "0"),
                    self.words(feedback) if feedback is not None else None,
                    (element.findtext("text") or "").strip(),
                )
            )
        return found

    def multichoice(self) -> None:
        one = (self.element.findtext("single") or "true").strip().lower() not in NO
        (choose_one if one else choose_some)(self.finding, self.answers())
        if (self.element.findtext("shuffleanswers") or "1").strip().lower() in NO:
            for option in self.finding.data["options"]:
                option["fixed"] = True

    def truefalse(self) -> None:
        right = [one for one in self.answers() if one.weight > 99]
        if len(right) != 1 or right[0].raw.lower() not in {"true", "false"}:
            raise Refused(_("The right answer is either right or wrong."))
        self.finding.data["right"] = right[0].raw.lower() == "true"
        for answer in self.answers():
            explain_truth(self.finding, answer.raw.lower() == "true", answer.feedback or {})

    def matching(self) -> None:
        pairs = []
        for element in self.element.findall("subquestion"):
            answer = element.find("answer")
            choice = self.own_words(answer, "plain_text") if answer is not None else {}
            pairs.append((self.own_words(element), choice))
        pair_up(self.finding, pairs)

    def shortanswer(self) -> None:
        if (self.element.findtext("usecase") or "0").strip() == "1":
            self.finding.remarks.append(_("Large and small letters count the same here."))
        write_short(
            self.finding,
            self.answers("plain_text"),
            language=None if self.marked else self.language,
        )

    def numerical(self) -> None:
        found = []
        wrong = []
        for element, answer in zip(
            self.element.findall("answer"), self.answers("plain_text"), strict=True
        ):
            if answer.raw == "*" or answer.weight <= 0:
                wrong.append(answer)
                continue
            tolerance = to_number(element.findtext("tolerance") or "0")
            found.append((answer, to_number(answer.raw), abs(tolerance)))
        write_number(self.finding, found)
        keep_feedback(self.finding, wrong)
        if (self.element.findtext("showunits") or "").strip() != UNITS_UNSEEN:
            self.units()

    def units(self) -> None:
        units = []
        for unit in self.element.findall("units/unit"):
            multiplier = to_number(unit.findtext("multiplier") or "1")
            if not multiplier:
                raise Refused(_("“%s” is no number.") % multiplier)
            # Moodle multiplies the right answer, here what was answered is multiplied.
            name = (unit.findtext("unit_name") or "").strip()
            units.append({"name": name, "factor": 1 / multiplier})
        if units:
            self.finding.data["units"] = units
            if penalty := self.element.findtext("unitpenalty"):
                self.finding.data["unit_penalty"] = to_number(penalty)

    def cloze(self) -> None:
        found = self.element.find("questiontext")
        if found is not None:
            form = FORMS.get(found.get("format") or "html", "plain")
            whole = from_format(found.findtext("text") or "", form, self.language)
            language = next(iter(whole)) if len(whole) == 1 else self.language
            source = take_gaps(self.finding, found.findtext("text") or "", language)
            self.finding.data["stem"] = from_format(source, form, self.language)

    def marked_gaps(self) -> None:
        self.finding.data["stem"] = take_marked(
            self.finding, self.finding.data["stem"], self.element, self.language
        )

    def essay(self) -> None:
        ask_for_essay(self.finding, self.language, self.text("graderinfo"))
        if self.text("responsetemplate"):
            self.finding.remarks.append(_("The text to begin with was left out."))

    def ordering(self) -> None:
        rule = (self.element.findtext("gradingtype") or "ABSOLUTE_POSITION").strip()
        self.finding.data["items"] = as_options(self.answers())
        self.finding.data["rule"] = RULES.get(rule, "adjacent")
        if rule not in SAME_RULE:
            self.finding.remarks.append(_("Points are given by a rule that differs a little."))

    def description(self) -> None:
        self.finding.type = "information"

    def mention_losses(self) -> None:
        """What of this question has no place here."""
        finding = self.finding
        files = [one.get("name") or "?" for one in self.element.iter("file")]
        if files:
            finding.remarks.append(_("Embedded files were left out: %s.") % ", ".join(files)[:200])
        elif any(media_in(one.text or "") for one in self.element.iter("text")):
            finding.remarks.append(_("Pictures and recordings were left out."))
        feedback = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "hint")
        told = [words.strip() for name in feedback for words in texts_in(self.element, name)]
        if any(set(self.plain(words)) - USUAL for words in told):
            finding.remarks.append(
                _("Hints, and feedback on the answer as a whole, were left out.")
            )

    def plain(self, words: str) -> list[str]:
        return list(from_format(words, "html", self.language).values())
