"""Blocked words reach no reader, whichever way a text is published; a draft may hold them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests.factories import PersonFactory
from tests.knowledge_factories import (
    ArticlePageFactory,
    PlainPageFactory,
)
from tests.page_factories import CHINESE, home_page, locale
from xinqiao.common.blocks import RelatedPagesBlock
from xinqiao.common.forms import SafePageForm
from xinqiao.common.wording import BlockedWords
from xinqiao.knowledge.models import ArticlePage, GlossaryTerm
from xinqiao.pages.models import PlainPage

BLOCKED = "自杀的方法"
BODY = [{"type": "text", "value": f"<p>这里写着{BLOCKED}。</p>"}]


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))
    return client


def form(words: str = BLOCKED, **buttons: str) -> dict[str, Any]:
    body = streamfield([("text", rich_text(f"<p>这里写着{words}。</p>"))])
    return (
        nested_form_data({"title": "关于", "slug": "about", "summary": "", "body": body}) | buttons
    )


def draft(words: str = BLOCKED, **fields: Any) -> PlainPage:
    """A page that nobody reads yet, with its latest version."""
    body = [{"type": "text", "value": f"<p>这里写着{words}。</p>"}]
    page = PlainPageFactory(live=False, body=body, **fields)
    page.save_revision()
    return page


def told(response: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_draft_may_hold_any_words(admin: Client):
    admin.post(f"/cms/pages/add/pages/plainpage/{home_page().pk}/", form())

    assert BLOCKED in str(PlainPage.objects.get().get_latest_revision_as_object().body)


def test_publishing_is_refused_at_the_field_and_names_the_words(admin: Client):
    address = f"/cms/pages/add/pages/plainpage/{home_page().pk}/"

    response = admin.post(address, form(**{"action-publish": "1"}))

    (message,) = response.context["form"].errors["body"]
    assert f"“{BLOCKED}”" in message
    assert "正文 › 文字" in message
    assert not PlainPage.objects.exists()


def test_a_page_that_readers_see_keeps_its_text_and_the_draft_is_kept_too(admin: Client):
    page = PlainPageFactory(title="原来的", slug="about")
    address = f"/cms/pages/{page.pk}/edit/"

    admin.post(address, form())
    refused = admin.post(address, form(**{"action-publish": "1"}))

    page.refresh_from_db()
    assert page.title == "原来的"
    assert BLOCKED in str(page.get_latest_revision_as_object().body)
    assert refused.context["form"].errors


@pytest.mark.parametrize("button", ["action-publish", "action-submit", "action-restart-workflow"])
def test_the_form_refuses_whatever_puts_a_text_forward(db: None, button: str):
    assert "body" in errors_of({button: "1"})
    assert "body" in errors_of({"action-workflow-action": "1", "workflow-action-name": "approve"})


def test_a_text_with_such_words_can_be_sent_back_and_taken_out_of_review(db: None):
    assert not errors_of({"action-workflow-action": "1", "workflow-action-name": "reject"})
    assert not errors_of({"action-cancel-workflow": "1"})


def errors_of(buttons: dict[str, str]) -> dict[str, Any]:
    page = PlainPage(title="关于", slug="about", locale=locale(CHINESE))
    kind = page.get_edit_handler().get_form_class()
    assert issubclass(kind, SafePageForm)
    return kind(form(**buttons), instance=page, parent_page=home_page()).errors


def test_no_version_of_a_page_is_published_with_them(db: None):
    page = draft()

    with pytest.raises(BlockedWords, match=BLOCKED):
        page.latest_revision.publish()

    page.refresh_from_db()
    assert not page.live


def test_no_page_is_saved_for_readers_with_them(db: None):
    with pytest.raises(BlockedWords):
        ArticlePageFactory(body=BODY)
    assert not ArticlePage.objects.exists()

    article = ArticlePageFactory()
    article.summary = f"说说{BLOCKED}"
    with pytest.raises(BlockedWords):
        article.save()


def test_of_several_pages_none_is_published_where_one_may_not_be(admin: Client):
    good, bad = draft("平静的话", slug="good"), draft(slug="bad", title="坏的")
    address = f"/cms/bulk/wagtailcore/page/publish/?next=/cms/&id={good.pk}&id={bad.pk}"

    response = admin.post(address, {"include_descendants": ""})

    assert not Page.objects.filter(pk__in=[good.pk, bad.pk], live=True).exists()
    assert "“坏的”没有发布" in told(response)
    assert BLOCKED in told(response)


def test_nor_where_one_below_may_not_be(admin: Client):
    above = draft("平静的话", slug="above")
    draft(slug="below", parent=above)
    address = f"/cms/bulk/wagtailcore/page/publish/?next=/cms/&id={above.pk}"

    admin.post(address, {"include_descendants": "on"})

    assert not PlainPage.objects.live().exists()


def test_a_draft_of_what_readers_see_already_stops_nothing_above_it(admin: Client):
    above = draft("平静的话", slug="above")
    below = PlainPageFactory(slug="below", parent=above)
    below.summary = BLOCKED
    below.save_revision()

    address = f"/cms/bulk/wagtailcore/page/publish/?next=/cms/&id={above.pk}"
    admin.post(address, {"include_descendants": "on"})

    above.refresh_from_db()
    assert above.live


def test_what_is_good_is_published_together(admin: Client):
    good = draft("平静的话", slug="good")

    admin.post(f"/cms/bulk/wagtailcore/page/publish/?next=/cms/&id={good.pk}", {})

    assert PlainPage.objects.live().get() == good


def test_a_time_for_going_live_is_refused(db: None):
    page = draft(go_live_at=timezone.now() + timedelta(days=1))

    with pytest.raises(BlockedWords):
        page.latest_revision.publish()

    assert page.revisions.get().approved_go_live_at is None


def test_what_was_scheduled_before_a_word_was_blocked_stays_a_draft_and_holds_up_nothing(db: None):
    past = timezone.now() - timedelta(minutes=1)
    bad, good = draft(slug="bad"), draft("平静的话", slug="good")
    for number, page in enumerate([bad, good]):
        page.revisions.update(approved_go_live_at=past + timedelta(seconds=number))

    call_command("publish_scheduled")

    assert list(PlainPage.objects.live()) == [good]
    assert bad.revisions.get().approved_go_live_at is None


def test_a_way_without_a_form_says_which_words_and_leads_to_the_page(admin: Client):
    page = PlainPageFactory()
    PlainPage.objects.filter(pk=page.pk).update(summary=BLOCKED)
    copy = {
        "new_title": "又一页",
        "new_slug": "again",
        "new_parent_page": home_page().pk,
        "publish_copies": "on",
    }

    response = admin.post(f"/cms/pages/{page.pk}/copy/", copy)

    assert response.status_code == 302
    assert BLOCKED in told(response)
    assert PlainPage.objects.count() == 1


def test_a_dialog_is_told_where_to_go(admin: Client):
    page = PlainPageFactory()
    PlainPage.objects.filter(pk=page.pk).update(summary=BLOCKED)
    copy = {"new_title": "又", "new_slug": "a", "new_parent_page": home_page().pk}

    response = admin.post(
        f"/cms/pages/{page.pk}/copy/",
        copy | {"publish_copies": "on"},
        headers={"x-requested-with": "XMLHttpRequest"},
    )

    assert response.json()["redirect"].startswith("/cms/")


def test_what_stands_on_pages_at_once_is_refused_too(admin: Client):
    address = "/cms/snippets/knowledge/glossaryterm/add/?locale=zh-hans"
    entry = {"term": "词", "aliases": "", "definition": BLOCKED, "slug": "word"}

    response = admin.post(address, entry)

    assert BLOCKED in str(response.context["form"].errors["definition"])
    assert not GlossaryTerm.objects.exists()


def test_words_that_are_only_warned_about_are_saved_and_named(admin: Client):
    address = "/cms/snippets/knowledge/glossaryterm/add/?locale=zh-hans"
    entry = {"term": "词", "aliases": "", "definition": "不说问题学生。", "slug": "word"}

    response = admin.post(address, entry)

    assert "“问题学生”" in told(response)
    assert GlossaryTerm.objects.get().definition == "不说问题学生。"


def test_the_checks_of_the_editor_name_the_words_of_the_preview(admin: Client):
    address = f"/cms/pages/add/pages/plainpage/{home_page().pk}/"
    page = admin.get(address).content.decode()
    admin.post(f"{address}preview/", form())

    preview = admin.get(f"{address}preview/?mode=&in_preview_panel=true").content.decode()

    assert '"selector": "[data-wording=\\"method\\"]"' in page
    assert f'id="{BLOCKED}-1" data-wording="method"' in preview
    assert "wagtail-userbar-template" in preview


def test_readers_meet_nothing_of_the_editor(admin: Client):
    page = PlainPageFactory(summary="他们说他是问题学生。")

    html = admin.get(page.url).content.decode()

    assert "data-wording" not in html
    assert "userbar" not in html


def test_a_page_to_read_next_is_never_a_sensitive_one(db: None):
    calm, sensitive = ArticlePageFactory(), ArticlePageFactory(sensitive=True)
    block = RelatedPagesBlock()

    block.clean(block.to_python({"title": "", "pages": [calm.pk]}))
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"title": "", "pages": [calm.pk, sensitive.pk]}))

    errors = refusal.value.block_errors["pages"].block_errors
    assert list(errors) == [1]
    assert "不推荐" in str(errors[1])
