"""How a written item earns its points, so that other systems count as nearly alike as QTI can."""

from __future__ import annotations

from typing import NamedTuple

TEMPLATE = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"


class Scored(NamedTuple):
    """One response: it is right as a whole, or adds up as `mapped`; `share` of all points.

    `needs` names another response that has to be right, too.
    """

    name: str
    mapped: bool = False
    share: float = 1.0
    tolerance: float = 0.0
    relative: bool = False
    needs: str = ""

    @property
    def is_template(self) -> bool:
        return self.name == "RESPONSE" and not self.tolerance and self.share == 1


def processing(scored: list[Scored]) -> str:
    if not scored:
        return ""
    if len(scored) == 1 and scored[0].is_template:
        name = "map_response" if scored[0].mapped else "match_correct"
        return f'<qti-response-processing template="{TEMPLATE}{name}.xml"/>\n'
    return f"<qti-response-processing>{''.join(map(rule, scored))}</qti-response-processing>\n"


def rule(one: Scored) -> str:
    """Adds to the points what *one* earns."""
    if one.mapped:
        points = f'<qti-map-response identifier="{one.name}"/>'
        if one.share != 1:
            points = f"<qti-product>{number(one.share)}{points}</qti-product>"
        return added(points)
    condition = is_right(one)
    if one.needs:
        condition = f"<qti-and>{is_right(Scored(one.needs))}{condition}</qti-and>"
    return (
        f"<qti-response-condition><qti-response-if>{condition}{added(number(one.share))}"
        "</qti-response-if></qti-response-condition>"
    )


def is_right(one: Scored) -> str:
    both = f'<qti-variable identifier="{one.name}"/><qti-correct identifier="{one.name}"/>'
    if not one.tolerance:
        return f"<qti-match>{both}</qti-match>"
    width = one.tolerance * 100 if one.relative else one.tolerance
    mode = "relative" if one.relative else "absolute"
    return f'<qti-equal tolerance-mode="{mode}" tolerance="{width!r} {width!r}">{both}</qti-equal>'


def added(points: str) -> str:
    return (
        '<qti-set-outcome-value identifier="SCORE"><qti-sum><qti-variable identifier="SCORE"/>'
        f"{points}</qti-sum></qti-set-outcome-value>"
    )


def number(value: float) -> str:
    return f'<qti-base-value base-type="float">{value!r}</qti-base-value>'
