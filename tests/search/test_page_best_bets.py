"""Pages that editors put before all others for certain words."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from wagtail.models import PageViewRestriction

from search.models import BestBet
from tests.factories import AssignmentFactory
from tests.knowledge_factories import ArticlePageFactory, TopicFactory
from tests.page_factories import ENGLISH
from xinqiao.accounts.models import Role

pytestmark = pytest.mark.django_db


def chosen(words: str) -> list[str]:
    return [bet.page.title for bet in BestBet.objects.for_words(words)]


def test_a_page_is_chosen_for_just_these_words_however_they_are_spelt():
    BestBet.objects.create(
        words="热线\n求助电话\nHelp line", page=ArticlePageFactory(title="拨打12356")
    )

    for words in ("热线", "求助电话", "求助電話", " HELP  line ", "ｈｅｌｐ line!"):
        assert chosen(words) == ["拨打12356"], words
    for words in ("热", "热线 电话", "line", "", "\n"):
        assert chosen(words) == [], words


def test_several_pages_come_in_their_order():
    for position, title in [(2, "二"), (1, "一")]:
        BestBet.objects.create(
            words="热线", page=ArticlePageFactory(title=title), position=position
        )

    assert chosen("热线") == ["一", "二"]


def test_each_language_has_its_own():
    chinese = ArticlePageFactory(title="拨打12356")
    english = ArticlePageFactory(title="Calling 12356", of=chinese, language=ENGLISH)
    for page in (chinese, english):
        BestBet.objects.create(words="12356", page=page)

    assert chosen("12356") == ["拨打12356"]
    with translation.override("en"):
        assert chosen("12356") == ["Calling 12356"]


def test_drafts_and_restricted_pages_are_not_shown():
    draft, closed = ArticlePageFactory(live=False), ArticlePageFactory()
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    for page in (draft, closed):
        BestBet.objects.create(words="热线", page=page)

    assert chosen("热线") == []


def test_a_text_about_a_hard_subject_is_never_put_forward():
    hard = ArticlePageFactory(topics=[TopicFactory(code="harm", sensitive=True)])

    with pytest.raises(ValidationError, match="沉重|hard subject"):
        BestBet(words="热线", page=hard).full_clean()


@pytest.mark.parametrize(("role", "status"), [(Role.REVIEWER, 200), (Role.AUTHOR, 302)])
def test_reviewers_keep_them_and_authors_read_them(client: Client, role: Role, status: int):
    client.force_login(AssignmentFactory(role=role).person)

    assert client.get("/cms/snippets/search/bestbet/").status_code == 200
    assert client.get("/cms/snippets/search/bestbet/add/").status_code == status
