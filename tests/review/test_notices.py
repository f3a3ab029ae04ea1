"""Who hears of texts under review, and when they are due again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.knowledge_factories import ArticlePageFactory
from tests.notifications.conftest import reader
from tests.review.conftest import submit
from tests.review_steps import judge, signed_in, someone
from xinqiao.accounts.models import Person, Role
from xinqiao.accounts.services import give_role, take_role
from xinqiao.knowledge.models import ArticlePage
from xinqiao.notifications import digests, outbox
from xinqiao.notifications.models import Notice
from xinqiao.review.models import LiveVersion
from xinqiao.review.notices import tell_what_is_due

Mails = list[EmailMessage]
After = Callable[..., None]


@pytest.fixture
def article() -> ArticlePage:
    return ArticlePageFactory(title="难过的时候")


@pytest.fixture
def after(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> After:
    """Does something, and what follows once it is committed."""

    def do(step: Callable, *args: object, **words: object) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            step(*args, **words)

    return do


def told(kind: str) -> set[Person]:
    return {notice.person for notice in Notice.objects.filter(kind=kind)}


def test_exactly_those_are_asked_who_may_approve(
    article: ArticlePage, author: Person, reviewer: Person, safety: Person, after: After
):
    unit = someone(Role.SUPERVISOR).assignments.get().unit
    give_role(author, Role.REVIEWER, unit=unit)  # nobody approves their own

    after(submit, author, article)

    assert told("review_asked") == {reviewer}


def test_changing_the_text_meanwhile_asks_nobody_a_second_time(
    article: ArticlePage, author: Person, reviewer: Person, after: After
):
    after(submit, author, article)
    after(ArticlePage.objects.get(pk=article.pk).save_revision, user=author)

    assert Notice.objects.filter(kind="review_asked").count() == 1


@pytest.mark.parametrize(
    ("action", "kind"), [("approve", "review_approved"), ("reject", "review_returned")]
)
def test_the_writer_hears_what_became_of_it_and_nobody_is_asked_any_more(
    article: ArticlePage, author: Person, reviewer: Person, after: After, action: str, kind: str
):
    other = someone(Role.REVIEWER)
    after(submit, author, article)
    assert told("review_asked") == {reviewer, other}

    after(judge, signed_in(reviewer), article, action)

    assert told(kind) == {author}
    assert told("review_asked") == set()


def test_what_came_back_and_is_submitted_again_is_asked_again(
    article: ArticlePage, author: Person, reviewer: Person, after: After
):
    after(submit, author, article)
    after(judge, signed_in(reviewer), article, "reject")
    after(submit, author, article)

    assert told("review_asked") == {reviewer}


def test_there_is_one_mail_and_it_is_ours(
    article: ArticlePage, author: Person, after: After, mailoutbox: Mails
):
    reviewer = reader()
    give_role(reviewer, Role.REVIEWER, unit=author.assignments.get().unit)
    reader("chief@bureau.cn", is_superuser=True)

    after(submit, author, article)
    outbox.send_due()

    assert [mail.to for mail in mailoutbox] == [["lin@school.cn"]]
    assert "List-Unsubscribe" in mailoutbox[0].extra_headers


def test_who_is_no_reviewer_any_more_when_the_mail_goes_gets_none(
    article: ArticlePage, author: Person, after: After, mailoutbox: Mails
):
    reviewer, unit = reader(), author.assignments.get().unit
    give_role(reviewer, Role.REVIEWER, unit=unit)
    after(submit, author, article)
    take_role(reviewer, Role.REVIEWER, unit=unit)

    outbox.send_due()

    assert mailoutbox == []


# Due again


def set_day(article: ArticlePage, day: date) -> None:
    LiveVersion.objects.current().filter(page=article.pk).update(next_review_on=day)


def test_a_text_that_is_due_is_told_of_once_to_reviewers_and_its_writer(
    article: ArticlePage, author: Person, reviewer: Person, safety: Person
):
    ArticlePage.objects.filter(pk=article.pk).update(owner=author)
    set_day(article, timezone.localdate() - timedelta(days=1))

    assert [tell_what_is_due(), tell_what_is_due()] == [1, 1]

    assert told("review_due") == {author, reviewer}
    assert Notice.objects.count() == 2


def test_the_day_itself_is_early_enough(article: ArticlePage, reviewer: Person):
    set_day(article, timezone.localdate())

    assert tell_what_is_due() == 0


def test_what_was_reviewed_meanwhile_is_left_out_of_the_mail(
    article: ArticlePage, author: Person, mailoutbox: Mails
):
    reviewer = reader()
    give_role(reviewer, Role.REVIEWER, unit=author.assignments.get().unit)
    set_day(article, timezone.localdate() - timedelta(days=1))
    tell_what_is_due()
    set_day(article, timezone.localdate() + timedelta(days=300))

    digests.make_digests()
    outbox.send_due()

    assert mailoutbox == []
