"""One invented question of each type for the styleguide; none of it is kept anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from django.utils.functional import Promise

from assessments.question_types import TYPES, read_content


def words(*texts: str) -> list[dict[str, Any]]:
    """Parts of a question with the keys a, b, c …"""
    return [
        {"key": "abcdefgh"[place], "text": {"zh-hans": text}} for place, text in enumerate(texts)
    ]


def asking(stem: str, **more: Any) -> dict[str, Any]:
    return {"stem": {"zh-hans": stem}} | more


FIRST = asking(
    "孩子在门口说“我想妈妈了”。先做什么？",
    options=words("停下来，听他说完", "告诉他妈妈很辛苦", "换一个话题"),
    right="a",
)
ORDER = asking("把这几步排出先后。", items=words("看见变化", "找个安静的地方", "开口问", "记下来"))
NOTES = {"points": 0, "text": {"zh-hans": "没有写到"}}, {"points": 2, "text": {"zh-hans": "具体"}}

DATA: dict[str, dict[str, Any]] = {
    "single": FIRST,
    "multiple": asking(
        "哪些变化要和平时比一比？",
        options=words("睡不着", "不想吃饭", "个子长高", "不再说话"),
        right=["a", "b", "d"],
    ),
    "truefalse": asking(
        "孩子不哭不闹，就是没有事。",
        right=False,
        reasons=words("安静也可能是一种信号", "孩子过几天就好了"),
        right_reason="a",
    ),
    "matching": asking(
        "遇到这些情况，先找谁？",
        prompts=words("夜里发烧", "想给家里打电话"),
        choices=words("校医", "宿舍老师", "门卫"),
        pairs={"a": "a", "b": "b"},
    ),
    "ordering": ORDER,
    "cloze": asking(
        "全国心理援助热线是[[line]]。打电话以前，先[[first]]。",
        gaps=[
            {"key": "line", "accepted": {"zh-hans": ["12356"]}},
            {"key": "first", "options": words("陪着孩子", "走开一会儿"), "right": "a"},
        ],
    ),
    "numeric": asking(
        "每周两次、每次四十五分钟，一共多长时间？",
        value=1.5,
        units=[{"name": "小时"}, {"name": "分钟", "factor": 1 / 60}],
    ),
    "short": asking("有人正处在危险中，拨打什么号码？", accepted={"zh-hans": ["110"]}),
    "essay": asking(
        "写一写：这个孩子和平时有什么不一样？",
        criteria=[{"key": "a", "name": {"zh-hans": "看见的和想到的分开写"}, "levels": NOTES}],
        shortest=50,
        longest=600,
    ),
    "judgement": asking(
        "熄灯以后，一个孩子躲在被子里哭。下面的做法，哪个更好？",
        options=words("在床边坐下，轻声问", "第二天再说", "当着大家问他"),
        ranks={"a": 1, "b": 2, "c": 3},
        experts=9,
        agreement=0.8,
    ),
    "information": asking("下面三道题讲的是同一个孩子。\n\n请先读完，再回答。"),
    "case": asking(
        "演示：周日晚上，小雨回到学校，一直不说话。\n\n同屋的同学说，她今天没有吃饭。",
        questions=[
            {"key": "first", "type": "single", "data": FIRST},
            {"key": "then", "type": "ordering", "data": ORDER},
        ],
    ),
}

ANSWERS: dict[str, dict[str, Any]] = {"single": {"choice": "a"}, "matching": {"pairs": {"a": "a"}}}
"""Some are shown as they look when somebody has answered."""


@dataclass
class QuestionSample:
    """What the template of a question is given."""

    label: str | Promise
    template: str
    face: dict[str, Any]
    prefix: str
    response: dict[str, Any]


def question_samples() -> list[QuestionSample]:
    samples = []
    for name, kind in TYPES.items():
        content = read_content(name, DATA[name])
        face = kind.face(content, kind.arrange(content, Random(7)))  # noqa: S311
        prefix = f"sample-{name}."
        samples.append(
            QuestionSample(kind.label, kind.template, face, prefix, ANSWERS.get(name, {}))
        )
    return samples
