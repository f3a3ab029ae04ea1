"""While the broker is away pages answer, and what was asked for is done after its return."""

from __future__ import annotations

import pytest
from celery import current_app
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.accounts.test_signup import GOOD
from tests.knowledge_factories import ArticlePageFactory
from xinqiao.accounts.models import Person
from xinqiao.operation import outbox
from xinqiao.operation.models import WaitingTask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]


def come_back() -> None:
    """The work is done here, as if a worker took it from the broker."""
    current_app.conf.task_always_eager = True


def test_a_teacher_signs_up_and_the_mail_goes_out_when_the_broker_is_back(
    client: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    mailoutbox: list[EmailMessage],
    caplog: pytest.LogCaptureFixture,
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/zh-hans/account/signup/", GOOD | {"email": "lin@school.cn"})

    assert answer["Location"] == "/zh-hans/my/"
    assert Person.objects.get().username == "linlaoshi"
    assert "The broker does not answer" in caplog.text
    assert "lin@school.cn" not in caplog.text
    assert mailoutbox == []

    come_back()
    outbox.sweep()

    assert [mail.to for mail in mailoutbox] == [["lin@school.cn"]]
    assert not WaitingTask.objects.exists()


def test_an_editor_takes_a_page_back_and_the_jobs_are_done_later(
    admin_client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
):
    article = ArticlePageFactory()
    WaitingTask.objects.all().delete()

    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_client.post(f"/cms/pages/{article.pk}/unpublish/")

    article.refresh_from_db()
    assert answer.status_code == 302
    assert not article.live
    assert WaitingTask.objects.exists()

    come_back()
    outbox.sweep()

    assert not WaitingTask.objects.exists()


def test_a_broker_that_does_not_answer_is_asked_once_and_not_for_every_job(
    admin_client: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
):
    with django_capture_on_commit_callbacks(execute=True):
        ArticlePageFactory()
        ArticlePageFactory()

    assert WaitingTask.objects.due().count() > 1
    assert caplog.text.count("The broker does not answer") == 1
    assert not outbox.broker.may_ask()
