"""Every way of changing what a page shows makes the next reader's page a new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, PageViewRestriction, Site

from courses.models import CoursePage
from courses.services import enrol
from tests.asking import Door
from tests.factories import PASSWORD, AssignmentFactory, PersonFactory, UnitFactory
from tests.knowledge_factories import (
    ArticlePageFactory,
    GlossaryTermFactory,
    HelpLineFactory,
    PlainPageFactory,
    TopicFactory,
)
from tests.page_factories import home_page, make_course
from xinqiao import shown
from xinqiao.accounts.models import Person, Unit
from xinqiao.accounts.services import put_unit
from xinqiao.common.page_cache import changes
from xinqiao.common.page_cache.generation import Generation, generation_of_site
from xinqiao.common.page_cache.wsgi import FOR_EVERYBODY
from xinqiao.knowledge.models import ArticlePage
from xinqiao.review import services as review

Change = Callable[[ArticlePage], object]


@pytest.fixture(autouse=True)
def generation(settings: Settings, tmp_path: Path) -> Generation:
    settings.DATA_DIR = tmp_path
    return generation_of_site()


@pytest.fixture
def article(db: None) -> ArticlePage:
    return ArticlePageFactory(title="先听再说")


def publish(page: Page, **values: Any) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def publish_scheduled(article: ArticlePage) -> None:
    home = home_page()
    home.go_live_at = timezone.now() - timedelta(minutes=1)
    home.save_revision(approved_go_live_at=home.go_live_at)
    call_command("publish_scheduled")


def expire(article: ArticlePage) -> None:
    Page.objects.filter(pk=article.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")


def rename_unit(article: ArticlePage) -> None:
    unit = UnitFactory(slug="qinghe", kind="county")
    put_unit(unit.get_parent(), kind="county", slug="qinghe", name_zh="清河", name_en="Qinghe")


def make_image() -> Image:
    return Image.objects.create(title="桥", file=get_test_image_file())


def rename_trainer(article: ArticlePage) -> None:
    trainer = PersonFactory()
    trainer.display_name = "林老师"
    trainer.save()


CHANGES: dict[str, Change] = {
    "publishing": lambda article: publish(article, title="新"),
    "publishing what was scheduled": publish_scheduled,
    "unpublishing": lambda article: article.unpublish(),
    "expiring": expire,
    "deleting": lambda article: article.delete(),
    "another address": lambda article: publish(article, slug="new"),
    "moving": lambda article: article.move(home_page(), "last-child"),
    "another order": lambda article: article.move(article.get_parent(), "first-child"),
    "saving without a revision": lambda article: article.save(),
    "a new page elsewhere": lambda article: PlainPageFactory(),
    "a restriction": lambda article: PageViewRestriction.objects.create(page=article),
    "a redirect": lambda article: Redirect.add_redirect("/zh-hans/x/", article),
    "a help line": lambda article: HelpLineFactory(),
    "a term of the glossary": lambda article: GlossaryTermFactory(),
    "a topic": lambda article: TopicFactory(),
    "a picture": lambda article: make_image(),
    "a lost size of a picture": lambda article: (make_image().get_rendition("width-10").delete(),),
    "a document": lambda article: Document.objects.create(title="表", file="x.pdf"),
    "a site": lambda article: Site.objects.get().save(),
    "a language": lambda article: Locale.objects.get_or_create(language_code="en"),
    "the day of a review": lambda article: review.set_days(article, date(2026, 11, 20)),
    "what readers are told of a review": lambda article: review.show(article.translation_key),
    "the name of a unit": rename_unit,
    "the name of a trainer": rename_trainer,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_after_a_change_the_next_reader_gets_a_new_page(
    article: ArticlePage,
    change: Change,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    address = home_page().url
    door = Door()
    door.get(address)
    assert not door.get(address).from_django

    with django_capture_on_commit_callbacks(execute=True):
        change(article)

    assert door.get(address).from_django
    assert not door.get(address).from_django


# What must not empty the cache, for it happens all day long


def sign_in(person: Person) -> None:
    fields = {"login": person.username, "password": PASSWORD}
    assert Client().post("/zh-hans/account/login/", fields).status_code == 302


def sign_up(person: Person) -> None:
    fields = {"display_name": "林", "username": "lin", "email": ""}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    answer = Client().post("/zh-hans/account/signup/", fields | passwords)
    assert answer.status_code == 302


def show_a_picture(person: Person) -> None:
    Image.objects.get().get_rendition("width-10")


QUIET: dict[str, Callable[[Person], object]] = {
    "signing in": sign_in,
    "signing up": sign_up,
    "joining a course": lambda person: enrol(person, CoursePage.objects.get()),
    "a role": lambda person: AssignmentFactory(person=person, unit=Unit.objects.get()),
    "a draft": lambda person: CoursePage.objects.get().save_revision(user=person),
    "a size of a picture that a page is about to show": show_a_picture,
}


@pytest.mark.parametrize("event", QUIET.values(), ids=QUIET.keys())
def test_what_no_page_shows_leaves_the_cache_alone(
    db: None,
    generation: Generation,
    event: Callable[[Person], object],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    make_course(), make_image(), UnitFactory(kind="nation")
    person = PersonFactory()
    before = generation.read()

    with django_capture_on_commit_callbacks(execute=True):
        event(person)

    assert generation.read() == before


SHOWN = {
    "accounts.person",
    "accounts.unit",
    "assessments.selfcheckpage",
    "courses.courseindexpage",
    "courses.coursepage",
    "courses.coursepage_audiences",
    "courses.coursepage_prerequisites",
    "courses.coursepage_topics",
    "courses.coursepage_trainers",
    "courses.lessonpage",
    "courses.lessonpage_competences",
    "courses.lessonpage_topics",
    "courses.modulepage",
    "directory.helpline",
    "knowledge.articleindexpage",
    "knowledge.articlepage",
    "knowledge.articlepage_audiences",
    "knowledge.articlepage_topics",
    "knowledge.audience",
    "knowledge.collectedresource",
    "knowledge.competence",
    "knowledge.competencedomain",
    "knowledge.glossaryterm",
    "knowledge.level",
    "knowledge.librarypage",
    "knowledge.resourcecollection",
    "knowledge.resourcefile",
    "knowledge.resourcepage",
    "knowledge.resourcepage_audiences",
    "knowledge.resourcepage_competences",
    "knowledge.resourcepage_topics",
    "knowledge.topic",
    "pages.homepage",
    "pages.plainpage",
    "review.liveversion",
    "review.signature",
    "taggit.tag",
    "taggit.taggeditem",
    "wagtailcore.collection",
    "wagtailcore.collectionviewrestriction",
    "wagtailcore.collectionviewrestriction_groups",
    "wagtailcore.locale",
    "wagtailcore.page",
    "wagtailcore.pageviewrestriction",
    "wagtailcore.pageviewrestriction_groups",
    "wagtailcore.site",
    "wagtaildocs.document",
    "wagtailembeds.embed",
    "wagtailimages.image",
    "wagtailimages.rendition",
    "wagtailmedia.media",
    "wagtailredirects.redirect",
}


def test_of_every_model_somebody_has_decided_whether_pages_show_it() -> None:
    """Where a new model is missing: pages show it? Here. They do not? In `xinqiao/shown.py`."""
    models = apps.get_models(include_auto_created=True)

    assert {model._meta.label_lower for model in models if changes.is_seen(model)} == SHOWN


def test_the_list_of_what_no_page_shows_names_nothing_that_is_not_there() -> None:
    models = apps.get_models(include_auto_created=True)
    labels = {model._meta.label_lower for model in models}

    assert labels | {model._meta.app_label for model in models} >= shown.UNSEEN
    assert labels >= shown.UNSEEN_WHEN_NEW
    assert SHOWN.isdisjoint(shown.UNSEEN)


# Order of events


def test_a_change_counts_when_it_is_committed_and_not_before(
    article: ArticlePage,
    generation: Generation,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        before = generation.read()
        publish(article, title="新")
        assert generation.read() == before

    for callback in callbacks:
        callback()

    assert generation.read() != before


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_empties_nothing(generation: Generation) -> None:
    before = generation.read()

    with transaction.atomic():
        HelpLineFactory()
        transaction.set_rollback(True)

    assert generation.read() == before


def test_a_page_made_from_what_is_being_changed_is_never_kept_as_new(
    generation: Generation,
) -> None:
    words = ["old"]

    def slow_page(environ: dict[str, Any], start_response: Any) -> Any:
        answer = HttpResponse(words[0])  # it has read the old words …
        if words[0] == "old":
            words[0] = "new"  # … when a publish commits, and is over before the page is done
            generation.move_on()
        environ[FOR_EVERYBODY] = True
        start_response("200 OK", list(answer.items()))
        return answer

    door = Door(slow_page)

    assert door.get("/zh-hans/").text == "old"  # for whoever asked before the publish
    for other in (door, Door.beside(door)):
        assert other.get("/zh-hans/").text == "new"


def test_every_mark_differs_from_the_one_before_also_when_the_clock_is_set_back(
    generation: Generation,
) -> None:
    marks = [generation.read()]
    for moment in ("2026-11-24", "2026-11-23", "2026-11-23"):
        with time_machine.travel(moment, tick=False):
            generation.move_on()
        marks.append(generation.read())

    assert len(set(marks)) == 4


def test_a_change_is_saved_even_if_the_mark_cannot_be_moved(
    article: ArticlePage,
    generation: Generation,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    Path(generation.file).parent.write_text("no folder")

    with django_capture_on_commit_callbacks(execute=True):
        publish(article, title="新")

    assert ArticlePage.objects.get().title == "新"
    assert "generation" in caplog.text
