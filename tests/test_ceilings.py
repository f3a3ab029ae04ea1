"""What each page may ask of the database, however many learn and however much there is to learn."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import CoursePage, Enrolment, LessonProgress, ModulePage
from courses.services import enrol
from tests.courses.conftest import everything, fact, send
from tests.factories import AssignmentFactory, UnitFactory
from tests.knowledge_factories import (
    ArticlePageFactory,
    GlossaryTermFactory,
    HelpLineFactory,
    TopicFactory,
)
from tests.page_factories import (
    LessonPageFactory,
    ModulePageFactory,
    home_page,
    lessons_in,
    make_course,
    translate,
)
from xinqiao.accounts.models import Assignment, Person, Role, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("warm_cache")]


def join(course: CoursePage, school: Unit, count: int) -> None:
    """Lets *count* more people of *school* take *course*; each has done its first lesson."""
    so_far = Person.objects.count()
    people = Person.objects.bulk_create(
        Person(username=f"many-{so_far + n}", display_name=f"学员{so_far + n:04}")
        for n in range(count)
    )
    now = timezone.now()
    Assignment.objects.bulk_create(
        Assignment(person=person, role=Role.LEARNER, unit=school) for person in people
    )
    Enrolment.objects.bulk_create(
        Enrolment(person=person, course_key=course.translation_key, course_title="", joined_at=now)
        for person in people
    )
    first = lessons_in(course)[0].translation_key
    LessonProgress.objects.bulk_create(
        LessonProgress(person=person, lesson_key=first, opened_at=now, last_at=now, done_at=now)
        for person in people
    )


def grow(course: CoursePage, module: ModulePage, lessons: int) -> None:
    for _ in range(lessons - len(lessons_in(course))):
        LessonPageFactory(parent=module)


def test_no_page_asks_more_of_the_database_when_learners_and_lessons_grow(client: Client):
    course = make_course(lessons=2)
    translate(course)
    module = ModulePageFactory(parent=course)
    school = UnitFactory()
    article = ArticlePageFactory(topics=[TopicFactory(), TopicFactory()])
    GlossaryTermFactory()
    HelpLineFactory()
    lin = AssignmentFactory(unit=school).person
    enrol(lin, course)
    learner, trainer = Client(), Client()
    learner.force_login(lin)
    trainer.force_login(AssignmentFactory(role=Role.TRAINER, unit=school).person)
    learners_page = f"/zh-hans/teach/{course.translation_key}/"
    pages = {
        ("home", home_page().url, client): 20,
        ("home, signed in", home_page().url, learner): 20,
        ("article", article.url, client): 15,
        ("catalogue", course.get_parent().url, client): 20,
        ("catalogue, signed in", course.get_parent().url, learner): 20,
        ("course", course.url, client): 25,
        ("course, signed in", course.url, learner): 25,
        ("lesson, signed in", lessons_in(course)[0].url, learner): 25,
        ("my", "/zh-hans/my/", learner): 25,
        ("teach", "/zh-hans/teach/", trainer): 25,
        ("teach, a course", learners_page, trainer): 25,
    }

    def measured() -> dict[str, int]:
        counts = {}
        for name, address, reader in pages:
            assert reader.get(address).status_code == 200
            with CaptureQueriesContext(connection) as captured:
                reader.get(address)
            counts[name] = len(captured)
        return counts

    grow(course, module, lessons=10)
    join(course, school, 20)
    send(learner, *everything(lessons_in(course)[0]))
    few = measured()
    grow(course, module, lessons=100)
    join(course, school, 1_980)
    send(learner, *(fact(lesson) for lesson in lessons_in(course)))
    many = measured()

    assert many == few
    over = {name: few[name] for (name, *_), most in pages.items() if few[name] > most}
    assert over == {}
