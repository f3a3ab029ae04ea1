"""What is more than one interaction, or none of QTI's own: cases, reasons, ranks by experts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assessments.question_types import TYPES

from .marks import AGREEMENT, CASE, EXPERTS, JUDGEMENT, QUESTION, REASONS, STAGED, WEIGHT
from .names import identifier

if TYPE_CHECKING:
    from .writing import Writer

MOST = 4
"""Points for a way to act in its rank; one less for each rank that it is off."""
PAIRED = "qti-simple-associable-choice"


def case(writer: Writer) -> str:
    """What is told, then each question with its share of the points."""
    marks = f"{CASE} {STAGED}" if writer.data.get("staged") else CASE
    parts = [f'<div class="{marks}">{writer.text(writer.data["stem"])}</div>\n']
    asking = [one for one in writer.data["questions"] if TYPES[one["type"]].asks]
    whole = sum(map(weight_of, asking))
    parts += [question(writer, one, whole) for one in writer.data["questions"]]
    return "".join(parts)


def question(writer: Writer, asked: dict[str, Any], whole: float) -> str:
    weight = weight_of(asked)
    part = writer.part(asked["type"], asked["data"])
    body = part.body()
    if explanation := asked["data"].get("explanation"):
        body += (
            '<qti-feedback-block outcome-identifier="FEEDBACK" identifier="explanation" '
            f'show-hide="show"><qti-content-body>{writer.text(explanation)}</qti-content-body>'
            "</qti-feedback-block>"
        )
    writer.scored += [one._replace(share=one.share * weight / whole) for one in part.scored]
    return f'<div class="{QUESTION} {WEIGHT}{weight!r}">{body}</div>\n'


def weight_of(asked: dict[str, Any]) -> float:
    return float(asked.get("weight", 1))


def reasons_for(writer: Writer, answer: str) -> str:
    """They earn their half only with the right *answer*."""
    name = writer.declare([identifier(writer.data["right_reason"])], share=0.5, needs=answer)
    reasons = writer.choices(writer.data["reasons"], "qti-simple-choice")
    return (
        f'<div class="{REASONS}"><qti-choice-interaction response-identifier="{name}" '
        f'shuffle="true" max-choices="1">\n{reasons}</qti-choice-interaction></div>'
    )


def judgement(writer: Writer) -> str:
    """Pairs of ways to act and ranks, which by their mapping count as they count here."""
    ways, ranks = writer.data["options"], writer.data["ranks"]
    places = range(1, len(ways) + 1)
    pairs = [f"{identifier(key)} rank-{rank}" for key, rank in ranks.items()]
    mapping = {
        f"{identifier(key)} rank-{place}": (MOST - abs(place - rank)) / (MOST * len(ways))
        for key, rank in ranks.items()
        for place in places
    }
    name = writer.declare(pairs, "directedPair", "multiple", mapping)
    first = writer.choices(ways, PAIRED, ' match-max="1"')
    second = "".join(
        f'<{PAIRED} identifier="rank-{place}" match-max="1">{place}</{PAIRED}>' for place in places
    )
    experts, agreement = writer.data["experts"], writer.data["agreement"]
    marks = f"{JUDGEMENT} {EXPERTS}{experts} {AGREEMENT}{agreement!r}"
    return (
        f'{writer.text(writer.data["stem"])}<div class="{marks}">'
        f'<qti-match-interaction response-identifier="{name}" shuffle="true" '
        f'max-associations="{len(ways)}">'
        f"<qti-simple-match-set>{first}</qti-simple-match-set>"
        f"<qti-simple-match-set>{second}</qti-simple-match-set></qti-match-interaction></div>"
    )
