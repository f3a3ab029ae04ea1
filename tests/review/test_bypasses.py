"""Ways around the review: each is refused with a clear message, and nothing is half done."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page, Revision, TaskState

from tests.factories import PersonFactory
from tests.knowledge_factories import ArticlePageFactory, article_index
from tests.page_factories import ENGLISH, home_page, lessons_in, locale, make_course
from tests.review.conftest import article_form, live, submit
from tests.review_steps import judge, said, signed_in, someone, step_of
from xinqiao.accounts.models import Person, Role
from xinqiao.accounts.services import give_role
from xinqiao.knowledge.models import ArticlePage

REFUSED = "没有发布任何内容"


def administrator() -> Person:
    return PersonFactory(is_superuser=True, is_staff=True)


def everything() -> Person:
    """Somebody who holds all roles of the editor."""
    person = someone(Role.AUTHOR)
    unit = person.assignments.get().unit
    for role in (Role.TRAINER, Role.REVIEWER, Role.SAFETY_REVIEWER):
        give_role(person, role, unit=unit)
    return person


@pytest.fixture(params=[administrator, everything])
def powerful(request: pytest.FixtureRequest) -> Person:
    return request.param()


@pytest.fixture
def draft() -> ArticlePage:
    page = ArticlePageFactory(live=False)
    page.save_revision()
    return page


def test_a_form_sent_to_be_published_publishes_and_saves_nothing(
    powerful: Person, draft: ArticlePage
) -> None:
    form = article_form(draft, title="直接发布") | {"action-publish": "1"}

    answer = signed_in(powerful).post(f"/cms/pages/{draft.pk}/edit/", form)

    assert REFUSED in said(answer)
    assert not live(draft).live
    assert Revision.objects.for_instance(draft).count() == 1


def test_a_new_text_sent_to_be_published_is_not_even_made(powerful: Person) -> None:
    address = f"/cms/pages/add/knowledge/articlepage/{article_index().pk}/"

    answer = signed_in(powerful).post(address, article_form() | {"action-publish": "1"})

    assert REFUSED in said(answer)
    assert not ArticlePage.objects.exists()


def test_an_old_version_is_not_published_by_going_back_to_it(powerful: Person) -> None:
    article = ArticlePageFactory(title="今天")
    old = article.save_revision()
    form = article_form(article, title="昨天") | {"action-publish": "1"}

    answer = signed_in(powerful).post(f"/cms/pages/{article.pk}/revisions/{old.pk}/revert/", form)

    assert REFUSED in said(answer)
    assert live(article).title == "今天"


def test_pages_ticked_in_a_list_are_not_published_together(
    powerful: Person, draft: ArticlePage
) -> None:
    address = f"/cms/bulk/wagtailcore/page/publish/?id={draft.pk}"

    answer = signed_in(powerful).post(address, {"next": "/cms/"})

    assert REFUSED in said(answer)
    assert not live(draft).live


def test_what_stands_below_a_ticked_list_is_not_published_with_it(draft: ArticlePage) -> None:
    address = f"/cms/bulk/wagtailcore/page/publish/?id={draft.get_parent().pk}"

    signed_in(administrator()).post(address, {"include_descendants": "on", "next": "/cms/"})

    assert not live(draft).live


@pytest.mark.parametrize("choice", ["publish_copies", "alias"])
@pytest.mark.parametrize("source", ["text", "home"])
def test_a_copy_is_not_published_with_the_copying(choice: str, source: str) -> None:
    article = ArticlePageFactory()
    page = article if source == "text" else home_page()
    place = {"new_title": "副本", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    before = Page.objects.count()

    answer = signed_in(administrator()).post(
        f"/cms/pages/{page.pk}/copy/", place | {choice: "on", "copy_subpages": "on"}
    )

    assert REFUSED in said(answer)
    assert Page.objects.count() == before


def test_a_copy_is_a_draft(powerful: Person) -> None:
    article = ArticlePageFactory()
    place = {"new_title": "副本", "new_slug": "copy", "new_parent_page": article.get_parent().pk}

    signed_in(powerful).post(f"/cms/pages/{article.pk}/copy/", place)

    copy = ArticlePage.objects.get(slug="copy")
    assert not copy.live and copy.last_reviewed_on is None


def test_a_translation_brings_no_page_above_it_to_light(author: Person) -> None:
    course = make_course(lessons=1)
    home_page(ENGLISH)
    english = locale(ENGLISH)
    lesson = lessons_in(course)[0]
    course.get_parent().copy_for_translation(english)

    lesson.copy_for_translation(english, copy_parents=True)

    made = Page.objects.filter(locale=english).descendant_of(home_page(ENGLISH))
    assert made.count() == 4
    assert not made.filter(live=True).exists()


@pytest.mark.parametrize("act", ["publish", "copy", "create_alias"])
def test_the_editors_api_publishes_nothing(powerful: Person, act: str) -> None:
    page = ArticlePageFactory(live=act != "publish")
    page.save_revision()
    before = Page.objects.live().count()

    answer = signed_in(powerful).post(
        f"/cms/api/main/pages/{page.pk}/action/{act}/",
        {"keep_live": True, "slug": "by-api", "recursive": False},
        content_type="application/json",
    )

    assert answer.status_code in {400, 403}
    assert Page.objects.live().count() == before


def test_whoever_submits_a_text_does_not_approve_it(draft: ArticlePage) -> None:
    person = everything()
    submit(person, draft)

    answer = judge(signed_in(person), draft)

    assert "你写过" in said(answer)
    assert not live(draft).live and step_of(draft)


def test_whoever_wrote_it_does_not_approve_it_though_another_submitted_it(
    author: Person, draft: ArticlePage
) -> None:
    person = everything()
    form = article_form(draft, title="我写的")
    signed_in(person).post(f"/cms/pages/{draft.pk}/edit/", form)
    submit(author, draft, title="我写的")

    judge(signed_in(person), draft)

    assert not live(draft).live and step_of(draft)


def edit_and_approve(person: Person, page: ArticlePage, **more: Any) -> Any:
    form = article_form(page, title="审稿人改过") | {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        **more,
    }
    return signed_in(person).post(f"/cms/pages/{page.pk}/edit/", form)


def test_a_reviewer_who_changes_the_text_becomes_its_author(
    author: Person, reviewer: Person, draft: ArticlePage
) -> None:
    submit(author, draft)

    answer = edit_and_approve(reviewer, draft)

    assert "改动已经保存" in said(answer)
    assert not live(draft).live
    assert draft.revisions.order_by("-created_at").first().content["title"] == "审稿人改过"
    judge(signed_in(reviewer), draft)
    assert not live(draft).live
    judge(signed_in(someone(Role.REVIEWER)), draft)
    assert live(draft).title == "审稿人改过"


def test_a_change_at_the_second_step_is_read_by_both_again(
    author: Person, reviewer: Person, safety: Person, draft: ArticlePage
) -> None:
    submit(author, draft, sensitive=True)
    judge(signed_in(reviewer), draft)
    edit_and_approve(safety, draft, sensitive=True)

    judge(signed_in(someone(Role.SAFETY_REVIEWER)), draft)
    assert not live(draft).live
    judge(signed_in(reviewer), draft)

    assert live(draft).live


def test_an_approval_of_an_older_version_does_not_count(
    author: Person, reviewer: Person, draft: ArticlePage
) -> None:
    submit(author, draft)
    seen = step_of(draft)
    assert seen
    other = someone(Role.REVIEWER)
    form = article_form(draft, title="同时改过")
    signed_in(other).post(f"/cms/pages/{draft.pk}/edit/", form)

    answer = signed_in(reviewer).post(f"/cms/pages/workflow/action/{draft.pk}/approve/{seen.pk}/")

    assert "不再是" in said(answer)
    assert not live(draft).live


def test_an_editor_left_open_approves_nothing_that_changed_meanwhile(
    author: Person, reviewer: Person, draft: ArticlePage
) -> None:
    submit(author, draft)
    loaded = live(draft).latest_revision
    live(draft).save_revision(user=someone(Role.REVIEWER))

    answer = edit_and_approve(
        reviewer,
        draft,
        loaded_revision_id=loaded.pk,
        loaded_revision_created_at=loaded.created_at.isoformat(),
    )

    assert "不再是" in said(answer)
    assert not live(draft).live


def test_what_was_approved_is_not_written_over(
    author: Person, reviewer: Person, draft: ArticlePage
) -> None:
    submit(author, draft, sensitive=True)
    judge(signed_in(reviewer), draft)
    approved = TaskState.objects.get(status=TaskState.STATUS_APPROVED).revision
    page = live(draft).get_latest_revision_as_object()
    page.title = "悄悄改"

    made = page.save_revision(user=author, overwrite_revision=approved)

    assert made != approved
    assert Revision.objects.get(pk=approved.pk).content["title"] == draft.title


def test_an_author_cannot_change_a_text_under_review(author: Person, draft: ArticlePage) -> None:
    submit(author, draft)

    signed_in(author).post(f"/cms/pages/{draft.pk}/edit/", article_form(draft, title="再改"))

    assert live(draft).get_latest_revision().content["title"] == draft.title
