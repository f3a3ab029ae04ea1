"""Articles: what may be suggested, their reviews and their reading time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from tests.knowledge_factories import (
    ArticlePageFactory,
    AudienceFactory,
    PlainPageFactory,
    TopicFactory,
    article_index,
)
from tests.page_factories import ENGLISH
from xinqiao.knowledge.models import ArticlePage
from xinqiao.review.days import review_problem, two_years_after

days = st.dates(date(1990, 1, 1), date(2200, 1, 1))


def titles(articles: list[ArticlePage]) -> set[str]:
    return {article.title for article in articles}


def test_a_sensitive_article_is_not_suggestible(db: None):
    ArticlePageFactory(title="情绪像天气")
    ArticlePageFactory(title="我该跟谁说", sensitive=True)

    assert titles(ArticlePage.objects.suggestible()) == {"情绪像天气"}
    assert titles(ArticlePage.objects.sensitive()) == {"我该跟谁说"}


def test_an_article_about_a_sensitive_topic_is_sensitive_too(db: None):
    topics = [TopicFactory(sensitive=True), TopicFactory(), TopicFactory(sensitive=True)]
    ArticlePageFactory(title="安全的秘密", topics=topics)

    assert not ArticlePage.objects.suggestible()
    assert [article.title for article in ArticlePage.objects.sensitive()] == ["安全的秘密"]


def test_each_page_says_itself_whether_it_is_sensitive(db: None):
    marked = ArticlePageFactory(sensitive=True)
    of_topic = ArticlePageFactory(topics=[TopicFactory(), TopicFactory(sensitive=True)])
    draft = ArticlePage(title="草稿", topics=[TopicFactory(sensitive=True)])

    assert [page.is_sensitive() for page in (marked, of_topic, draft)] == [True, True, True]
    assert not ArticlePageFactory().is_sensitive()
    assert not PlainPageFactory().is_sensitive()


def test_drafts_and_private_articles_are_not_suggestible(db: None):
    ArticlePageFactory(live=False)
    private = ArticlePageFactory()
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    assert not ArticlePage.objects.suggestible()


def test_articles_are_told_apart_by_topic_audience_and_language(db: None):
    sleep, carer = TopicFactory(code="sleep"), AudienceFactory(code="carer")
    ArticlePageFactory(title="睡", topics=[sleep], audiences=[carer])
    ArticlePageFactory(title="想", audiences=[AudienceFactory()])
    ArticlePageFactory(title="Sleep", topics=[sleep], audiences=[carer], language=ENGLISH)

    assert titles(ArticlePage.objects.about(sleep)) == {"睡", "Sleep"}
    assert titles(ArticlePage.objects.written_for(carer)) == {"睡", "Sleep"}
    assert titles(ArticlePage.objects.in_active_language()) == {"睡", "想"}
    with override("en"):
        assert titles(ArticlePage.objects.in_active_language()) == {"Sleep"}


def test_the_newest_article_comes_first_and_an_undated_one_last(db: None):
    now = timezone.now()
    ArticlePageFactory(title="无", first_published_at=None)
    ArticlePageFactory(title="旧", first_published_at=now - timedelta(days=9))
    ArticlePageFactory(title="新", first_published_at=now)

    assert [a.title for a in ArticlePage.objects.newest_first()] == ["新", "旧", "无"]


@pytest.mark.parametrize(
    ("last", "following", "words"),
    [
        (date(2026, 11, 20), date(2028, 11, 21), "24"),
        (date(2026, 11, 20), date(2026, 11, 19), "after the last"),
    ],
)
def test_a_wrong_day_of_review_is_told_at_its_field(
    db: None, last: date, following: date, words: str
):
    article = ArticlePageFactory(last_reviewed_on=None, next_review_on=None)
    article.last_reviewed_on, article.next_review_on = last, following

    with override("en"), pytest.raises(ValidationError) as caught:
        article.full_clean()

    assert list(caught.value.message_dict) == ["next_review_on"]
    assert words in caught.value.message_dict["next_review_on"][0]


@given(days, st.integers(0, 730))
def test_any_day_within_two_years_will_do(last: date, later: int):
    assert review_problem(last, last + timedelta(days=later)) == ""


@given(days, days)
def test_reviews_lie_in_order_and_no_more_than_two_years_apart(last: date, following: date):
    fits = last <= following <= two_years_after(last)

    assert (review_problem(last, following) == "") == fits


@given(days)
def test_two_years_later_is_the_same_day_or_the_first_of_march(day: date):
    later = two_years_after(day)

    assert later.year == day.year + 2
    if (day.month, day.day) == (2, 29):
        assert (later.month, later.day) == (3, 1)
    else:
        assert (later.month, later.day) == (day.month, day.day)


def test_the_database_keeps_reviews_in_order(db: None):
    article = ArticlePageFactory()

    with pytest.raises(IntegrityError):
        ArticlePage.objects.filter(pk=article.pk).update(next_review_on=date(2000, 1, 1))


def test_the_reading_time_follows_the_text_when_it_is_published(db: None):
    article = ArticlePageFactory(body=[{"type": "text", "value": f"<p>{'听' * 601}</p>"}])
    assert article.reading_minutes == 3

    article.body = [{"type": "text", "value": "<p>听。</p>"}]
    article.save_revision().publish()

    article.refresh_from_db()
    assert article.reading_minutes == 1


def test_an_article_stands_in_the_list_of_its_language(db: None):
    chinese = ArticlePageFactory()
    english = ArticlePageFactory(language=ENGLISH, of=chinese)

    assert english.is_child_of(article_index(ENGLISH))
    assert english.translation_key == chinese.translation_key
