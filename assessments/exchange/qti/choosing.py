"""What one question is: interactions that stand apart from the text, as choices and pairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.exchange.answers import ask_for_essay
from assessments.exchange.base import Refused

from .filling import gap_match, read_inline
from .marks import judgement_in, reasons_in
from .names import INLINE, empty, interactions_in
from .reading import Reader


def read_question(reader: Reader, shared: list[Element]) -> None:
    """What the body of *reader* asks."""
    reader.take_out_notes()
    reader.take_out_feedback(reader.body)
    found = interactions_in(reader.body)
    if not found:
        reader.finding.type = "information"
    elif all(one.tag in INLINE for one in found):
        read_inline(reader, found)
    else:
        read_block(reader, found)
    reader.finding.data.setdefault("stem", reader.stem(shared))


def read_block(reader: Reader, found: list[Element]) -> None:
    interaction, *more = found
    reasons = reasons_in(reader.body)
    judged = judgement_in(reader.body)
    if reasons is not None and len(found) == 2:
        read_reasons(reader, more[0])
        empty(reasons)
    elif more:
        raise Refused(_("It asks for several answers of different kinds."))
    prompt = interaction.find("prompt")
    kept = prompt if prompt is not None else Element("prompt")
    if judged is not None:
        judge(reader, interaction, judged)
    else:
        READERS[interaction.tag](reader, interaction)
    if interaction.tag != "gap-match-interaction":
        tail = interaction.tail
        empty(interaction)
        interaction.append(kept)
        interaction.tail = tail


def choice(reader: Reader, interaction: Element) -> None:
    finding = reader.finding
    choices = interaction.findall("simple-choice")
    names = [one.get("identifier", "") for one in choices]
    several = reader.declaration(interaction).get("cardinality") == "multiple"
    if sorted(names) == ["false", "true"] and not several:
        finding.type = "truefalse"
        finding.data["right"] = reader.only_right(interaction) == "true"
        return
    options, keys = reader.options(choices, interaction.get("shuffle") == "true")
    finding.type = "multiple" if several else "single"
    finding.data["options"] = options
    if several:
        right = reader.right(interaction)
        if not right:
            raise Refused(_("No answer is right."))
        reader.mention_points(interaction, right)
        finding.data["right"] = [known(keys, one) for one in right]
    else:
        finding.data["right"] = known(keys, reader.only_right(interaction))


def read_reasons(reader: Reader, interaction: Element) -> None:
    """Why a statement is true or false, as it is written here."""
    shuffle = interaction.get("shuffle") == "true"
    reasons, keys = reader.options(interaction.findall("simple-choice"), shuffle)
    right = known(keys, reader.only_right(interaction))
    reader.finding.data |= {"reasons": reasons, "right_reason": right}


def order(reader: Reader, interaction: Element) -> None:
    options, keys = reader.options(interaction.findall("simple-choice"), True)
    by_key = {one["key"]: one for one in options}
    right = [known(keys, one) for one in reader.right(interaction)]
    if sorted(right) != sorted(by_key):
        raise Refused(_("The right order does not name each part once."))
    reader.finding.type = "ordering"
    reader.finding.data["items"] = [by_key[key] for key in right]
    reader.finding.data["rule"] = interaction.get("data-rule", "exact")


def match_sets(interaction: Element) -> list[list[Element]]:
    sets = interaction.findall("simple-match-set")
    if len(sets) != 2:
        raise Refused(_("Pairs need two lists."))
    return [one.findall("simple-associable-choice") for one in sets]


def match(reader: Reader, interaction: Element) -> None:
    sets = match_sets(interaction)
    shuffle = interaction.get("shuffle", "true") == "true"
    prompts, first = reader.options(sets[0], shuffle)
    answers, second = reader.options(sets[1], shuffle)
    pairs: dict[str, str] = {}
    right = reader.right(interaction)
    reader.mention_points(interaction, right)
    for pair in right:
        left, _blank, choice = pair.partition(" ")
        if known(first, left) in pairs:
            raise Refused(_("A part has several partners, which is not known here."))
        pairs[known(first, left)] = known(second, choice.strip())
    reader.finding.type = "matching"
    reader.finding.data |= {"prompts": prompts, "choices": answers, "pairs": pairs}


def judge(reader: Reader, interaction: Element, judged: Mapping[str, Any]) -> None:
    """Ranks of ways to act, as they are written here: each is paired with its rank."""
    ways = match_sets(interaction)[0]
    options, keys = reader.options(ways, True)
    ranks: dict[str, int] = {}
    for pair in reader.right(interaction):
        way, _blank, rank = pair.partition(" rank-")
        ranks[known(keys, way)] = int(rank) if rank.isdigit() else 0
    reader.finding.type = "judgement"
    reader.finding.data |= {"options": options, "ranks": ranks, **judged}


def essay(reader: Reader, interaction: Element) -> None:
    ask_for_essay(reader.finding, reader.language, reader.hint)


READERS: dict[str, Callable[[Reader, Element], None]] = {
    "choice-interaction": choice,
    "order-interaction": order,
    "match-interaction": match,
    "extended-text-interaction": essay,
    "gap-match-interaction": gap_match,
}


def known(keys: Mapping[str, str], name: str) -> str:
    if name not in keys:
        raise Refused(_("The right answer %s is none of the options.") % (name or "?"))
    return keys[name]
