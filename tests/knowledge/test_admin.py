"""Articles, the vocabulary and the glossary in the editor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.models import CoursePage
from tests.factories import AssignmentFactory, PersonFactory
from tests.knowledge_factories import (
    ArticlePageFactory,
    AudienceFactory,
    GlossaryTermFactory,
    TopicFactory,
    article_index,
)
from tests.page_factories import (
    ENGLISH,
    CourseIndexPageFactory,
    home_page,
    lessons_in,
    locale,
    make_course,
)
from tests.review_steps import finish_review
from xinqiao.accounts.models import Role
from xinqiao.knowledge.models import (
    ArticlePage,
    Audience,
    Competence,
    CompetenceDomain,
    GlossaryTerm,
    Level,
    Topic,
)

LANGUAGES = ["zh-hans", "en"]
KINDS = [GlossaryTerm, Topic, Audience, Level, CompetenceDomain, Competence]


@pytest.fixture(params=LANGUAGES)
def admin(request: pytest.FixtureRequest, db: None) -> Client:
    """A browser in which an administrator is signed in, in each language of the editor."""
    client = Client()
    client.force_login(PersonFactory(is_superuser=True, is_staff=True, language=request.param))
    return client


@pytest.fixture(params=LANGUAGES)
def author(request: pytest.FixtureRequest, db: None) -> Client:
    client = Client()
    person = PersonFactory(language=request.param)
    client.force_login(AssignmentFactory(role=Role.AUTHOR, person=person).person)
    return client


def article_form(**changes: Any) -> dict[str, Any]:
    topic, audience = TopicFactory(code="emotions"), AudienceFactory(code="carer")
    values = {
        "title": "先看见",
        "slug": "see-first",
        "summary": "听，比问更要紧。",
        "body": streamfield([("text", rich_text("<p>先看见，再开口。</p>"))]),
        "sources": streamfield([]),
        "evidence": "practice_consensus",
        "next_review_on": "",
        **changes,
    }
    chosen = {"topics": values.pop("topics", [topic.pk]), "audiences": [audience.pk]}
    return nested_form_data(values) | chosen


def add_address() -> str:
    return f"/cms/pages/add/knowledge/articlepage/{article_index().pk}/"


def test_an_author_writes_an_article_and_it_is_published_by_its_review(author: Client):
    assert author.get(add_address()).status_code == 200

    author.post(add_address(), article_form() | {"action-submit": "1"})
    finish_review(ArticlePage.objects.get())

    article = ArticlePage.objects.get()
    assert article.live
    assert [topic.code for topic in article.topics.all()] == ["emotions"]
    assert "先看见，再开口。" in Client().get(article.url).content.decode()
    assert author.get(f"/cms/pages/{article.pk}/edit/").status_code == 200


def test_a_wrong_day_of_review_is_shown_at_its_field(author: Client):
    form = article_form(next_review_on="2099-01-01") | {"action-submit": "1"}

    response = author.post(add_address(), form)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["next_review_on"]
    assert not ArticlePage.objects.exists()


def test_a_draft_needs_no_more_than_a_title(author: Client):
    author.post(add_address(), article_form(summary="", topics=[]))

    assert not ArticlePage.objects.get().live


def test_the_preview_shows_what_readers_will_see(author: Client):
    GlossaryTermFactory(slug="guardian", term="先看见")
    chosen = TopicFactory(code="sleep", name_zh="睡眠", name_en="Sleep")
    address = f"{add_address()}preview/"

    assert author.post(address, article_form(topics=[chosen.pk])).json()["is_valid"]
    html = author.get(f"{address}?mode=").content.decode()

    assert 'class="term"' in html
    assert "睡眠" in html


def test_the_preview_of_a_page_shows_its_unsaved_topics(author: Client):
    article = ArticlePageFactory(topics=[TopicFactory(code="sleep", name_zh="睡眠")])
    chosen = TopicFactory(code="phone", name_zh="手机")
    address = f"/cms/pages/{article.pk}/edit/preview/"

    author.post(address, article_form(topics=[chosen.pk]))
    html = author.get(f"{address}?mode=").content.decode()

    assert "手机" in html
    assert "睡眠" not in html


def test_every_list_of_the_vocabulary_opens(admin: Client):
    GlossaryTermFactory()
    TopicFactory()
    for kind in KINDS:
        address = f"/cms/snippets/knowledge/{kind._meta.model_name}/"
        assert admin.get(address).status_code == 200, kind
        assert admin.get(f"{address}add/").status_code == 200, kind
    for row in (GlossaryTerm.objects.get(), Topic.objects.get()):
        address = f"/cms/snippets/knowledge/{row._meta.model_name}/edit/{row.pk}/"
        assert admin.get(address).status_code == 200, row


def test_a_term_is_added_and_found_in_the_next_page_read(admin: Client):
    article = ArticlePageFactory()
    form = {"term": "先看见", "aliases": "", "definition": "先看，不急着问。", "slug": "see"}

    admin.post("/cms/snippets/knowledge/glossaryterm/add/?locale=zh-hans", form)

    assert "先看，不急着问。" in Client().get(article.url).content.decode()


def test_an_author_may_look_at_the_glossary_but_not_change_it(author: Client):
    term = GlossaryTermFactory()

    author.post(
        f"/cms/snippets/knowledge/glossaryterm/edit/{term.pk}/",
        {"term": "x", "aliases": "", "definition": "y", "slug": "z"},
    )

    term.refresh_from_db()
    assert term.term == "监护人"


def translate(author: Client, page: Page, *, subtree: bool = False) -> None:
    address = f"/cms/translation/submit/page/{page.pk}/"
    assert author.get(address).status_code == 200
    form = {"locales": [locale(ENGLISH).pk], "include_subtree": "on" if subtree else ""}
    assert author.post(address, form).status_code == 302


def test_the_english_version_of_an_article_keeps_its_key_and_the_ids_of_its_blocks(
    author: Client,
):
    home_page(ENGLISH)
    article_index(ENGLISH)
    article = ArticlePageFactory(
        body=[
            {"type": "text", "value": "<p>听。</p>", "id": "11111111-1111-1111-1111-111111111111"}
        ]
    )

    translate(author, article)

    english = ArticlePage.objects.get(locale__language_code=ENGLISH)
    assert english.translation_key == article.translation_key
    assert [block.id for block in english.body] == [block.id for block in article.body]
    assert {topic.code for topic in english.topics.all()} == {"emotions"}
    assert english.is_child_of(article_index(ENGLISH))
    assert not english.live


def test_the_english_version_of_a_course_keeps_the_keys_of_all_its_lessons(author: Client):
    home_page(ENGLISH)
    course = make_course(lessons=2)
    CourseIndexPageFactory(language=ENGLISH, of=course.get_parent())

    translate(author, course, subtree=True)

    english = CoursePage.objects.get(locale__language_code=ENGLISH)
    assert english.translation_key == course.translation_key
    for lesson, its_english in zip(lessons_in(course), lessons_in(english), strict=True):
        assert its_english.translation_key == lesson.translation_key
        assert [block.id for block in its_english.body] == [block.id for block in lesson.body]
        assert {"c1", "r1"} <= {block.id for block in its_english.body}


def test_a_lesson_keeps_the_keys_of_its_questions_when_it_is_edited(author: Client):
    lesson = lessons_in(make_course(lessons=1))[0]
    before = [block.id for block in lesson.body]

    lesson.title = "新的题目"
    lesson.save_revision().publish()

    lesson.refresh_from_db()
    assert [block.id for block in lesson.body] == before


def panel(client: Client) -> str:
    """What the editor's first page says of articles to be reviewed, or nothing."""
    _before, found, after = client.get("/cms/").content.decode().partition("texts-to-review")
    return after.split("</section>")[0] if found else ""


def test_editors_are_reminded_of_articles_whose_day_of_review_has_passed(author: Client):
    ArticlePageFactory(title="还早")
    assert panel(author) == ""

    past = timezone.localdate() - timedelta(days=1)
    due = {"last_reviewed_on": past - timedelta(days=90), "next_review_on": past}
    article = ArticlePageFactory(title="该看了", **due)
    ArticlePageFactory(title="草稿", live=False, **due)

    reminder = panel(author)
    assert f"/cms/pages/{article.pk}/edit/" in reminder
    assert "该看了" in reminder
    assert "还早" not in reminder
    assert "草稿" not in reminder


def test_of_many_articles_to_review_the_oldest_are_named_and_the_others_counted(author: Client):
    today = timezone.localdate()
    for days in range(1, 13):
        ArticlePageFactory(
            title=f"篇-{days:02}",
            next_review_on=today - timedelta(days=days),
            last_reviewed_on=today - timedelta(days=99),
        )

    reminder = panel(author)

    assert [f"篇-{days:02}" in reminder for days in range(1, 13)] == [False] * 2 + [True] * 10
    assert "2" in reminder.split("</table>")[1]


@pytest.mark.parametrize("address", ["/cms/pages/search/", "/cms/pages/search/results/"])
def test_the_search_for_pages_counts_pages(author: Client, address: str):
    ArticlePageFactory(title="一")
    ArticlePageFactory(title="二")

    page = author.get(address, {"q": ""}).content.decode()

    assert "个None" not in page
    assert "of 2 None" not in page
    assert "个页面" in page or "pages" in page.split("<tbody")[0]
