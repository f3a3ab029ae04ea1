"""What changes on the site is found, or no longer found, at once."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search import indexing
from search.engines import Engine, EngineAway
from search.engines.embedded import Embedded
from search.models import Unindexed
from tests.knowledge_factories import (
    ArticlePageFactory,
    GlossaryTermFactory,
    HelpLineFactory,
    PlainPageFactory,
    ResourcePageFactory,
    TopicFactory,
    article_index,
)
from tests.page_factories import CoursePageFactory, LessonPageFactory, lessons_in, make_course
from tests.search.engines.entries import ENGLISH, ask, titles
from xinqiao.knowledge.models import ArticlePage


class Committed(Protocol):
    def __call__(self) -> AbstractContextManager[object]: ...


@pytest.mark.parametrize(
    "make", [ArticlePageFactory, ResourcePageFactory, PlainPageFactory, CoursePageFactory]
)
def test_a_page_is_found_at_once_when_it_is_published(index: Engine, committed: Committed, make):
    with committed():
        make(title="放羊的孩子")

    assert titles(index, "放羊") == ["放羊的孩子"]


def test_a_lesson_is_found_at_once_when_it_is_published(index: Engine, committed: Committed):
    with committed():
        lesson = lessons_in(make_course(lessons=1))[0]
        lesson.title = "放羊的孩子"
        lesson.save_revision().publish()

    assert titles(index, "放羊") == ["放羊的孩子"]


def test_a_draft_is_not_found_and_an_edited_page_only_by_its_new_words(
    index: Engine, committed: Committed
):
    with committed():
        page = ArticlePageFactory(title="放羊的孩子")
        ArticlePageFactory(title="放羊的草稿", live=False)
    page.title = "放牛的孩子"
    with committed():
        revision = page.save_revision()
    assert titles(index, "放牛") == []

    with committed():
        revision.publish()

    assert titles(index, "放羊") == []
    assert titles(index, "放牛") == ["放牛的孩子"]


def test_what_is_rolled_back_leaves_no_trace(index: Engine, committed: Committed):
    indexing.rebuild(index)
    with committed(), transaction.atomic():
        ArticlePageFactory(title="放羊的孩子")
        transaction.set_rollback(True)

    assert titles(index, "放羊") == []
    assert not Unindexed.objects.exists()


@pytest.mark.parametrize(
    "close",
    [
        lambda page: page.unpublish(),
        lambda page: page.delete(),
        lambda page: page.get_parent().specific.unpublish(),
        lambda page: page.get_parent().specific.delete(),
        lambda page: PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.LOGIN
        ),
        lambda page: PageViewRestriction.objects.create(
            page=page.get_parent(), restriction_type=PageViewRestriction.PASSWORD, password="x"
        ),
    ],
)
def test_what_is_withdrawn_is_found_no_longer(index: Engine, committed: Committed, close):
    with committed():
        page = ArticlePageFactory(title="放羊的孩子")

    with committed():
        close(page)

    assert titles(index, "放羊") == []


def test_what_is_opened_to_everybody_again_is_found_again(index: Engine, committed: Committed):
    with committed():
        page = ArticlePageFactory(title="放羊的孩子")
        closed = PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.LOGIN
        )
    assert titles(index, "放羊") == []

    with committed():
        closed.delete()

    assert titles(index, "放羊") == ["放羊的孩子"]


def test_lessons_of_a_course_for_enrolled_people_are_found_no_longer(
    index: Engine, committed: Committed
):
    with committed():
        course = make_course(lessons=1, title="放羊课")
        lesson = lessons_in(course)[0]
    assert titles(index, lesson.title) == [lesson.title]

    course.access = course.Access.ENROLLED
    with committed():
        course.save_revision().publish()

    assert titles(index, lesson.title) == []
    assert titles(index, "放羊") == ["放羊课"]


def test_where_lessons_open_in_order_only_the_first_is_found(index: Engine, committed: Committed):
    with committed():
        course = make_course(lessons=0, in_order=True)
        module = course.get_children().first()
        first, second = (
            LessonPageFactory(parent=module, title=title) for title in ("放羊一", "放羊二")
        )
    assert titles(index, "放羊") == [first.title]

    with committed():
        first.unpublish()

    assert titles(index, "放羊") == [second.title]


def test_an_address_above_that_changes_changes_the_address_that_is_found(
    index: Engine, committed: Committed
):
    with committed():
        ArticlePageFactory(title="放羊的孩子", slug="sheep")
    listing = article_index()
    listing.slug = "texts"

    with committed():
        listing.save_revision().publish()

    assert ask(index, "放羊").hits[0].entry.url.endswith("/texts/sheep/")


def test_terms_and_help_lines_are_found_in_their_languages(index: Engine, committed: Committed):
    with committed():
        term = GlossaryTermFactory(term="监护人", slug="guardian")
        line = HelpLineFactory(number="12356")

    assert ask(index, "监护人").hits[0].entry.url.endswith("/glossary/#guardian")
    assert titles(index, "12356") == ["心理援助热线 12356"]
    assert titles(index, "12356", lang=ENGLISH) == ["Support line 12356"]

    with committed():
        term.delete()
        line.delete()

    assert titles(index, "监护人") == titles(index, "12356") == []


def test_a_topic_that_becomes_sensitive_takes_its_texts_out_of_what_is_suggested(
    index: Engine, committed: Committed
):
    topic = TopicFactory(code="wolves", name_zh="狼")
    with committed():
        ArticlePageFactory(title="放羊的孩子", topics=[topic])
    assert len(index.suggest("放羊", "zh-hans")) == 1

    topic.sensitive = True
    with committed():
        topic.save()

    assert index.suggest("放羊", "zh-hans") == []
    assert titles(index, "放羊") == ["放羊的孩子"]


def test_while_the_index_cannot_be_written_changes_wait_and_none_is_lost(
    index: Engine, committed: Committed, monkeypatch: pytest.MonkeyPatch
):
    with committed():
        ArticlePageFactory(title="牧童")
    monkeypatch.setattr(indexing, "PATIENCE", 0.0)
    with indexing.turn(index), committed():
        ArticlePageFactory(title="放羊的孩子")
    assert titles(index, "放羊") == []
    assert Unindexed.objects.exists()

    indexing.catch_up_all()

    assert titles(index, "放羊") == ["放羊的孩子"]
    assert not Unindexed.objects.exists()


def test_the_first_change_on_a_site_without_an_index_makes_one_of_everything(
    index: Engine, committed: Committed
):
    ArticlePageFactory(title="放羊的孩子")
    Unindexed.objects.all().delete()

    with committed():
        ArticlePageFactory(title="放羊的老人")

    assert set(titles(index, "放羊")) == {"放羊的孩子", "放羊的老人"}


def test_comparing_finds_and_mends_what_differs(index: Engine):
    stale, gone, unchanged = (ArticlePageFactory(title=f"放羊 {n}") for n in range(3))
    indexing.rebuild(index)
    ArticlePage.objects.filter(pk=stale.pk).update(title="放牛")
    ArticlePage.objects.filter(pk=gone.pk).update(live=False, last_published_at=timezone.now())
    new = ArticlePageFactory(title="放羊 新")
    Unindexed.objects.all().delete()

    found = indexing.compare(index)

    keys = {page: f"article:{page.translation_key}:zh-hans" for page in (stale, gone, new)}
    assert found.missing == [keys[new]]
    assert found.outdated == [keys[stale]]
    assert found.left_over == [keys[gone]]
    assert set(titles(index, "放羊")) == {unchanged.title, new.title}
    assert indexing.compare(index).differing == []


@pytest.mark.parametrize("mend", [indexing.compare, indexing.catch_up])
def test_an_index_that_cannot_be_read_is_made_anew(embedded: Embedded, mend):
    ArticlePageFactory(title="放羊的孩子")
    indexing.rebuild(embedded)
    for file in embedded.folders.current.iterdir():
        file.write_bytes(b"\0")
    with pytest.raises(EngineAway):
        titles(embedded, "放羊")
    ArticlePageFactory(title="放羊的老人")

    mend(embedded)

    assert set(titles(embedded, "放羊")) == {"放羊的孩子", "放羊的老人"}
    assert not Unindexed.objects.exists()
