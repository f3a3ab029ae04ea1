"""What readers saw, from when to when, and what they are told of its review."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from courses.models import LessonFact
from courses.seen import version_seen
from courses.services import enrol
from tests.courses.conftest import fact, send
from tests.factories import AssignmentFactory, PersonFactory
from tests.knowledge_factories import ArticlePageFactory
from tests.page_factories import ENGLISH, lessons_in, make_course, translate
from tests.review.conftest import article_form, live, reads, submit
from tests.review_steps import finish_review, said, signed_in, someone
from xinqiao.accounts.models import AuditEntry, Person, Role
from xinqiao.knowledge.models import ArticlePage
from xinqiao.review import recipients
from xinqiao.review.models import LiveVersion
from xinqiao.review.workflow import write_down_what_is_live


def published_by_review(author: Person, page: ArticlePage, **changes: Any) -> LiveVersion:
    submit(author, page, **changes)
    finish_review(page)
    return LiveVersion.objects.current().get(page=page.pk)


def test_readers_read_who_reviewed_a_text_in_which_role_and_when(author: Person) -> None:
    article = ArticlePageFactory(live=False)

    version = published_by_review(author, article)

    name = version.signatures.get().name
    assert f"审核：{name}（审稿人），" in reads(article).content.decode()
    assert live(article).last_reviewed_on == timezone.localdate()


def test_a_clock_that_was_set_back_holds_up_no_publish(author: Person) -> None:
    article = ArticlePageFactory(live=False)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        first = published_by_review(author, article)
    second = published_by_review(author, live(article), title="后来的标题")
    first.refresh_from_db()
    assert first.until == first.since
    assert LiveVersion.objects.current().get(page=article.pk) == second


def test_a_later_draft_changes_neither_the_text_nor_its_signatures(author: Person) -> None:
    article = ArticlePageFactory(live=False)
    version = published_by_review(author, article)
    form = article_form(article, title="还没有审核")

    signed_in(author).post(f"/cms/pages/{article.pk}/edit/", form)

    page = reads(article).content.decode()
    assert "还没有审核" not in page
    assert version.signatures.get().name in page


def test_the_preview_of_a_draft_names_no_reviewer(author: Person) -> None:
    article = ArticlePageFactory(live=False)
    name = published_by_review(author, article).signatures.get().name
    client = signed_in(author)
    client.post(f"/cms/pages/{article.pk}/edit/preview/", article_form(article))

    preview = client.get(f"/cms/pages/{article.pk}/edit/preview/?mode=").content.decode()

    assert "听，比问更要紧。" in preview and name not in preview


def test_a_text_published_without_a_review_names_nobody() -> None:
    article = ArticlePageFactory()
    article.title = "由文件发布"
    article.save_revision().publish()

    assert "审核：" not in reads(article).content.decode()


def test_versions_that_readers_saw_outlive_purging_and_the_page(author: Person) -> None:
    article = ArticlePageFactory(live=False)
    first = published_by_review(author, article, title="第一版")
    published_by_review(author, article, title="第二版")
    article.refresh_from_db()
    article.save_revision()
    article.save_revision()

    call_command("purge_revisions")
    kept = Revision.objects.filter(pk=first.revision_id)
    assert kept.get().content["title"] == "第一版"
    live(article).delete()

    versions = LiveVersion.objects.of(article.translation_key)
    assert [version.content["title"] for version in versions] == ["第一版", "第二版"]
    assert not versions.current().exists()


def test_an_editor_reads_a_version_as_it_was(author: Person) -> None:
    article = ArticlePageFactory(live=False)
    first = published_by_review(author, article, title="第一版")
    published_by_review(author, article, title="第二版")

    listed = signed_in(author).get(f"/cms/review/versions/{article.pk}/").content.decode()
    shown = signed_in(author).get(f"/cms/review/version/{first.pk}/").content.decode()

    assert listed.index("第二版") < listed.index("第一版")
    assert "第一版" in shown and "第二版" not in shown
    stranger = signed_in(AssignmentFactory(role=Role.LEARNER).person)
    assert stranger.get(f"/cms/review/version/{first.pk}/").status_code in {302, 403}


def test_an_answer_belongs_to_the_version_that_was_live_when_it_was_given() -> None:
    course = make_course(lessons=1)
    lesson = lessons_in(course)[0]
    learner = PersonFactory()
    client = signed_in(learner)
    enrol(learner, course)
    send(client, fact(lesson, "seen"))
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        lesson.title = "改过的课"
        lesson.save_revision().publish()
        later = timezone.now() + timedelta(minutes=5)
    with time_machine.travel(later):
        send(client, fact(lesson, "check", item="c1", choice=["a"], at=later.isoformat()))

    before, after = LessonFact.objects.order_by("at")

    seen = [version_seen(one) for one in (before, after)]
    assert [version and version.title for version in seen] == [lessons_title(lesson), "改过的课"]


def lessons_title(lesson: Any) -> str:
    return LiveVersion.objects.of(lesson.translation_key).earliest("since").title


def test_what_was_live_before_versions_were_kept_is_written_down_once() -> None:
    article = ArticlePageFactory()
    LiveVersion.objects.all().delete()

    write_down_what_is_live()
    write_down_what_is_live()

    assert LiveVersion.objects.get().since == article.last_published_at


# Reviewed again


@pytest.fixture
def overdue() -> ArticlePage:
    past = timezone.localdate() - timedelta(days=1)
    return ArticlePageFactory(
        title="该看了", last_reviewed_on=past - timedelta(days=90), next_review_on=past
    )


def test_readers_are_told_quietly_that_a_text_is_being_reviewed_again(
    overdue: ArticlePage, author: Person
) -> None:
    assert "正在复核" in reads(overdue).content.decode()

    published_by_review(author, overdue)

    assert "正在复核" not in reads(overdue).content.decode()


def test_courses_and_lessons_are_reviewed_again_too() -> None:
    past = timezone.localdate() - timedelta(days=1)
    course = make_course(lessons=1, next_review_on=past)
    lesson = lessons_in(course)[0]
    lesson.next_review_on = past
    lesson.save_revision().publish()

    for page in (course, lesson):
        assert "正在复核" in Client().get(page.url).content.decode()
    assert LiveVersion.objects.due_for_review().count() == 2


def test_a_text_is_due_the_day_after(overdue: ArticlePage) -> None:
    today = timezone.localdate()
    ArticlePageFactory(last_reviewed_on=today, next_review_on=today)

    assert LiveVersion.objects.due_for_review().get().page_id == overdue.pk


def test_editors_find_what_is_due_in_a_list_by_language(
    overdue: ArticlePage, author: Person
) -> None:
    client = signed_in(author)

    assert "该看了" in client.get("/cms/review/").content.decode()
    assert "该看了" in client.get("/cms/review/?language=zh-hans").content.decode()
    assert "该看了" not in client.get("/cms/review/?language=en").content.decode()
    assert "该看了" in client.get("/cms/review/?language=xx").content.decode()


def test_the_lists_of_editors_say_what_they_are(overdue: ArticlePage, author: Person) -> None:
    client = signed_in(author)

    for address, title in {
        "/cms/review/": "待处理的文稿",
        f"/cms/review/versions/{overdue.pk}/": "读者看到过的版本",
    }.items():
        heading = client.get(address).content.decode().partition("<h1")[2].partition("</h1>")[0]
        assert title in heading


def test_reviewers_hear_of_what_is_due_and_the_writer_whose_page_it_is(
    overdue: ArticlePage, author: Person, reviewer: Person
) -> None:
    ArticlePage.objects.update(owner=author)
    someone(Role.AUTHOR)

    people = recipients.of_due(LiveVersion.objects.due_for_review().get())

    assert set(people) == {author, reviewer}


# Translations


@pytest.fixture
def pair() -> tuple[ArticlePage, ArticlePage]:
    """An article in Chinese and its translation."""
    chinese = ArticlePageFactory()
    return chinese, ArticlePageFactory(language=ENGLISH, of=chinese)


NEWER = "The Chinese text is newer"


def test_a_translation_says_that_its_original_is_newer_until_it_is_published_again(
    author: Person, pair: tuple[ArticlePage, ArticlePage]
) -> None:
    chinese, english = pair
    assert NEWER not in reads(english).content.decode()

    published_by_review(author, chinese, title="新的题目")
    assert NEWER in reads(english).content.decode()
    assert "更新" not in reads(chinese).content.decode().split("<main")[1].split("</header>")[0]
    published_by_review(author, english)

    assert NEWER not in reads(english).content.decode()


def test_a_small_change_is_confirmed_to_leave_the_translation_in_step(
    author: Person, pair: tuple[ArticlePage, ArticlePage]
) -> None:
    chinese, english = pair
    published_by_review(author, chinese, title="少一个逗号")
    client = signed_in(author)
    assert english.title in client.get("/cms/review/").content.decode()
    assert f"/cms/review/in-step/{english.pk}/" in (
        client.get(f"/cms/pages/{english.pk}/edit/").content.decode()
    )

    client.post(f"/cms/review/in-step/{english.pk}/")

    assert NEWER not in reads(english).content.decode()
    assert not LiveVersion.objects.fallen_behind().exists()
    assert AuditEntry.objects.filter(action="text_in_step", actor_id=author.public_id).exists()


def test_an_original_and_a_strangers_hand_confirm_nothing(
    author: Person, pair: tuple[ArticlePage, ArticlePage]
) -> None:
    chinese, english = pair
    published_by_review(author, chinese, title="新的题目")

    answer = signed_in(author).post(f"/cms/review/in-step/{chinese.pk}/")
    signed_in(AssignmentFactory(role=Role.LEARNER).person).post(
        f"/cms/review/in-step/{english.pk}/"
    )

    assert "没有对应" in said(answer)
    assert LiveVersion.objects.fallen_behind().get().page_id == english.pk


def test_a_text_written_first_in_english_is_translated_into_chinese(
    author: Person, pair: tuple[ArticlePage, ArticlePage]
) -> None:
    chinese, english = pair

    published_by_review(author, english, title="Anew", is_original="on")

    assert LiveVersion.objects.fallen_behind().get().page_id == chinese.pk
    assert "英文版内容更新" in reads(chinese).content.decode()


def test_settings_that_languages_share_make_no_translation_fall_behind(author: Person) -> None:
    course = make_course(lessons=0)
    english = translate(course)
    course.track = "B"
    course.save_revision(user=author).publish()

    english.refresh_from_db()
    assert english.track == "B"
    assert not LiveVersion.objects.fallen_behind().exists()
