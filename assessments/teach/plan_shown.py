"""Sections and their places as the form of an exam shows them: with names, counts and faults."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.utils.functional import Promise
from pydantic import ValidationError

from assessments.drawing import Item, suits
from assessments.models import Bank, QuestionVersion
from assessments.plan import Draw
from assessments.pools import items
from assessments.question_types import TYPES
from assessments.question_types.faults import Fault
from assessments.question_types.form.base import at, show_words
from assessments.teach.bank_lists import LONGEST_WORDS, Filters
from assessments.teach.plan_form import PlanForm
from assessments.teach.plan_rows import MUST_PASS, Raw, is_key

MOST_FOUND = 20


def shown(form: PlanForm) -> dict[str, Any]:
    """For the template. The number of queries does not grow with the rules."""
    pool = pool_of(form)
    named = named_in(form)
    return {
        "sections": [
            show_section(number, section, form, pool, named)
            for number, section in enumerate(form.sections)
        ],
        "stock": stock(pool),
        "unsaid": unsaid(form),
        "types": [(kind.name, kind.label) for kind in TYPES.values()],
    }


def pool_of(form: PlanForm) -> list[Item]:
    """What can be drawn from the chosen banks, as far as the builder may use them. Two queries."""
    seen = Bank.objects.visible_to(form.builder).filter(slug__in=form.banks)
    ready = QuestionVersion.objects.newest_ready()
    return items(ready.filter(question__bank__in=seen.values("pk")))


def named_in(form: PlanForm) -> dict[str, list[QuestionVersion]]:
    """By key, the ready versions of the questions that are named, the newest first. One query."""
    keys = {
        slot["question"]
        for section in form.sections
        for slot in section["slots"]
        if slot["kind"] == "fixed" and is_key(str(slot["question"]))
    }
    found: dict[str, list[QuestionVersion]] = defaultdict(list)
    if keys:
        ready = QuestionVersion.objects.ready().filter(
            question__key__in=keys,
            question__bank__in=Bank.objects.visible_to(form.builder).values("pk"),
        )
        for version in ready.select_related("question__bank").order_by("-number"):
            found[str(version.question.key)].append(version)
    return found


def found_for(form: PlanForm, section: int) -> list[QuestionVersion] | None:
    """Ready questions in the builder's banks that fit what is looked for; None if nothing is."""
    if form.finds_in != section:
        return None
    # The answers of banks for practice are known to everybody.
    banks = Bank.objects.visible_to(form.builder).filter(practice=False).values("pk")
    versions = QuestionVersion.objects.newest_ready().filter(question__bank__in=banks)
    named = {
        slot["question"] for one in form.sections for slot in one["slots"] if "question" in slot
    }
    words = Filters(words=form.words_to_find(section)[:LONGEST_WORDS])
    found = words.apply(versions.exclude(question__key__in=filter(is_key, map(str, named))))
    return list(found.select_related("question__bank").order_by("question")[:MOST_FOUND])


def show_section(
    number: int,
    section: Raw,
    form: PlanForm,
    pool: Sequence[Item],
    named: dict[str, list[QuestionVersion]],
) -> Raw:
    here = f"sections.{number}"
    last = len(section["slots"]) - 1
    return {
        "number": number,
        "name": here,
        "anchor": f"#section-{number}",
        "key": section["key"],
        "first": number == 0,
        "last": number == len(form.sections) - 1,
        "title": show_words(f"{here}.title", section.get("title"), form.faults),
        "marks": text_of(section.get("marks", 1)),
        "pass_percent": text_of(section.get("pass_percent")),
        "slots": [
            show_slot(f"{here}.slots.{place}", slot, form.faults, pool, named)
            | {
                "number": place,
                "at": f"{number}.{place}",
                "first": place == 0,
                "last": place == last,
            }
            for place, slot in enumerate(section["slots"])
        ],
        "faults": at(form.faults, f"{here}.slots"),
        "wrong": wrong(form.faults, here, ["marks", "pass_percent"]),
        "find": form.words_to_find(number),
        "found": found_for(form, number),
    }


def show_slot(
    here: str,
    slot: Raw,
    faults: Sequence[Fault],
    pool: Sequence[Item],
    named: dict[str, list[QuestionVersion]],
) -> Raw:
    if slot["kind"] == "fixed":
        versions = named.get(str(slot["question"]), [])
        return {
            "name": here,
            "kind": "fixed",
            "question": slot["question"],
            "version": text_of(slot.get("version")),
            "versions": [str(version.number) for version in versions],
            "newest": versions[0] if versions else None,
            "faults": at(faults, f"{here}.fixed.question") + at(faults, f"{here}.fixed.version"),
        }
    names = ["count", "tags", "competences", "types", "hardest", "easiest"]
    return {
        "name": here,
        "kind": "draw",
        "count": slot["count"],
        "tags": ", ".join(slot.get("tags", ())),
        "competences": ", ".join(slot.get("competences", ())),
        "types": slot.get("types", ()),
        "hardest": slot.get("hardest", 0),
        "easiest": slot.get("easiest", 100),
        "must_pass": next(
            (word for word, value in MUST_PASS.items() if value is slot.get("must_pass")), ""
        ),
        "finer": bool(slot.get("types")) or not has_any_difficulty(slot),
        "suitable": suitable(slot, pool),
        "faults": [],
        "wrong": wrong(faults, f"{here}.draw", names),
    }


def has_any_difficulty(slot: Raw) -> bool:
    return str(slot.get("hardest", 0)) == "0" and str(slot.get("easiest", 100)) == "100"


def suitable(slot: Raw, pool: Sequence[Item]) -> int | None:
    """How many questions the rule may draw from, each family counted once; None if unreadable."""
    try:
        rule = Draw.model_validate(slot)
    except ValidationError:
        return None
    return len({item.kin for item in pool if suits(item, rule)})


def text_of(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def wrong(faults: Sequence[Fault], here: str, names: Collection[str]) -> Raw:
    """By field, what is wrong with it or with one of the names in it."""
    return {
        name: [
            fault.reason
            for fault in faults
            if fault.path == f"{here}.{name}" or fault.path.startswith(f"{here}.{name}.")
        ]
        for name in names
    }


def unsaid(form: PlanForm) -> list[str | Promise]:
    """Faults that stand at no place of the form."""
    return [fault.reason for fault in form.faults if not fault.path.startswith("sections.")]


def stock(pool: Sequence[Item]) -> Raw:
    """What the chosen banks hold: how many questions, and how many of each label."""
    tags = Counter(tag for item in pool for tag in item.tags)
    competences = Counter(code for item in pool for code in item.competences)
    return {
        "total": len(pool),
        "tags": sorted(tags.items()),
        "competences": sorted(competences.items()),
    }
