"""One question of each type, the right answer to it, and all the answers one may give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from assessments.question_types import TYPES, Content, QuestionType, kept_content
from tests.assessments.factories import both, multiple, options, single

KEYS = "abcdefghij"


@dataclass(frozen=True)
class Example:
    type: str
    data: dict[str, Any]
    right: dict[str, Any]
    answers: st.SearchStrategy[dict[str, Any]]
    """Any that can be given, also none."""

    @property
    def kind(self) -> QuestionType[Any]:
        return TYPES[self.type]

    @property
    def content(self) -> Content:
        return kept_content(self.type, self.data)


def some(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(st.just({}), st.fixed_dictionaries(parts))


def truefalse(*, reasons: bool = True) -> dict[str, Any]:
    data: dict[str, Any] = {"stem": both("孩子不说话，就是没有事。", "A quiet child is fine.")}
    if reasons:
        more = {"reasons": options("安静也可能是信号", "孩子都这样"), "right_reason": "a"}
        return data | {"right": False} | more
    return data | {"right": False}


def ordering(rule: str = "adjacent", count: int = 4) -> dict[str, Any]:
    steps = ["看见", "倾听", "记录", "转介", "回访", "总结"]
    return {"stem": both("先做什么，后做什么？"), "items": options(*steps[:count]), "rule": rule}


def case(*, staged: bool = False) -> dict[str, Any]:
    return {
        "stem": both("周日晚上，小雨不肯回宿舍。\n老师在门口看见了她。"),
        "staged": staged,
        "questions": [
            {"key": "first", "type": "single", "data": single(right="b"), "weight": 2},
            {"key": "then", "type": "ordering", "data": ordering()},
        ],
    }


def matching() -> dict[str, Any]:
    return {
        "stem": both("谁能帮上什么？"),
        "prompts": options("夜里想家", "受了伤"),
        "choices": options("宿舍老师", "校医", "门卫"),
        "pairs": {"a": "a", "b": "b"},
    }


def cloze() -> dict[str, Any]:
    return {
        "stem": both("先[[g1]]，再\n[[g2]]。", "First [[g1]], then [[g2]]."),
        "gaps": [
            {"key": "g1", "weight": 3, "options": options("倾听", "讲道理"), "right": "a"},
            {"key": "g2", "accepted": {"zh-hans": ["记录", "写下来"], "en": ["Write it down"]}},
        ],
    }


def numeric(**more: Any) -> dict[str, Any]:
    return {"stem": both("每周至少通话几次？"), "value": 12.5, "tolerance": 0.5} | more


def with_units(**more: Any) -> dict[str, Any]:
    units = [{"name": "小时"}, {"name": "分钟", "factor": 1 / 60}]
    return {"stem": both("共多长时间？"), "value": 1.5, "units": units} | more


def short() -> dict[str, Any]:
    accepted = {"zh-hans": ["留守儿童", "留守 孩子"], "en": ["Left-behind children"]}
    return {"stem": both("怎么称呼这些孩子？"), "accepted": accepted}


def essay(**more: Any) -> dict[str, Any]:
    levels = [{"points": 0, "text": both("没有提到")}, {"points": 2, "text": both("说得清楚")}]
    criteria = [{"key": "a", "name": both("看见变化"), "levels": levels}]
    return {"stem": both("写一写这个孩子。"), "criteria": criteria, "longest": 300} | more


def judgement(count: int = 4, **more: Any) -> dict[str, Any]:
    ways = ["听他说", "陪着他", "找家长", "讲道理", "不理他"][:count]
    return {
        "stem": both("孩子哭了，怎么做更好？"),
        "options": options(*ways),
        "ranks": {"abcde"[place]: place + 1 for place in range(count)},
        "experts": 12,
        "agreement": 0.8,
    } | more


ORDERS = st.permutations("abcd").map(list)
CHOICE = st.sampled_from("abc")

EXAMPLES = [
    Example("single", single(right="b"), {"choice": "b"}, some(choice=CHOICE)),
    Example(
        "multiple",
        multiple("ab"),
        {"choices": ["a", "b"]},
        some(choices=st.sets(st.sampled_from("abcd"), min_size=1).map(sorted)),
    ),
    Example(
        "truefalse",
        truefalse(),
        {"answer": False, "reason": "a"},
        st.fixed_dictionaries(
            {}, optional={"answer": st.booleans(), "reason": st.sampled_from("ab")}
        ),
    ),
    Example("truefalse", truefalse(reasons=False), {"answer": False}, some(answer=st.booleans())),
    *(
        Example("ordering", ordering(rule), {"order": list("abcd")}, some(order=ORDERS))
        for rule in ("exact", "adjacent", "kendall")
    ),
    Example(
        "matching",
        matching(),
        {"pairs": {"a": "a", "b": "b"}},
        some(pairs=st.dictionaries(st.sampled_from("ab"), CHOICE, min_size=1)),
    ),
    Example(
        "cloze",
        cloze(),
        {"gaps": {"g1": "a", "g2": "写下来。"}},
        some(
            gaps=st.fixed_dictionaries(
                {"g1": st.sampled_from("ab")},
                optional={"g2": st.sampled_from(["记录", "WRITE IT DOWN!", "忘记"])},
            )
        ),
    ),
    Example(
        "numeric",
        numeric(),
        {"value": "12,5"},
        some(value=st.sampled_from(["12", "１３", "1 000,5", "-3", "0.0"])),
    ),
    Example(
        "numeric",
        with_units(),
        {"value": "90", "unit": "分钟"},
        st.fixed_dictionaries(
            {},
            optional={
                "value": st.sampled_from(["1.5", "90"]),
                "unit": st.sampled_from(["小时", "分钟"]),
            },
        ),
    ),
    Example(
        "short",
        short(),
        {"text": "left-behind  CHILDREN."},
        some(text=st.sampled_from(["留守儿童", "孩子", "<b>&amp;\"'"])),
    ),
    Example(
        "essay",
        essay(),
        {"text": "他常常一个人。\n\n我会先听他说。"},
        some(text=st.sampled_from(["一\n二", "<textarea></textarea>", "长" * 300])),
    ),
    *(
        Example(
            "judgement",
            judgement(count),
            {"ranks": dict(zip("abcde"[:count], range(1, count + 1), strict=True))},
            some(
                ranks=st.dictionaries(
                    st.sampled_from("abcde"[:count]), st.integers(1, count), min_size=1
                )
            ),
        )
        for count in (3, 5)
    ),
    Example("information", {"stem": both("请先读一读。\n\n再往下做。")}, {}, st.just({})),
    Example(
        "case",
        case()
        | {
            "questions": [
                {"key": "read", "type": "information", "data": {"stem": both("先读。")}},
                {"key": "write", "type": "essay", "data": essay()},
                {"key": "gaps", "type": "cloze", "data": cloze()},
            ]
        },
        {"parts": {"write": {"text": "先听。"}, "gaps": {"gaps": {"g1": "a", "g2": "记录"}}}},
        some(
            parts=st.fixed_dictionaries(
                {"write": st.just({"text": "我"})},
                optional={"gaps": st.just({"gaps": {"g2": "记录"}})},
            )
        ),
    ),
    Example(
        "case",
        case(),
        {"parts": {"first": {"choice": "b"}, "then": {"order": list("abcd")}}},
        some(
            parts=st.fixed_dictionaries(
                {"first": st.fixed_dictionaries({"choice": CHOICE})},
                optional={"then": st.fixed_dictionaries({"order": ORDERS})},
            )
        ),
    ),
]
