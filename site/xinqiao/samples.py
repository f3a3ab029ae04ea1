"""Invented learners, courses and lists for the styleguide; none of it is kept anywhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, TypeVar
from uuid import UUID

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Locale, Page

from courses.catalogue import Card
from courses.history import Entry
from courses.learning import Learning, Place
from courses.models import CoursePage, Enrolment, LessonPage, LessonProgress, ModulePage
from courses.reports import LearnerRow
from courses.structure import Part
from xinqiao.common.pictures import PICTURES
from xinqiao.directory.models import HelpLine
from xinqiao.knowledge.models import ArticlePage, Audience, Topic

TERMS = (("sample-term", "往常", "", "这个孩子自己平时的样子，拿来比一比，不拿别的孩子比。"),)
"""As rows of the glossary: slug, term, other forms, meaning."""

SOURCE = {"title": "一本书（演示）", "publisher": "演示", "year": "2025"}

P = TypeVar("P", bound=Page)


def leading_nowhere(page: P) -> P:
    """*page* as a link to the top of the page one is on."""
    page.get_url = lambda *_args, **_more: "#main"  # type: ignore[method-assign]
    page.locale = Locale(language_code=get_language())
    return page


def articles() -> list[ArticlePage]:
    titles = ["孩子不想打电话的那个晚上", "周日返校：第一句话说什么"]
    found = [
        ArticlePage(
            pk=number,
            title=title,
            reading_minutes=4 + number,
            translation_key=UUID(int=number),
            audiences=[Audience(pk=1, name_zh="班主任", name_en="Class teachers")],
            topics=[Topic(pk=1, name_zh="情绪", name_en="Feelings")],
        )
        for number, title in enumerate(titles, start=1)
    ]
    return [leading_nowhere(article) for article in found]


def lesson(number: int, title: str) -> LessonPage:
    page = LessonPage(
        pk=number, title=title, minutes=15, must_see=True, translation_key=UUID(int=number)
    )
    page.number = f"1.{number}"
    page.body = [
        ("check", {"question": "？", "answers": [], "explanation": ""}),
        ("reflection", {"prompt": "？"}),
    ]
    return leading_nowhere(page)


def course() -> CoursePage:
    return leading_nowhere(
        CoursePage(
            pk=1,
            title="第一步（演示）",
            summary="看见变化，说出第一句话，知道找谁。",
            track=CoursePage.Track.A,
            picture=PICTURES[0][0],
            hours_online=18,
            hours_on_site=6,
            in_order=True,
        )
    )


def learning() -> Learning:
    """A course in order with one lesson done, one begun, one open and the last ones closed."""
    titles = ["看见变化", "宿舍里的信号", "第一句话", "找谁帮忙"]
    lessons = [lesson(number, title) for number, title in enumerate(titles, start=1)]
    now = timezone.now()
    rows = {
        lessons[0].translation_key: LessonProgress(
            seen_at=now, done_at=now, last_at=now, seconds=960
        ),
        lessons[1].translation_key: LessonProgress(seen_at=now, last_at=now, seconds=300),
    }
    module = leading_nowhere(
        ModulePage(title="看见", slug="sample-module", summary="先看见，再问。")
    )
    return Learning(course(), [Part(1, module, lessons)], Enrolment(joined_at=now), rows)


def of_learning() -> dict[str, Any]:
    """What the pages of a course and `my/` are given for somebody half-way through it."""
    state = learning()
    begun = state.lessons[1]
    place = Place(
        Enrolment(joined_at=timezone.now()),
        state.course,
        state.course.title,
        state.keys,
        state.progress,
        state.next_lesson,
    )
    entries = [
        Entry(page.title, page, timezone.now(), row.done_at is not None, row.seconds)
        for page in state.lessons
        if (row := state.progress.get(page.translation_key))
    ]
    return {
        "learner": state,
        "begun": begun,
        "begun_place": state.place_of(begun),
        "begun_row": state.progress[begun.translation_key],
        "my_place": place,
        "my_places": [place],
        "entries": entries,
        "cards": [Card(state.course, True, state.done, state.total)],
    }


def row(name: str, unit: str, *, done: int, seconds: int = 0, idle_days: int = 0) -> LearnerRow:
    now = timezone.now()
    return LearnerRow(name, "sample", unit, now, done, 8, seconds, now, idle_days)


def of_lists() -> dict[str, Any]:
    """What lists and the ways through them are given."""
    return {
        "articles": articles(),
        "nothing": {},
        "listing": Paginator(range(90), 30).page(2),
        "groups": [SimpleNamespace(value="school", label="学校里的大人")],
        "topics": [SimpleNamespace(code="emotions", name="情绪")],
        "units": [SimpleNamespace(slug="liuwan", name="柳湾小学（演示）")],
        "idle_choices": [7, 14],
        "rows": [
            row("林老师", "柳湾小学（演示）", done=3, seconds=7680),
            row("阿依·古丽", "双河教学点（演示）", done=8, idle_days=14),
        ],
        "terms": [SimpleNamespace(slug=TERMS[0][0], term=TERMS[0][1], definition=TERMS[0][3])],
        "of_sources": SimpleNamespace(sources=[SimpleNamespace(value=SOURCE)]),
    }  # fmt: skip


def hard_topics() -> list[Topic]:
    return [Topic(name_zh="自伤自杀", name_en="Self-harm and suicide", sensitive=True)]


def sample_lines() -> list[HelpLine]:
    """Numbers that are real and known to all, so that nobody dials a wrong one from here."""
    return [
        HelpLine(
            number="12356",
            name_zh="心理援助热线",
            name_en="Psychological help line",
            purpose_zh="心里难受，想找人说说",
            purpose_en="Somebody to talk to when things are hard",
            in_help_bar=True,
        ),
        HelpLine(
            number="110",
            name_zh="公安报警",
            name_en="Police",
            purpose_zh="有人正处在危险中",
            purpose_en="Somebody is in danger now",
        ),
    ]
