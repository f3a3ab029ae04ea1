"""Questions of all types as Hypothesis makes them up."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from assessments.authoring import Written
from assessments.exchange.base import Item
from assessments.exchange.keys import LETTERS
from assessments.question_types import TYPES

ODD = "=+-@'\"~#{}\\:<>&;,|\n\t%[]/_x0·é 题好A1*$→"


def words(alphabet: str | None = None, size: int = 30) -> st.SearchStrategy[str]:
    chars = (
        st.sampled_from(alphabet)
        if alphabet
        else st.one_of(
            st.sampled_from(ODD),
            st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
        )
    )
    return st.text(chars, max_size=size).map(str.strip).filter(bool)


LANGUAGES_TOLD = st.sampled_from([["zh-hans"], ["en"], ["zh-hans", "en"]])


def text(languages: list[str], one: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(dict.fromkeys(languages, one))


@st.composite
def parts(
    draw: st.DrawFn, languages: list[str], one: st.SearchStrategy[str], low: int, high: int
) -> list[dict[str, Any]]:
    number = draw(st.integers(low, high))
    plain = draw(st.booleans())
    keys = [LETTERS[place] if plain else f"o{number}-{place}" for place in range(number)]
    made = []
    for key in keys:
        part: dict[str, Any] = {"key": key, "text": draw(text(languages, one))}
        if draw(st.booleans()):
            part["feedback"] = draw(text(languages, one))
        part["fixed"] = draw(st.booleans())
        made.append(part)
    return made


def keys_of(found: list[dict[str, Any]]) -> list[str]:
    return [one["key"] for one in found]


@st.composite
def content(draw: st.DrawFn, type_: str, one: st.SearchStrategy[str]) -> dict[str, Any]:
    languages = draw(LANGUAGES_TOLD)
    data: dict[str, Any] = {"stem": draw(text(languages, one))}
    if draw(st.booleans()):
        data["explanation"] = draw(text(languages, one))
    if draw(st.booleans()):
        data["picture"] = {"name": "lamp", "alternative": draw(text(languages, one))}
    data |= draw(SPECIAL[type_](languages, one))
    return data


@st.composite
def single(draw: st.DrawFn, languages: list[str], one: Any) -> dict[str, Any]:
    options = draw(parts(languages, one, 2, 6))
    return {"options": options, "right": draw(st.sampled_from(keys_of(options)))}


@st.composite
def multiple(draw: st.DrawFn, languages: list[str], one: Any) -> dict[str, Any]:
    options = draw(parts(languages, one, 2, 6))
    keys = keys_of(options)
    right = draw(st.sets(st.sampled_from(keys), min_size=1, max_size=len(keys) - 1))
    return {"options": options, "right": sorted(right)}


@st.composite
def truefalse(draw: st.DrawFn, languages: list[str], one: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"right": draw(st.booleans())}
    if draw(st.booleans()):
        data["reasons"] = draw(parts(languages, one, 2, 4))
        data["right_reason"] = draw(st.sampled_from(keys_of(data["reasons"])))
    return data


@st.composite
def ordering(draw: st.DrawFn, languages: list[str], one: Any) -> dict[str, Any]:
    rule = draw(st.sampled_from(["exact", "adjacent", "kendall"]))
    return {"items": draw(parts(languages, one, 3, 6)), "rule": rule}


@st.composite
def matching(draw: st.DrawFn, languages: list[str], one: Any) -> dict[str, Any]:
    prompts = draw(parts(languages, one, 2, 4))
    choices = draw(parts(languages, one, 2, 5))
    keys = st.sampled_from(keys_of(choices))
    pairs = {key: draw(keys) for key in keys_of(prompts)}
    return {"prompts": prompts, "choices": choices, "pairs": pairs}


def variants(languages: list[str], one: Any) -> Any:
    return st.fixed_dictionaries(
        {code: st.lists(one, min_size=1, max_size=3, unique=True) for code in languages}
    )


@st.composite
def cloze(draw: st.DrawFn, languages: list[str], one: Any) -> dict[str, Any]:
    gaps: list[dict[str, Any]] = []
    for place in range(draw(st.integers(1, 3))):
        gap: dict[str, Any] = {"key": f"g{place + 1}", "weight": draw(st.sampled_from([1, 2]))}
        if draw(st.booleans()):
            gap["options"] = draw(parts(languages, one, 2, 4))
            gap["right"] = draw(st.sampled_from(keys_of(gap["options"])))
        else:
            gap["accepted"] = draw(variants(languages, one))
        gaps.append(gap)
    between = one.filter(lambda words: "[[" not in words and "]]" not in words)
    stem = {
        code: "".join(f"{draw(between)} [[{gap['key']}]] " for gap in gaps).strip()
        for code in languages
    }
    return {"stem": stem, "gaps": gaps}


@st.composite
def numeric(draw: st.DrawFn, languages: list[str], one: Any) -> dict[str, Any]:
    number = st.floats(-1e9, 1e9, allow_nan=False)
    data: dict[str, Any] = {
        "value": draw(number),
        "tolerance": draw(st.sampled_from([0, 0.5, 0.01])),
        "relative": draw(st.booleans()),
    }
    if draw(st.booleans()):
        data["units"] = [{"name": "kg", "factor": 1}, {"name": "g", "factor": 0.001}]
        data["unit_penalty"] = draw(st.sampled_from([0, 0.5]))
    return data


@st.composite
def short(draw: st.DrawFn, languages: list[str], one: Any) -> dict[str, Any]:
    return {"accepted": draw(variants(languages, one))}


@st.composite
def essay(draw: st.DrawFn, languages: list[str], one: Any) -> dict[str, Any]:
    levels = [{"points": 0, "text": draw(text(languages, one))}]
    levels.append({"points": 3, "text": draw(text(languages, one))})
    criterion = {"key": "c1", "name": draw(text(languages, one)), "levels": levels}
    return {"criteria": [criterion], "shortest": draw(st.sampled_from([0, 50]))}


IN_CASES = ["single", "truefalse", "ordering", "matching", "judgement"]


@st.composite
def case(draw: st.DrawFn, languages: list[str], one: Any) -> dict[str, Any]:
    questions = [
        {
            "key": f"q{place}",
            "type": type_,
            "weight": draw(st.sampled_from([1, 2.5])),
            "data": draw(content(type_, one)),
        }
        for place, type_ in enumerate([draw(st.sampled_from(IN_CASES)), "multiple", "information"])
    ]
    return {"questions": questions, "staged": draw(st.booleans())}


@st.composite
def judgement(draw: st.DrawFn, languages: list[str], one: Any) -> dict[str, Any]:
    options = draw(parts(languages, one, 3, 5))
    ranks = draw(st.permutations(range(1, len(options) + 1)))
    return {
        "options": options,
        "ranks": dict(zip(keys_of(options), ranks, strict=True)),
        "experts": draw(st.integers(5, 9)),
        "agreement": draw(st.sampled_from([0.5, 0.7, 1])),
    }


SPECIAL: dict[str, Any] = {
    "single": single,
    "multiple": multiple,
    "truefalse": truefalse,
    "ordering": ordering,
    "matching": matching,
    "cloze": cloze,
    "numeric": numeric,
    "short": short,
    "essay": essay,
    "case": case,
    "judgement": judgement,
    "information": lambda languages, one: st.just({}),
}


@st.composite
def items(
    draw: st.DrawFn,
    types: list[str] | None = None,
    one: st.SearchStrategy[str] | None = None,
) -> Item:
    one = words() if one is None else one
    type_ = draw(st.sampled_from([name for name in types or TYPES if name in TYPES]))
    labels = st.lists(one.filter(lambda tag: len(tag) <= 60), max_size=3, unique=True)
    written = Written(
        type_,
        draw(content(type_, one)),
        tags=draw(labels),
        competences=draw(st.lists(st.sampled_from(["1.1", "3.4", "5.2"]), max_size=2)),
        difficulty=draw(st.none() | st.integers(0, 100)),
        must_pass=draw(st.booleans()),
        source=draw(st.just("") | one),
        lesson_key=draw(st.none() | st.uuids()),
    )
    return Item(
        written,
        external_id=draw(st.just("") | one),
        family=draw(st.just("") | one),
    )
