"""The questions of banks as a draw sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from assessments.drawing import Item
from assessments.models import Label, QuestionVersion
from assessments.plan import Draw, Fixed, Plan

CHANGING = ("pk", "question__key", "number", "question__family", "question__bank_id")
COLUMNS = (
    "pk",
    "question_id",
    "question__key",
    "number",
    "question__family",
    "question__bank_id",
    "type",
    "difficulty",
    "must_pass",
)


def items(versions: QuerySet[QuestionVersion], *, labelled: bool = True) -> list[Item]:
    """What a draw knows of *versions*. Two queries, one if not *labelled*."""
    tags: dict[int, set[str]] = defaultdict(set)
    competences: dict[int, set[str]] = defaultdict(set)
    if labelled:
        rows = Label.objects.filter(version__in=versions.order_by().values("pk"))
        for version, kind, value in rows.values_list("version_id", "kind", "value"):
            (tags if kind == Label.Kind.TAG else competences)[version].add(value)
    return [
        Item(
            version=pk,
            question=question,
            key=str(key),
            number=number,
            family=family,
            bank=bank,
            type=type_name,
            tags=frozenset(tags[pk]),
            competences=frozenset(competences[pk]),
            difficulty=difficulty,
            must_pass=must_pass,
        )
        for pk, question, key, number, family, bank, type_name, difficulty, must_pass in (
            versions.order_by("pk").values_list(*COLUMNS)
        )
    ]


def pool_for(plan: Plan) -> Sequence[Item]:
    """The newest ready questions of the plan's banks. One query; two more where they have changed."""
    if not any(isinstance(slot, Draw) for slot in plan.slots):
        return []
    ready = QuestionVersion.objects.newest_ready().filter(question__bank__slug__in=plan.banks)
    return kept_pool(tuple(ready.order_by("pk").values_list(*CHANGING)))


@lru_cache(maxsize=32)
def kept_pool(versions: tuple[tuple[Any, ...], ...]) -> tuple[Item, ...]:
    """The items of *versions*, told by all that can change of one that is ready.

    A county that begins in the same minute draws from the same questions.
    """
    return tuple(items(QuestionVersion.objects.filter(pk__in=[pk for pk, *_more in versions])))


def named_for(plan: Plan) -> list[Item]:
    """All ready versions of the questions that the plan names. Up to one query."""
    keys = {slot.question for slot in plan.slots if isinstance(slot, Fixed)}
    return items(of_questions(keys), labelled=False) if keys else []


def of_questions(keys: Iterable[UUID]) -> QuerySet[QuestionVersion]:
    return QuestionVersion.objects.ready().filter(question__key__in=set(keys))
