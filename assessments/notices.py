"""What candidates are told of exams, and authors of their questions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Attempt, Bank, Remark, Sitting
from assessments.models.banks import WRITE_QUESTIONS
from assessments.reviewing import look_at
from xinqiao.accounts.models import Person
from xinqiao.notifications.kinds import ByMail, Kind, in_each_language
from xinqiao.notifications.models import Notice
from xinqiao.notifications.services import notify


def still_released(person: Person, notice: Notice) -> bool:
    """Whether the result can still be read: it may have been taken back to be marked again."""
    key = UUID(notice.about.split("/")[0])
    return Attempt.objects.of(person).filter(key=key, released_at__isnull=False).exists()


RESULT_THERE = Kind(
    code="result_there",
    title=_("The result of an exam is there"),
    group=_("Exams"),
    headline=_("“%(exam)s”: your result is there"),
    text=_("Everything is marked. Look at it when it suits you."),
    default=ByMail.AT_ONCE,
    still_fits=still_released,
)


def still_to_come(person: Person, notice: Notice) -> bool:
    """Whether the sitting is still the reader's, and its time has not passed."""
    mine = Sitting.objects.for_person(person).filter(key=notice.about)
    sitting = mine.first()
    return sitting is not None and (sitting.closes_at is None or timezone.now() < sitting.closes_at)


SITTING_OPENS = Kind(
    code="sitting_opens",
    title=_("An exam opens for you soon"),
    group=_("Exams"),
    headline=_("“%(exam)s” opens soon"),
    text=_(
        "It opens %(when)s. On its page you read how long you have; you can wait there from 15 minutes before."
    ),
    default=ByMail.AT_ONCE,
    still_fits=still_to_come,
)

SITTING_CLOSES = Kind(
    code="sitting_closes",
    title=_("An exam that you have not begun closes soon"),
    group=_("Exams"),
    headline=_("“%(exam)s” closes soon"),
    text=_("It closes %(when)s, and you have not begun it."),
    default=ByMail.AT_ONCE,
    still_fits=still_to_come,
)

LATE_DECIDED = Kind(
    code="late_decided",
    title=_("It is decided whether late answers count"),
    group=_("Exams"),
    headline=_("“%(exam)s”: %(outcome)s"),
    text=_("Why, and what your result is, stands on its page."),
    default=ByMail.AT_ONCE,
)


def still_sent_back(person: Person, notice: Notice) -> bool:
    """Whether it is a draft of *person*'s, which they may still see."""
    found = Remark.objects.filter(pk=int(notice.about), version__author=person.pk)
    seen = Bank.objects.visible_to(person).values("pk")
    return found.filter(version__status="draft", version__question__bank__in=seen).exists()


QUESTION_SENT_BACK = Kind(
    code="question_sent_back",
    title=_("Your question comes back with a remark"),
    group=_("Exams"),
    headline=_("Please change a question of the bank “%(bank)s”"),
    text=_("A reviewer has read it and says on its page what should be changed."),
    default=ByMail.AT_ONCE,
    roles=WRITE_QUESTIONS,
    still_fits=still_sent_back,
)


def tell_sent_back(remark: Remark) -> None:
    """Tell the author that there is a remark on the question. Once for each remark."""
    version = remark.version
    if version.author is None:
        return
    bank = version.question.bank
    notify(
        [version.author],
        QUESTION_SENT_BACK,
        about=str(remark.pk),
        words={"bank": in_each_language(lambda: bank.name)},
        url_name="teach_question",
        url_args=[bank.slug, version.question.key],
    )


def tell_results(attempts: Iterable[Attempt]) -> None:
    """Tell their candidates that the results of *attempts* are there, once for each release.

    What an exam shows only when nobody sits any more is told then: see `assessments.calling`.
    """
    for attempt in look_at(attempts, timezone.now()):
        if "total" not in attempt.shown:
            continue
        notify(
            [attempt.person],
            RESULT_THERE,
            about=about_result(attempt),
            words={"exam": names(attempt.sitting)},
            url_name="exam_result",
            url_args=[attempt.key],
        )


def about_result(attempt: Attempt) -> str:
    """The attempt, and when its result was released: it may be marked anew and released again."""
    return f"{attempt.key}/{attempt.released_at and attempt.released_at.isoformat()}"


def tell_of_sitting(sitting: Sitting, kind: Kind, when: datetime, people: Iterable[Person]) -> None:
    """Tell *people* that *sitting* opens or closes at the time *when*."""
    moment = in_each_language(lambda: date_format(timezone.localtime(when), "DATETIME_FORMAT"))
    notify(
        people,
        kind,
        about=str(sitting.key),
        words={"exam": names(sitting), "when": moment},
        url_name="exam_start",
        url_args=[sitting.key],
    )


def tell_late_decided(attempt: Attempt, *, accepted: bool, at: datetime) -> None:
    """Tell the candidate whether the late answers that were decided about *at* this time count."""

    def said() -> str:
        if accepted:
            return gettext("your late answers count")
        return gettext("your late answers do not count")

    notify(
        [attempt.person],
        LATE_DECIDED,
        about=f"{attempt.key}/{at.isoformat()}",
        words={"exam": names(attempt.sitting), "outcome": in_each_language(said)},
        url_name="exam_result",
        url_args=[attempt.key],
    )


def names(sitting: Sitting) -> dict[str, str]:
    """What its exam is called, by language."""
    return in_each_language(lambda: sitting.exam.name)
