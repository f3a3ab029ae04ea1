"""The command that loads the content files, on the small set in tests/demo/content/."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.forms import model_to_dict
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Locale, Page, Revision, Site

from courses.models import CoursePage, Enrolment, LessonOutline, LessonPage, LessonProgress
from tests.demo.helpers import LESSON, all_rows, edit, faults_in, load
from xinqiao.accounts.models import Assignment, Person, Role, Unit
from xinqiao.demo.helplines import VERIFIED_BY
from xinqiao.directory.models import HelpLine
from xinqiao.knowledge.models import ArticlePage, Competence, GlossaryTerm, Topic
from xinqiao.pages.models import HomePage, PlainPage

pytestmark = pytest.mark.django_db


def both(model: type[Page], slug: str) -> tuple[Any, Any]:
    """The Chinese and the English page of one name."""
    chinese, english = model.objects.filter(slug=slug).order_by("-locale__language_code")
    return chinese, english


def test_everything_is_there_in_both_languages_under_shared_keys(folder: Path) -> None:
    load(folder)

    for model in (HomePage, PlainPage, ArticlePage, CoursePage, LessonPage):
        pages = model.objects.live()
        keys = [
            set(pages.filter(locale=one).values_list("translation_key"))
            for one in Locale.objects.all()
        ]
        assert keys[0] == keys[1] != set()
    assert Topic.objects.get(code="safety").sensitive
    assert Competence.objects.get(code="1.1").domain.name_en == "Foundations of helping"
    assert Unit.objects.get(slug="liuwan").get_parent().slug == "china"
    assert GlossaryTerm.objects.count() == 2


def test_blocks_and_answers_have_the_same_ids_in_both_languages(folder: Path) -> None:
    load(folder)

    chinese, english = both(LessonPage, "look")
    assert [block.id for block in chinese.body] == [block.id for block in english.body]
    for here, there in zip(chinese.body, english.body, strict=True):
        if here.block_type == "check":
            assert here.value.right_keys == there.value.right_keys
            assert [o["key"] for o in here.value.options] == [o["key"] for o in there.value.options]


def test_a_second_run_changes_no_row(folder: Path) -> None:
    load(folder)
    before = all_rows()

    result = load(folder)

    assert all_rows() == before
    assert (result["new"], result["changed"], result["kept"]) == (0, 0, [])


def test_a_changed_text_changes_its_own_page_alone(folder: Path) -> None:
    load(folder)
    revisions = Revision.objects.count()
    ids = [block.id for block in both(LessonPage, "look")[0].body]
    edit(folder / f"{LESSON}.zh-hans.md", "小雨没有打开书包。", "小雨把书包放在床上。")

    result = load(folder)

    page = both(LessonPage, "look")[0]
    assert (result["new"], result["changed"]) == (0, 1)
    assert Revision.objects.count() == revisions + 1
    assert "放在床上" in str(page.body)
    assert [block.id for block in page.body] == ids


def test_changed_plain_data_is_brought_up_to_date(folder: Path) -> None:
    load(folder)
    edit(folder / "taxonomy/topics.yaml", "name_en: Emotions", "name_en: Feelings")
    edit(folder / "demo/units.yaml", "Liuwan Primary", "Liuwan Village")
    edit(folder / "glossary/mental-health.yaml", "term_en: mental health", "term_en: good mind")

    load(folder)

    assert Topic.objects.get(code="emotions").name_en == "Feelings"
    assert Unit.objects.get(slug="liuwan").name_en == "Liuwan Village School"
    assert GlossaryTerm.objects.filter(term="good mind").exists()


def test_a_page_that_somebody_edited_is_left_to_them(folder: Path) -> None:
    load(folder)
    page = both(ArticlePage, "rain")[0]
    page.title = "改过的标题"
    page.save_revision(user=Person.objects.get(username="author")).publish()
    edit(folder / "articles/rain.zh-hans.md", "title: 下雨天", "title: 大雨天")

    result = load(folder)

    assert both(ArticlePage, "rain")[0].title == "改过的标题"
    assert result["kept"] == ["/home/articles/rain/"]


def test_a_page_taken_down_in_the_editor_stays_down(folder: Path) -> None:
    load(folder)
    both(ArticlePage, "rain")[0].unpublish()
    edit(folder / "articles/rain.zh-hans.md", "title: 下雨天", "title: 大雨天")

    load(folder)

    assert not both(ArticlePage, "rain")[0].live


def test_a_new_number_moves_a_lesson_and_keeps_its_key(folder: Path) -> None:
    load(folder)
    keys = dict(LessonPage.objects.values_list("pk", "translation_key"))
    lessons = folder / "courses/bridge/1-see"
    for language in ("zh-hans", "en"):
        (lessons / f"1-look.{language}.md").rename(lessons / f"3-look.{language}.md")

    load(folder)

    module = both(LessonPage, "look")[0].get_parent()
    lessons = LessonPage.objects.child_of(module).order_by("path")
    assert [page.slug for page in lessons] == ["ask", "look"]
    assert dict(LessonPage.objects.values_list("pk", "translation_key")) == keys


def test_a_lesson_may_move_to_another_module(folder: Path) -> None:
    load(folder)
    for language in ("zh-hans", "en"):
        old = folder / f"courses/bridge/1-see/2-ask.{language}.md"
        old.rename(folder / f"courses/bridge/2-tell/2-ask.{language}.md")

    load(folder)

    for page in both(LessonPage, "ask"):
        assert page.get_parent().slug == "tell"
        assert page.live
    assert LessonPage.objects.count() == 6


def test_related_articles_are_those_of_the_same_language(folder: Path) -> None:
    load(folder)

    for page in both(ArticlePage, "rain"):
        block = page.body[len(page.body) - 1]
        [other] = block.value["pages"]
        assert block.block_type == "related_pages"
        assert (other.slug, other.locale_id) == ("wind", page.locale_id)


def test_an_article_on_a_sensitive_topic_is_sensitive(folder: Path) -> None:
    load(folder)

    assert [page.sensitive for page in both(ArticlePage, "wind")] == [True, True]
    assert [page.sensitive for page in both(ArticlePage, "rain")] == [False, False]


def test_the_home_page_takes_the_place_of_wagtails_own(folder: Path) -> None:
    load(folder)

    site = Site.objects.get()
    assert site.is_default_site
    assert site.root_page.specific == HomePage.objects.get(slug="home")
    assert site.root_url == "http://127.0.0.1:8000"
    assert Page.objects.filter(depth=2).count() == 2


def test_the_first_help_lines_stand_in_the_bar(folder: Path) -> None:
    load(folder)

    bar = HelpLine.objects.filter(in_help_bar=True)
    assert [line.number for line in bar] == ["12356", "110"]
    assert {line.verified_by for line in bar} == {VERIFIED_BY}
    assert {line.region for line in bar} == {None}


def test_a_number_that_somebody_verified_in_the_editor_is_left_to_them(
    folder: Path, client: Client
) -> None:
    load(folder)
    line = HelpLine.objects.get(number="110")
    client.force_login(Person.objects.get(username="admin"))
    finder = AdminURLFinder(Person.objects.get(username="admin"))
    form = {**model_to_dict(line), "region": "", "hours_zh": "全天", "verified_on": "2026-11-22"}
    answer = client.post(finder.get_edit_url(line), form)
    assert answer.status_code == 302

    result = load(folder)

    line.refresh_from_db()
    assert line.hours_zh == "全天"
    assert result["kept"] == [str(line)]


def test_cases_and_activities_of_an_article_are_callouts(folder: Path) -> None:
    load(folder)

    for page, title in zip(
        both(ArticlePage, "rain"),
        ["今晚试一试（5分钟）", "Try it tonight (5 minutes)"],
        strict=True,
    ):
        callouts = [block.value for block in page.body if block.block_type == "callout"]
        assert [value["tone"] for value in callouts] == ["note", "tip"]
        assert callouts[1]["title"] == title


def test_people_can_sign_in_and_hold_their_roles(folder: Path) -> None:
    load(folder)

    learner = Person.objects.get(username="learner")
    assert authenticate(username="learner", password="xinqiao-demo") == learner
    assert Assignment.objects.filter(
        person=learner, role=Role.LEARNER, unit__slug="liuwan"
    ).exists()
    author = Person.objects.get(username="author")
    assert author.has_perm("wagtailadmin.access_admin")
    assert not learner.has_perm("wagtailadmin.access_admin")
    assert Person.objects.get(username="admin").is_superuser


def test_a_password_that_somebody_changed_stays(folder: Path) -> None:
    load(folder)
    learner = Person.objects.get(username="learner")
    learner.set_password("another one of my own")
    learner.save()

    load(folder)

    assert authenticate(username="learner", password="another one of my own") == learner


def test_learners_have_a_past_that_a_rebuild_confirms(folder: Path) -> None:
    load(folder)

    learner = Person.objects.get(username="learner")
    enrolment = Enrolment.objects.get(person=learner)
    done = LessonProgress.objects.filter(person=learner, done_at__isnull=False)
    begun = LessonProgress.objects.get(person=learner, done_at=None)
    assert [one.lesson_key for one in done] == [both(LessonPage, "look")[0].translation_key]
    assert begun.lesson_key == both(LessonPage, "ask")[0].translation_key
    assert enrolment.joined_at < done[0].opened_at < done[0].done_at < begun.last_at
    out = io.StringIO()
    call_command("rebuild_progress", "--json", stdout=out)
    assert json.loads(out.getvalue())["differed"] == 0


def test_lessons_get_their_outlines_when_they_are_published(folder: Path) -> None:
    load(folder)

    assert LessonOutline.objects.count() == LessonPage.objects.count() == 6


def test_outside_a_demonstration_the_command_refuses(folder: Path, settings: Settings) -> None:
    settings.DEMO = False

    with translation.override("en"), pytest.raises(CommandError, match="DEMO=true") as refusal:
        load(folder)

    assert refusal.value.returncode == 1
    assert not Person.objects.exists()


def test_who_knows_what_it_does_loads_all_the_same(folder: Path, settings: Settings) -> None:
    settings.DEMO = False

    load(folder, "--i-know")

    assert Person.objects.count() == 3


def test_a_check_needs_no_demonstration_and_loads_nothing(folder: Path, settings: Settings) -> None:
    settings.DEMO = False

    result = load(folder, "--check")

    assert result["faults"] == []
    assert result["files"]["lessons"] == 3
    assert not Person.objects.exists()


def test_with_a_fault_anywhere_nothing_is_loaded(folder: Path) -> None:
    edit(folder / "demo/learning.yaml", "username: learner", "username: stranger")
    out, err = io.StringIO(), io.StringIO()

    with translation.override("en"), pytest.raises(CommandError, match="1 fault") as refusal:
        call_command("load_content", folder=folder, stdout=out, stderr=err)

    assert refusal.value.returncode == 1
    assert "demo/learning.yaml:4: “stranger” in “username” is not known" in err.getvalue()
    assert not Topic.objects.exists()


def test_faults_come_as_json_too(folder: Path) -> None:
    edit(folder / f"{LESSON}.en.md", "= false", "= true")
    out = io.StringIO()

    with pytest.raises(CommandError):
        call_command("load_content", "--json", folder=folder, stdout=out)

    [fault] = json.loads(out.getvalue())["faults"]
    assert fault["path"].endswith(f"{LESSON}.en.md")
    text = (folder / f"{LESSON}.en.md").read_text(encoding="utf-8")
    assert text.splitlines()[fault["line"] - 1].startswith("::: truefalse")


def test_words_to_change_are_faults_at_their_line(folder: Path) -> None:
    edit(folder / "articles/rain.en.md", "## The rain stops", "## A problem\nchild")
    term = next((folder / "glossary").glob("*.yaml"))
    edit(term, "definition_zh:", "definition_zh: 自杀的方法 #")

    found = faults_in(folder)

    lines = (folder / "articles/rain.en.md").read_text(encoding="utf-8").splitlines()
    assert [(one.path, one.line) for one in found if "problem" in one.message] == [
        ("articles/rain.en.md", lines.index("## A problem") + 1)
    ]
    assert any("自杀的方法" in one.message for one in found if one.path.endswith(term.name))


def test_what_stands_in_the_way_in_the_database_undoes_all(folder: Path) -> None:
    load(folder)
    root = HomePage.objects.get(slug="home")
    root.add_child(instance=PlainPage(title="占位", slug="privacy", locale=root.locale))
    for language in ("zh-hans", "en"):
        text = (folder / f"pages/about.{language}.md").read_text(encoding="utf-8")
        (folder / f"pages/privacy.{language}.md").write_text(text, encoding="utf-8")
    edit(folder / "taxonomy/topics.yaml", "name_en: Emotions", "name_en: Feelings")

    with pytest.raises(CommandError, match="privacy"):
        load(folder)

    assert Topic.objects.get(code="emotions").name_en == "Emotions"
