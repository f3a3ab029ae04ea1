"""Names of the parts of a question, where a format has none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

LETTERS = "abcdefghijklmnopqrst"
GAP = re.compile(r"\[\[([A-Za-z0-9_-]{1,36})\]\]")


def plain_keys(data: Mapping[str, Any]) -> dict[str, Any]:
    """*data* with its parts called a, b, c …, and gaps g1, g2 …, in their order.

    What is shuffled for each candidate anyway comes in the order of what it belongs to.
    """
    if "questions" in data:
        return _plain_questions(data)
    if "gaps" in data:
        return _plain_gaps(data)
    if "pairs" in data:
        return _plain_pairs(data)
    changed = dict(data)
    names: dict[str, str] = {}
    for name in ("options", "reasons", "items"):
        if name in data:
            names |= called(data[name])
            changed[name] = renamed(data[name], names)
    for name in ("right", "right_reason"):
        if isinstance(data.get(name), str):
            changed[name] = names[data[name]]
        elif isinstance(data.get(name), list):
            changed[name] = sorted(names[key] for key in data[name])
    if "ranks" in data:
        changed["ranks"] = {names[key]: rank for key, rank in data["ranks"].items()}
    return changed


def called(parts: list[dict[str, Any]]) -> dict[str, str]:
    return {part["key"]: LETTERS[place] for place, part in enumerate(parts)}


def renamed(parts: list[dict[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [part | {"key": names[part["key"]]} for part in parts]


def _plain_questions(data: Mapping[str, Any]) -> dict[str, Any]:
    questions = [
        one | {"key": f"q{place}", "data": plain_keys(one["data"])}
        for place, one in enumerate(data["questions"], 1)
    ]
    return {**data, "questions": questions}


def _plain_pairs(data: Mapping[str, Any]) -> dict[str, Any]:
    prompts = called(data["prompts"])
    partners = [data["pairs"][key] for key in prompts]
    places = {key: place for place, key in reversed(list(enumerate(partners)))}
    choices = sorted(data["choices"], key=lambda one: places.get(one["key"], len(places)))
    names = called(choices)
    return {
        **data,
        "prompts": renamed(data["prompts"], prompts),
        "choices": renamed(choices, names),
        "pairs": {prompts[key]: names[choice] for key, choice in data["pairs"].items()},
    }


def _plain_gaps(data: Mapping[str, Any]) -> dict[str, Any]:
    found = GAP.findall(next(iter(data["stem"].values())))
    names = {key: f"g{place}" for place, key in enumerate(found, 1)}
    gaps = [
        plain_keys(gap) | {"key": names[gap["key"]]}
        for gap in sorted(data["gaps"], key=lambda one: found.index(one["key"]))
    ]
    stem = {
        code: GAP.sub(lambda marker: f"[[{names[marker[1]]}]]", words)
        for code, words in data["stem"].items()
    }
    return {**data, "stem": stem, "gaps": gaps}
