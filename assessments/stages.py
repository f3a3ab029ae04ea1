"""Cases told in stages: one question after the other, and what was answered stays as it is.

An answer to such a case holds what was given at one stage; going on is a step with the next stage
and no answer. So a step alone tells to which stage it belongs, and no other can change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.answers import UNFINISHED, to_show
from assessments.models import QuestionVersion, Step
from assessments.models.attempts import STAGE
from assessments.question_types.case import at_stage
from xinqiao.common.facts import Fact, Refused, unreadable

LOCKED = _("You have gone on in this case: what was answered before stays as it is.")
NOT_SHOWN = _("This part of the case is not shown yet.")


@dataclass(frozen=True)
class Stage:
    """How far one candidate has come in one case, from 0."""

    number: int = 0
    since: datetime | None = None


def staged(version: QuestionVersion) -> bool:
    return getattr(version.content, "staged", False)


def last_of(version: QuestionVersion) -> int:
    """The number of the last stage."""
    return len(version.content.questions) - 1  # type: ignore[attr-defined]


def reached(steps: Iterable[Step]) -> dict[tuple[int, int], Stage]:
    """By attempt and place, how far its candidate has come; late steps do not count."""
    found: dict[tuple[int, int], Stage] = {}
    for step in steps:
        number = step.payload.get(STAGE, 0)
        key = (step.attempt_id, step.place or 0)
        before = found.get(key, Stage())
        if not step.late and number > before.number:
            found[key] = Stage(number, step.at)
    return found


def given_at(steps: Iterable[Step], place: int, number: int) -> dict[str, Any]:
    """What was answered last at this stage of the case at *place*, without the stage."""
    last: Step | None = None
    for step in steps:
        here = step.place == place and step.payload.get(STAGE) == number and not step.late
        if here and (last is None or last.at <= step.at):
            last = step
    return {name: value for name, value in last.payload.items() if name != STAGE} if last else {}


def shown(
    version: QuestionVersion,
    face: dict[str, Any],
    joined: Mapping[str, Any],
    steps: list[Step],
    place: int,
    stage: Stage,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The face and the answer as the candidate sees them now, with what is only begun."""
    now = to_show(version, given_at(steps, place, stage.number))
    parts = {**joined.get("parts", {}), **now.get("parts", {})}
    goes_on = stage.number < last_of(version)
    return at_stage(face, stage.number) | {"stage": stage.number, "goes_on": goes_on}, {
        "parts": parts
    }


def without_stage(given: Mapping[str, Any]) -> dict[str, Any]:
    """*given* as a form gave it, without the field that tells its stage."""
    if UNFINISHED not in given:
        return dict(given)
    fields = {name: values for name, values in given[UNFINISHED].items() if name != STAGE}
    return {UNFINISHED: fields} if fields else {}


def number_in(fields: Mapping[str, list[str]], otherwise: int) -> int:
    """Which stage a form was made for. Raises `Refused`."""
    given = fields.get(STAGE, [str(otherwise)])
    if len(given) != 1 or not (given[0].isascii() and given[0].isdecimal() and len(given[0]) < 4):
        raise unreadable()
    return int(given[0])


def gone_on(fact: Fact, version: QuestionVersion, stage: Stage) -> dict[str, Any]:
    """The payload of going on to the next stage. Raises `Refused`."""
    if type(fact.body["on"]) is not int:
        raise unreadable()
    if fact.body["on"] != stage.number + 1 or stage.number >= last_of(version):
        raise Refused("locked", LOCKED)
    return {STAGE: stage.number + 1}


def placed(
    fact: Fact, version: QuestionVersion, given: dict[str, Any], stage: Stage
) -> dict[str, Any]:
    """*given* as an answer at its stage. Raises `Refused`.

    What was answered before the candidate went on counts, however late it arrives.
    """
    number = number_in(fact.body.get("form", {}), stage.number)
    if number > stage.number:
        raise Refused("not_shown", NOT_SHOWN)
    if number < stage.number and stage.since and fact.at >= stage.since:
        raise Refused("locked", LOCKED)
    key = version.content.questions[number].key  # type: ignore[attr-defined]
    if not given.get("parts", {}).keys() <= {key}:
        raise Refused("locked", LOCKED)
    return {STAGE: number, **without_stage(given)}
