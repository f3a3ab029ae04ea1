"""The steps of a review, as the people in it take them in the editor."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from wagtail.models import Page, TaskState

from tests.factories import AssignmentFactory
from xinqiao.accounts.models import Person, Role


def someone(role: Role) -> Person:
    return AssignmentFactory(role=role).person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def step_of(page: Page) -> TaskState | None:
    """Where the review of *page* is, if it is under review."""
    return Page.objects.get(pk=page.pk).specific.current_workflow_task_state


def judge(client: Client, page: Page, action: str = "approve", **words: Any) -> Any:
    """What the address answers at which the editor's buttons judge *page*."""
    state = step_of(page)
    assert state is not None
    return client.post(f"/cms/pages/workflow/action/{page.pk}/{action}/{state.pk}/", words)


def finish_review(page: Page) -> None:
    """Everybody approves who has to, each a person of their own."""
    while (state := step_of(page)) is not None:
        answer = judge(signed_in(someone(Role(state.task.specific.role))), page)
        assert state != step_of(page), said(answer)


def said(response: Any) -> str:
    """What the editor tells with *response*."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))
