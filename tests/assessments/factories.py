"""Questions as authors write them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments.authoring import Written, approve, hand_in, write
from assessments.models import Bank, Exam, QuestionVersion, Sitting
from assessments.publishing import draft, publish
from tests.factories import PersonFactory, UnitFactory


def both(chinese: str, english: str = "") -> dict[str, str]:
    return {"zh-hans": chinese} | ({"en": english} if english else {})


def options(*texts: str) -> list[dict[str, Any]]:
    """With the keys a, b, c …"""
    return [{"key": "abcdefghij"[place], "text": both(text)} for place, text in enumerate(texts)]


def single(stem: str = "孩子说想妈妈，先做什么？", right: str = "a") -> dict[str, Any]:
    return {
        "stem": both(stem),
        "options": options("听他说完", "讲道理", "换个话题"),
        "right": right,
    }


def multiple(right: str = "ab") -> dict[str, Any]:
    return {
        "stem": both("哪些是保护因素？"),
        "options": options("每周通话", "有人倾听", "常常搬家", "独自过夜"),
        "right": list(right),
    }


def make_bank(slug: str = "county", **more: Any) -> Bank:
    more.setdefault("unit", UnitFactory())
    return Bank.objects.create(slug=slug, name_zh="县题库", name_en="County bank", **more)


def make_draft(
    bank: Bank, *, family: str = "", external_id: str = "", **more: Any
) -> QuestionVersion:
    written = Written(**{"type": "single", "data": single()} | more)
    author = PersonFactory()
    return write(bank, written, by=author, family=family, external_id=external_id)


def make_ready(bank: Bank, **more: Any) -> QuestionVersion:
    version = make_draft(bank, **more)
    hand_in(version)
    approve(version, by=PersonFactory())
    return version


def make_pool(count: int = 5, bank: Bank | None = None) -> Bank:
    """A bank with so many ready questions."""
    bank = bank or make_bank()
    for number in range(count):
        make_ready(bank, data=single(f"第 {number} 题？"), external_id=f"Q{number}")
    return bank


def plan_data(count: int = 3, **more: Any) -> dict[str, Any]:
    return {
        "banks": ["county"],
        "sections": [{"key": "all", "slots": [{"kind": "draw", "count": count}]}],
        "languages": ["zh-hans"],
        "pass_percent": 60,
    } | more


def make_exam(
    *, bank: Bank | None = None, questions: int = 5, slug: str = "first-step", **rules: Any
) -> Exam:
    """A published exam that draws three of five questions, unless told otherwise."""
    bank = bank or make_pool(questions)
    exam = Exam.objects.create(slug=slug, name_zh="入门考试", name_en="First exam", unit=bank.unit)
    publish(draft(exam, plan_data(**rules)), by=PersonFactory())
    return exam


def make_sitting(exam: Exam | None = None, **more: Any) -> Sitting:
    """Open since an hour, for everybody."""
    more.setdefault("opens_at", timezone.now() - timedelta(hours=1))
    return Sitting.objects.create(exam=exam or make_exam(), **more)
