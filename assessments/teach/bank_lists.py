"""What lists of banks and of questions show: counts, filters, and what one may filter by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Self

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Bank, Label, QuestionVersion
from assessments.models.questions import QuestionVersionQuerySet
from assessments.question_types import TYPES
from assessments.texts import LANGUAGES
from xinqiao.accounts.models import Person

Status = QuestionVersion.Status
LONGEST_WORDS = 100

BANDS: dict[str, tuple[Promise, Q]] = {
    "easy": (_("easy: 80 of 100 or more"), Q(difficulty__gte=80)),
    "fair": (_("fair: 60 to 79"), Q(difficulty__range=(60, 79))),
    "hard": (_("hard: 40 to 59"), Q(difficulty__range=(40, 59))),
    "very_hard": (_("very hard: below 40"), Q(difficulty__lt=40)),
    "none": (_("not said"), Q(difficulty=None)),
}
"""By how many of a hundred prepared people should answer right."""


@dataclass(frozen=True)
class Row:
    """A bank as one person sees it."""

    bank: Bank
    counts: dict[str, int]
    """By status, how many questions whose newest version has it."""
    writes: bool
    reviews: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def statuses(self) -> list[tuple[Status, int]]:
        return [(status, self.counts[status]) for status in Status if self.counts.get(status)]

    @property
    def waiting(self) -> int:
        """How many questions wait for somebody to review them."""
        return self.counts.get(Status.IN_REVIEW, 0)


def banks_of(person: Person) -> list[Row]:
    """All banks that *person* may see. The number of queries stays the same."""
    banks = Bank.objects.visible_to(person).select_related("unit").prefetch_related("shared_with")
    written = set(Bank.objects.writable_by(person).values_list("pk", flat=True))
    reviewed = set(Bank.objects.reviewable_by(person).values_list("pk", flat=True))
    counts = counts_in(Bank.objects.visible_to(person).values_list("pk", flat=True))
    return [
        Row(bank, counts[bank.pk], bank.pk in written, bank.pk in reviewed)
        for bank in banks.order_by("unit__path", "slug")
    ]


def counts_in(banks: Iterable[int]) -> defaultdict[int, dict[str, int]]:
    """By bank and status, how many questions whose newest version has it."""
    found = QuestionVersion.objects.newest().filter(question__bank__in=banks)
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for bank, status, count in (
        found.order_by().values_list("question__bank", "status").annotate(count=Count("pk"))
    ):
        counts[bank][status] = count
    return counts


@dataclass(frozen=True)
class Filters:
    """Which questions of a bank are asked for; all by default."""

    words: str = ""
    type: str = ""
    status: str = ""
    tag: str = ""
    competence: str = ""
    must_pass: bool = False
    band: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """What makes no sense asks for nothing."""

        def one_of(name: str, known: object) -> str:
            value = query.get(name, "")
            return value if value in known else ""  # type: ignore[operator]

        return cls(
            words=re.sub(r"\s+", " ", query.get("q", "")).strip()[:LONGEST_WORDS],
            type=one_of("type", TYPES),
            status=one_of("status", Status.values),
            tag=query.get("tag", "")[:60],
            competence=query.get("competence", "")[:60],
            must_pass=query.get("must_pass") == "1",
            band=one_of("difficulty", BANDS),
        )

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))

    def apply(self, versions: QuestionVersionQuerySet) -> QuestionVersionQuerySet:
        for word in self.words.split():
            said = Q(question__external_id__icontains=word)
            for language in LANGUAGES:
                said |= Q(**{f"data__stem__{language}__icontains": word})
            versions = versions.filter(said)
        if self.type:
            versions = versions.filter(type=self.type)
        if self.status:
            versions = versions.filter(status=self.status)
        if self.tag:
            versions = versions.labelled(Label.Kind.TAG, self.tag)
        if self.competence:
            versions = versions.labelled(Label.Kind.COMPETENCE, self.competence)
        if self.must_pass:
            versions = versions.filter(must_pass=True)
        if self.band:
            versions = versions.filter(BANDS[self.band][1])
        return versions


def questions_in(bank: Bank, filters: Filters) -> QuestionVersionQuerySet:
    """The newest version of each question, in the order in which they came into the bank."""
    newest = QuestionVersion.objects.newest().filter(question__bank=bank)
    found = filters.apply(newest).with_ready_number().select_related("question")
    return found.prefetch_related("labels").order_by("question")


def labels_in(bank: Bank) -> dict[str, list[str]]:
    """The tags and the competences of a bank's questions, by kind, each once."""
    newest = QuestionVersion.objects.newest().filter(question__bank=bank)
    found = Label.objects.filter(version__in=newest.values("pk")).values_list("kind", "value")
    kinds: dict[str, list[str]] = {kind: [] for kind in Label.Kind.values}
    for kind, value in found.distinct().order_by("kind", "value"):
        kinds[kind].append(value)
    return kinds
