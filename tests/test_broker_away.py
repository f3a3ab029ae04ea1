"""While the broker is away pages answer, and what was asked for is done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from celery import current_app
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.accounts.test_signup import GOOD
from tests.knowledge_factories import ArticlePageFactory
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody listens at the address of the broker."""
    nobody = "redis://127.0.0.1:1/0"
    conf = current_app.conf
    before = {name: conf[name] for name in ("broker_url", "task_always_eager")}

    def use(values: dict[str, object]) -> None:
        conf.update(values)
        current_app.amqp._producer_pool = None  # else the old connection goes on

    monkeypatch.setenv("CELERY_BROKER_URL", nobody)  # Celery looks there first
    use({"broker_url": nobody, "task_always_eager": False})
    yield
    monkeypatch.undo()
    use(before)


def test_a_teacher_signs_up_though_no_mail_can_be_queued(
    client: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/zh-hans/account/signup/", GOOD | {"email": "lin@school.cn"})

    assert answer["Location"] == "/zh-hans/my/"
    assert Person.objects.get().username == "linlaoshi"
    assert "Error calling AccountAdapter.send_mail" in caplog.text


def test_an_editor_takes_a_page_back_though_no_job_can_be_queued(
    admin_client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
):
    article = ArticlePageFactory()

    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_client.post(f"/cms/pages/{article.pk}/unpublish/")

    article.refresh_from_db()
    assert answer.status_code == 302
    assert not article.live
