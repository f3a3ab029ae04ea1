"""How questions come about: written, reviewed by somebody else, ready, retired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments import notices
from assessments.models import Bank, Label, Question, QuestionVersion, Remark
from assessments.models.questions import fingerprint, labels
from assessments.question_types import read_content, to_data
from xinqiao.accounts import audit
from xinqiao.accounts.models import Person
from xinqiao.common.page_cache.changes import clear_pages

Status = QuestionVersion.Status

# What an author says again with each draft; the question and the number stay.
WRITTEN_FIELDS = [
    "type",
    "data",
    "content_hash",
    "status",
    "difficulty",
    "must_pass",
    "source",
    "lesson_key",
    "author",
    "reviewer",
    "created_at",
    "ready_at",
]


class OwnWork(Exception):
    """Nobody approves a question of their own."""


class NotInReview(Exception):
    """Only what is in review can be approved or sent back."""


class ExpertsDisagree(Exception):
    """What experts do not agree on enough cannot be asked in an exam."""


class NotADraft(Exception):
    """Only a draft can be handed in."""


class ChangedMeanwhile(Exception):
    """Somebody else wrote a newer version while this one was being written."""


@dataclass(frozen=True)
class Written:
    """All that an author says about a question. `data` is read by its type."""

    type: str
    data: Any
    tags: Iterable[str] = ()
    competences: Iterable[str] = ()
    difficulty: int | None = None
    must_pass: bool = False
    source: str = ""
    lesson_key: UUID | None = None
    labels: list[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        """Raises `Faulty` when the data is no content of its type."""
        object.__setattr__(self, "data", to_data(read_content(self.type, self.data)))
        object.__setattr__(self, "labels", labels(self.tags, self.competences))

    @property
    def fingerprint(self) -> str:
        return fingerprint(
            self.type,
            self.data,
            self.labels,
            self.difficulty,
            self.must_pass,
            self.source,
            self.lesson_key,
        )

    def to_version(self, question: Question, number: int, by: Person | None) -> QuestionVersion:
        """A draft, not yet stored."""
        return QuestionVersion(
            question=question,
            number=number,
            type=self.type,
            data=self.data,
            content_hash=self.fingerprint,
            difficulty=self.difficulty,
            must_pass=self.must_pass,
            source=self.source,
            lesson_key=self.lesson_key,
            author=by,
        )

    def to_labels(self, version: QuestionVersion) -> list[Label]:
        return [Label(version=version, kind=kind, value=value) for kind, value in self.labels]


def write(
    bank: Bank, written: Written, *, by: Person | None, external_id: str = "", family: str = ""
) -> QuestionVersion:
    """A new question, as a draft."""
    return write_all(bank, [(written, external_id, family)], by=by)[0]


@transaction.atomic
def revise(
    question: Question,
    written: Written,
    *,
    by: Person | None,
    based_on: str = "",
    family: str | None = None,
) -> QuestionVersion:
    """What *question* is to say from now on: as a draft, in place of an older draft.

    The same words again change nothing. *based_on* is the fingerprint of the version that *by*
    read; raises `ChangedMeanwhile` if it is no longer the newest. Without a *family* it stays.
    """
    Question.objects.select_for_update().get(pk=question.pk)
    latest = question.versions.order_by("-number").first()
    if based_on and latest and latest.content_hash not in {based_on, written.fingerprint}:
        raise ChangedMeanwhile(question.pk)
    if family is not None:
        Question.objects.filter(pk=question.pk).update(family=family)
    return revise_all({question: written}, by=by)[0]


@transaction.atomic
def revise_all(changes: Mapping[Question, Written], *, by: Person | None) -> list[QuestionVersion]:
    """As `revise`, for many questions in a few statements; in the order of *changes*."""
    ids = [question.pk for question in changes]
    list(Question.objects.select_for_update().filter(pk__in=ids).order_by("pk").values("pk"))
    newest: dict[int, QuestionVersion] = {}
    for version in QuestionVersion.objects.filter(question__in=ids).order_by("number"):
        newest[version.question_id] = version
    told, drafts, added, outdated = [], [], [], []
    for question, written in changes.items():
        latest = newest.get(question.pk)
        if latest and latest.content_hash == written.fingerprint:
            told.append(latest)
            continue
        version = written.to_version(question, latest.number + 1 if latest else 1, by)
        if latest and latest.status in {Status.DRAFT, Status.IN_REVIEW}:
            version.pk, version.number = latest.pk, latest.number
            outdated.append(version)
        else:
            drafts.append(version)
        added.append((version, written))
        told.append(version)
    QuestionVersion.objects.bulk_create(drafts)
    QuestionVersion.objects.bulk_update(outdated, WRITTEN_FIELDS, batch_size=200)
    Label.objects.filter(version__in=outdated).delete()
    Label.objects.bulk_create(
        label for version, written in added for label in written.to_labels(version)
    )
    return told


@transaction.atomic
def write_all(
    bank: Bank, pieces: Sequence[tuple[Written, str, str]], *, by: Person | None
) -> list[QuestionVersion]:
    """As `write`, for many questions in a few statements: each with its external id and family."""
    questions = Question.objects.bulk_create(
        Question(bank=bank, external_id=external_id, family=family)
        for _written, external_id, family in pieces
    )
    versions = QuestionVersion.objects.bulk_create(
        piece[0].to_version(question, 1, by)
        for piece, question in zip(pieces, questions, strict=True)
    )
    Label.objects.bulk_create(
        label
        for piece, version in zip(pieces, versions, strict=True)
        for label in piece[0].to_labels(version)
    )
    return versions


@transaction.atomic
def hand_in(version: QuestionVersion) -> None:
    """Ask for a review. Raises `NotADraft`."""
    if not change_status(version, Status.IN_REVIEW, allowed={Status.DRAFT}):
        raise NotADraft(version.pk)


@transaction.atomic
def approve(version: QuestionVersion, *, by: Person) -> None:
    """Make *version* ready for exams. Raises `OwnWork`, `NotInReview` and `ExpertsDisagree`."""
    if version.author_id == by.pk:
        raise OwnWork(version.pk)
    kept = QuestionVersion.objects.select_for_update().get(pk=version.pk)
    if not kept.kind.agreed(kept.content):
        raise ExpertsDisagree(version.pk)
    told = {"reviewer": by, "ready_at": timezone.now()}
    if not change_status(version, Status.READY, allowed={Status.IN_REVIEW}, **told):
        raise NotInReview(version.pk)
    clear_pages()  # self-checks show what is ready
    record(audit.Action.QUESTION_APPROVED, version.question, by, version=version.number)


@transaction.atomic
def send_back(version: QuestionVersion, *, by: Person, words: str) -> None:
    """Make a draft of *version* again, and tell its author why. Raises `NotInReview`."""
    if not change_status(version, Status.DRAFT, allowed={Status.IN_REVIEW}):
        raise NotInReview(version.pk)
    notices.tell_sent_back(Remark.objects.create(version=version, by=by, words=words))


@transaction.atomic
def retire(question: Question, *, by: Person | None = None) -> int:
    """Let no new attempt draw *question*; those that hold it keep it. Tells how many versions."""
    retired = QuestionVersion.objects.filter(question=question, status=Status.READY).update(
        status=Status.RETIRED
    )
    if retired:
        clear_pages()
        record(audit.Action.QUESTION_RETIRED, question, by)
    return retired


def record(action: audit.Action, question: Question, by: Person | None, **more: int) -> None:
    """In the audit log of the bank's unit; never with words of the question."""
    bank = Bank.objects.select_related("unit").get(pk=question.bank_id)
    audit.record(
        action, actor=by, unit=bank.unit, about=question, details={"bank": bank.slug, **more}
    )


def change_status(
    version: QuestionVersion, to: Status, *, allowed: set[Status], **told: Any
) -> bool:
    """Whether *version* was still in one of the *allowed* states: of two at once, one wins."""
    changed = QuestionVersion.objects.filter(pk=version.pk, status__in=allowed).update(
        status=to, **told
    )
    if changed:
        version.refresh_from_db()
    return bool(changed)
