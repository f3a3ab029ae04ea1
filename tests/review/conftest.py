from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests.knowledge_factories import AudienceFactory, TopicFactory
from tests.review_steps import signed_in, someone
from xinqiao.accounts.editor_groups import ensure_editor_groups
from xinqiao.accounts.models import Person, Role
from xinqiao.knowledge.models import ArticlePage
from xinqiao.review.workflow import ensure_workflow


@pytest.fixture(autouse=True)
def made_by_migrate(db: None) -> None:
    """As after `migrate`; a test with its own database connection may have emptied the tables."""
    ensure_editor_groups()
    ensure_workflow()


@pytest.fixture
def author() -> Person:
    return someone(Role.AUTHOR)


@pytest.fixture
def reviewer() -> Person:
    return someone(Role.REVIEWER)


@pytest.fixture
def safety() -> Person:
    return someone(Role.SAFETY_REVIEWER)


def article_form(article: ArticlePage | None = None, **changes: Any) -> dict[str, Any]:
    """The form of *article*, or of a new one, as the editor sends it."""
    audience = AudienceFactory(code="carer")
    values = {
        "title": article.title if article else "难过的时候",
        "slug": article.slug if article else "sad",
        "summary": "先看见，再开口。",
        "body": streamfield([("text", rich_text("<p>听，比问更要紧。</p>"))]),
        "sources": streamfield([]),
        "evidence": "practice_consensus",
        "next_review_on": "",
        **changes,
    }
    chosen = {"topics": [TopicFactory(code="emotions").pk], "audiences": [audience.pk]}
    ticked = {"sensitive": "on"} if values.pop("sensitive", False) else {}
    buttons = {name: values.pop(name) for name in list(values) if "action" in name}
    return nested_form_data(values) | chosen | ticked | buttons


def submit(writer: Person, page: ArticlePage, **changes: Any) -> Any:
    form = article_form(page, **changes) | {"action-submit": "1"}
    return signed_in(writer).post(f"/cms/pages/{page.pk}/edit/", form)


def live(page: Page) -> ArticlePage:
    """*page* as it stands in the database."""
    return ArticlePage.objects.get(pk=page.pk)


def reads(page: ArticlePage) -> Any:
    return Client().get(live(page).url)
