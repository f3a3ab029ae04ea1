"""One item of QTI as a question."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.exchange.about import take_tags
from assessments.exchange.answers import explain
from assessments.exchange.base import Finding, Refused, Row, one_line
from assessments.exchange.text import guess, media_in
from assessments.exchange.xml import inner

from .cases import is_case, read_case
from .choosing import read_question
from .names import FEEDBACK, INTERACTIONS, is_ours, own_rules, unknown_interactions
from .reading import Reader, Stimuli, shared_texts

COMPUTED = ("template-declaration", "template-processing")


def read_item(line: int, item: Element, tags: list[str], stimulus: Stimuli) -> Row:
    """*item* with its names in the common spelling."""
    finding = Finding(line, title=one_line(item.get("title") or item.get("identifier") or ""))
    try:
        name = item.get("label" if is_ours(item) else "identifier", "")
        finding.external_id = name.strip()
        take_tags(finding, tags)
        body = item.find("item-body")
        if body is None:
            raise Refused(_("The item has no body."))
        refuse_what_is_not_known(item, body)
        read_body(finding, item, body, stimulus)
    except Refused as refusal:
        return finding.refused(str(refusal))
    return finding.row()


def read_body(finding: Finding, item: Element, body: Element, stimulus: Stimuli) -> None:
    mention_losses(finding, item, body)
    language = guess(" ".join(item.itertext()))
    reader = Reader(finding, item, body, language)
    shared = shared_texts(item, stimulus)
    for feedback in item.findall("modal-feedback"):
        explain(finding, reader.text(feedback))
    if is_case(item, body):
        read_case(finding, item, body, language, shared)
    else:
        read_question(reader, shared)


def refuse_what_is_not_known(item: Element, body: Element) -> None:
    if unknown := sorted(set(unknown_interactions(body))):
        raise Refused(_("Such interactions are not known here: %s.") % ", ".join(unknown))
    if any(item.find(name) is not None for name in COMPUTED):
        raise Refused(_("It is computed anew for each candidate, which is not known here."))
    if item.get("adaptive") == "true":
        raise Refused(_("It goes on in steps after an answer (adaptive), which is not known here."))
    for one in body.iter("include"):
        raise Refused(_("The shared text %s is not there.") % one.get("href", ""))


def mention_losses(finding: Finding, item: Element, body: Element) -> None:
    """What of this item has no place here, or another one."""
    if not is_ours(item):
        if rules := own_rules(item):
            finding.remarks.append(
                _("Its own rules for points were left out: %s.") % ", ".join(rules)
            )
        if len(item.findall("modal-feedback")) > 1 or list(outer_feedback(body)):
            finding.remarks.append(
                _("Feedback that depends on the answer stands in the explanation: please look.")
            )
    if media_in(inner(body)):
        finding.remarks.append(_("Pictures and recordings were left out."))
    if body.find(".//math") is not None:
        finding.remarks.append(_("Formulas were taken as plain text: please look at them."))
    notes = [one.get("view", "").split() for one in body.iter("rubric-block")]
    if any(view and not {"candidate", "scorer"} & set(view) for view in notes):
        finding.remarks.append(_("Notes for authors and proctors were left out."))


def outer_feedback(element: Element) -> list[Element]:
    """Feedback that stands in the text, and not with one of the answers."""
    found = []
    for child in element:
        if child.tag in FEEDBACK:
            found.append(child)
        elif child.tag not in INTERACTIONS:
            found += outer_feedback(child)
    return found
