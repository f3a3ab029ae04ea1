"""From an author's draft to the reader's page, by all whose approval a text needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from tests.factories import PersonFactory
from tests.knowledge_factories import ArticlePageFactory, TopicFactory
from tests.review.conftest import live, submit
from tests.review_steps import finish_review, judge, said, signed_in, someone, step_of
from xinqiao.accounts.models import AuditEntry, Person, Role
from xinqiao.accounts.services import give_role, take_role
from xinqiao.knowledge.models import ArticlePage
from xinqiao.review.approval import NotReviewed
from xinqiao.review.models import LiveVersion


@pytest.fixture
def draft(author: Person) -> ArticlePage:
    return ArticlePageFactory(live=False, owner=author)


def role_asked(page: ArticlePage) -> str | None:
    state = step_of(page)
    return state and state.task.specific.role


def test_a_text_is_published_by_its_reviewer(
    author: Person, reviewer: Person, draft: ArticlePage
) -> None:
    submit(author, draft)
    assert not live(draft).live and role_asked(draft) == Role.REVIEWER

    judge(signed_in(reviewer), draft)

    assert live(draft).live
    assert TaskState.objects.filter(status=TaskState.STATUS_SKIPPED).count() == 1


def test_a_sensitive_text_is_read_by_the_safety_reviewer_too(
    author: Person, reviewer: Person, safety: Person, draft: ArticlePage
) -> None:
    submit(author, draft, sensitive=True)

    judge(signed_in(reviewer), draft)
    assert not live(draft).live and role_asked(draft) == Role.SAFETY_REVIEWER
    judge(signed_in(safety), draft)

    assert live(draft).live


def test_a_topic_that_becomes_sensitive_meanwhile_asks_for_the_safety_reviewer(
    author: Person, reviewer: Person, draft: ArticlePage
) -> None:
    submit(author, draft)
    topic = TopicFactory(code="emotions")
    topic.sensitive = True
    topic.save()

    judge(signed_in(reviewer), draft)

    assert not live(draft).live and role_asked(draft) == Role.SAFETY_REVIEWER


def test_nobody_takes_both_steps(author: Person, reviewer: Person, draft: ArticlePage) -> None:
    give_role(reviewer, Role.SAFETY_REVIEWER, unit=reviewer.assignments.get().unit)
    submit(author, draft, sensitive=True)

    judge(signed_in(reviewer), draft)
    answer = judge(signed_in(reviewer), draft)

    assert "两个人" in said(answer)
    assert not live(draft).live


def test_a_text_sent_back_is_mended_and_read_again(
    author: Person, reviewer: Person, draft: ArticlePage
) -> None:
    submit(author, draft)
    judge(signed_in(reviewer), draft, "reject", comment="出处？")
    assert step_of(draft) is None and not live(draft).live

    submit(author, draft, summary="写上了出处。")
    finish_review(draft)

    assert live(draft).summary == "写上了出处。"


def test_what_a_published_text_says_changes_only_with_the_next_approval(author: Person) -> None:
    article = ArticlePageFactory()

    submit(author, article, title="新题目")
    assert live(article).title == article.title
    finish_review(article)

    assert live(article).title == "新题目"


def test_an_approved_text_goes_live_at_its_time(author: Person, draft: ArticlePage) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    when = timezone.localtime(tomorrow).strftime("%Y-%m-%d %H:%M")
    submit(author, draft, go_live_at=when)

    finish_review(draft)
    call_command("publish_scheduled")
    assert not live(draft).live and not LiveVersion.objects.exists()

    with time_machine.travel(tomorrow + timedelta(hours=1)):
        call_command("publish_scheduled")
    assert live(draft).live
    assert LiveVersion.objects.get().signatures.get().role == Role.REVIEWER


def test_a_text_that_becomes_sensitive_before_its_time_goes_back_into_review(
    author: Person, safety: Person, draft: ArticlePage
) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    when = timezone.localtime(tomorrow).strftime("%Y-%m-%d %H:%M")
    submit(author, draft, go_live_at=when)
    finish_review(draft)
    topic = TopicFactory(code="emotions")
    topic.sensitive = True
    topic.save()

    with time_machine.travel(tomorrow + timedelta(hours=1)):
        call_command("publish_scheduled")
        assert not live(draft).live and role_asked(draft) == Role.SAFETY_REVIEWER
        judge(signed_in(safety), draft)

    assert live(draft).live


def test_without_the_role_one_approves_no_longer(
    author: Person, reviewer: Person, draft: ArticlePage
) -> None:
    submit(author, draft)
    take_role(reviewer, Role.REVIEWER, unit=reviewer.assignments.get().unit)

    judge(signed_in(reviewer), draft)

    assert not live(draft).live


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.TRAINER, Role.SAFETY_REVIEWER])
def test_only_a_reviewer_approves_the_first_step(
    author: Person, draft: ArticlePage, role: Role
) -> None:
    submit(author, draft)

    answer = judge(signed_in(someone(role)), draft)

    assert "审稿人" in said(answer)
    assert not live(draft).live and role_asked(draft) == Role.REVIEWER


def test_an_administrator_sends_back_but_does_not_approve(
    author: Person, draft: ArticlePage
) -> None:
    admin = signed_in(PersonFactory(is_superuser=True, is_staff=True))
    submit(author, draft)

    judge(admin, draft)
    assert not live(draft).live
    judge(admin, draft, "reject")

    assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES


def test_a_workflow_that_lost_a_step_publishes_nothing_sensitive(
    author: Person, reviewer: Person, draft: ArticlePage
) -> None:
    submit(author, draft, sensitive=True)
    state = step_of(draft)
    assert state
    state.workflow_state.workflow.workflow_tasks.exclude(task=state.task).delete()

    answer = judge(signed_in(reviewer), draft)

    assert "没有发布" in said(answer)
    assert not live(draft).live and role_asked(draft) == Role.REVIEWER


def test_who_approved_and_who_sent_back_stands_in_the_audit_log(
    author: Person,
    reviewer: Person,
    draft: ArticlePage,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    submit(author, draft)
    judge(signed_in(reviewer), draft, "reject")
    submit(author, draft)
    with django_capture_on_commit_callbacks(execute=True):
        judge(signed_in(reviewer), draft)

    written = AuditEntry.objects.filter(about_id=str(draft.pk), actor_id=reviewer.public_id)
    actions = list(written.order_by("sequence").values_list("action", flat=True))
    assert actions == ["text_rejected", "text_approved", "published"]


def test_code_that_names_a_person_publishes_no_more_than_the_person_could(
    author: Person, draft: ArticlePage
) -> None:
    revision = draft.save_revision(user=author)

    with pytest.raises(NotReviewed):
        revision.publish(user=author)

    assert not live(draft).live
