"""`teach/`: who sees which learners, and never their answers or notes."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from courses import services
from courses.models import CoursePage, Enrolment, LessonProgress
from courses.teach import asked_for
from tests.courses.conftest import everything, send
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from tests.page_factories import lessons_in, make_course, translate
from xinqiao.accounts.models import Assignment, Person, Role, Unit


@pytest.fixture
def county(db: None) -> Unit:
    return UnitFactory(kind=Unit.Kind.COUNTY, name_zh="青禾县", name_en="Qinghe County")


@pytest.fixture
def school(county: Unit) -> Unit:
    return UnitFactory(parent=county, name_zh="柳湾小学", name_en="Liuwan School")


@pytest.fixture
def neighbour(db: None) -> Unit:
    return UnitFactory(kind=Unit.Kind.COUNTY, name_zh="石桥县", name_en="Shiqiao County")


def somebody(role: Role, unit: Unit, **fields: str) -> Person:
    return AssignmentFactory(role=role, unit=unit, person=PersonFactory(**fields)).person


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def trainer(county: Unit) -> Client:
    return browser(somebody(Role.TRAINER, county))


@pytest.fixture
def lin(school: Unit, course: CoursePage) -> Person:
    """A learner of the county."""
    person = somebody(Role.LEARNER, school, display_name="林晓")
    services.enrol(person, course)
    return person


@pytest.fixture
def zhou(neighbour: Unit, course: CoursePage) -> Person:
    """A learner of the neighbour county."""
    person = somebody(Role.LEARNER, neighbour, display_name="周宁")
    services.enrol(person, course)
    return person


def page_of(course: CoursePage, language: str = "zh-hans", name: str = "teach_course") -> str:
    with translation.override(language):
        return reverse(name, args=[course.translation_key])


def csv_of(course: CoursePage) -> str:
    return page_of(course, name="teach_course_csv")


def rows_in(response: object) -> list[list[str]]:
    content = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content[1:])))


def been_away(person: Person, days: int) -> None:
    moment = timezone.now() - timedelta(days=days, minutes=1)
    Enrolment.objects.filter(person=person).update(joined_at=moment)
    LessonProgress.objects.filter(person=person).update(last_at=moment)


# Who sees whom


def test_a_trainer_sees_the_learners_of_her_county_and_how_far_they_are(
    trainer: Client, course: CoursePage, lin: Person, zhou: Person
) -> None:
    send(browser(lin), *everything(lessons_in(course)[0]))

    response = trainer.get(page_of(course))

    assert [row.name for row in response.context["rows"]] == ["林晓"]
    (row,) = response.context["rows"]
    assert (row.unit, row.done, row.total, row.seconds) == ("柳湾小学", 1, 2, 300)
    assert "周宁" not in response.content.decode()
    assert "石桥县" not in response.content.decode()


def test_a_neighbour_county_sees_nobody_here(
    neighbour: Unit, course: CoursePage, lin: Person, zhou: Person
) -> None:
    supervisor = browser(somebody(Role.SUPERVISOR, neighbour))

    for address in (page_of(course), csv_of(course)):
        response = supervisor.get(address)
        content = b"".join(response).decode()
        assert "周宁" in content
        assert "林晓" not in content


def test_the_counts_of_the_list_follow_the_same_rule(
    trainer: Client, course: CoursePage, lin: Person, zhou: Person
) -> None:
    empty = make_course()

    response = trainer.get("/zh-hans/teach/")

    counts = {row.course.page: row.learners for row in response.context["rows"]}
    assert counts == {course: 1, empty: 0}


@pytest.mark.parametrize("role", [Role.LEARNER, Role.AUTHOR, Role.OBSERVER, Role.DATA_OFFICER])
def test_roles_that_see_no_people_find_nothing(
    role: Role, county: Unit, course: CoursePage, lin: Person
) -> None:
    somebody_else = browser(somebody(role, county))

    for address in ("/zh-hans/teach/", page_of(course), csv_of(course)):
        assert somebody_else.get(address).status_code == 404


def test_a_stranger_finds_nothing(course: CoursePage, lin: Person) -> None:
    stranger = browser(PersonFactory())

    for address in ("/zh-hans/teach/", page_of(course), csv_of(course)):
        assert stranger.get(address).status_code == 404


def test_a_visitor_is_led_to_sign_in(client: Client, course: CoursePage) -> None:
    for address in ("/zh-hans/teach/", page_of(course), csv_of(course)):
        response = client.get(address)
        assert response.status_code == 302
        assert "/account/login/?next=" in response.headers["Location"]


def test_an_unknown_course_is_not_found(trainer: Client, lin: Person) -> None:
    address = f"/zh-hans/teach/{uuid.uuid4()}/"

    assert trainer.get(address).status_code == 404
    assert trainer.get(f"{address}learners.csv").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_lists_are_only_read(
    trainer: Client, course: CoursePage, lin: Person, method: str
) -> None:
    for address in ("/zh-hans/teach/", page_of(course), csv_of(course)):
        assert getattr(trainer, method)(address).status_code == 405


# Courses that are gone


def take_away(course: CoursePage, how: str) -> None:
    if how == "unpublished":
        course.unpublish()
    else:
        CoursePage.objects.get(pk=course.pk).delete()


GONE = pytest.mark.parametrize("how", ["unpublished", "deleted"])


@GONE
def test_the_learners_of_a_course_that_is_gone_are_still_listed(
    trainer: Client, course: CoursePage, lin: Person, zhou: Person, how: str
) -> None:
    send(browser(lin), *everything(lessons_in(course)[0]))
    title = course.title
    take_away(course, how)

    (row,) = trainer.get("/zh-hans/teach/").context["rows"]
    page = trainer.get(page_of(course))

    assert (row.course.title, row.course.page, row.learners) == (title, None, 1)
    (learner,) = page.context["rows"]
    assert (learner.name, learner.done, learner.total) == ("林晓", 1, 2)
    kept = gettext(
        "No longer offered; what the learners did is kept. Lessons count as they last were."
    )
    assert kept in page.content.decode()
    assert gettext("no longer offered") in trainer.get("/zh-hans/teach/").content.decode()
    _head, line = rows_in(trainer.get(csv_of(course)))
    assert line[0] == "林晓"


def test_a_lesson_taken_out_before_the_course_went_is_not_to_do_any_more(
    trainer: Client, course: CoursePage, lin: Person
) -> None:
    done, dropped = lessons_in(course)
    send(browser(lin), *everything(done))
    dropped.delete()
    course.unpublish()

    (learner,) = trainer.get(page_of(course)).context["rows"]

    assert (learner.done, learner.total) == (1, 1)


@GONE
def test_a_gone_course_is_named_in_the_readers_language(
    trainer: Client, course: CoursePage, lin: Person, how: str
) -> None:
    english = translate(course)
    title = english.title
    take_away(english, how)
    take_away(course, how)

    (row,) = trainer.get("/en/teach/").context["rows"]

    assert row.course.title == title
    assert title in trainer.get(page_of(course, "en")).content.decode()


@GONE
def test_a_gone_course_is_not_there_for_those_who_see_none_of_its_learners(
    trainer: Client, course: CoursePage, zhou: Person, how: str
) -> None:
    take_away(course, how)

    assert trainer.get("/zh-hans/teach/").context["rows"] == []
    assert trainer.get(page_of(course)).status_code == 404
    assert trainer.get(csv_of(course)).status_code == 404


def test_a_lesson_that_moved_away_before_counts_where_it_went(
    trainer: Client, course: CoursePage, lin: Person
) -> None:
    other = make_course(lessons=0)
    lessons_in(course)[0].move(other.get_children().get(), pos="last-child")
    take_away(course, "deleted")

    (row,) = trainer.get(page_of(course)).context["rows"]

    assert row.total == 1


# People of no unit


@pytest.fixture
def alone(course: CoursePage) -> Person:
    """A learner who signed up and belongs to no unit yet."""
    person = PersonFactory(display_name="阿木", username="amu")
    services.enrol(person, course)
    return person


@pytest.fixture
def administrator(db: None) -> Client:
    return browser(PersonFactory(is_superuser=True))


def test_administrators_see_learners_of_no_unit(
    administrator: Client, course: CoursePage, lin: Person, alone: Person
) -> None:
    (row,) = administrator.get("/zh-hans/teach/").context["rows"]
    page = administrator.get(page_of(course))
    only = administrator.get(page_of(course), {"unit": "."})

    assert row.learners == 2
    assert [(r.name, r.unit) for r in page.context["rows"]] == [
        ("林晓", "柳湾小学"),
        ("阿木", gettext("No unit yet")),
    ]
    assert page.context["units"][-1] == {"slug": ".", "name": gettext("No unit yet")}
    assert [r.name for r in only.context["rows"]] == ["阿木"]
    assert '<option value="." selected>' in only.content.decode()
    assert [line[0] for line in rows_in(administrator.get(csv_of(course), {"unit": "."}))[1:]] == [
        "阿木"
    ]


def test_administrators_see_them_before_there_is_any_unit(
    administrator: Client, course: CoursePage, alone: Person
) -> None:
    page = administrator.get(page_of(course))

    assert [row.name for row in page.context["rows"]] == ["阿木"]
    assert 'href="/zh-hans/teach/"' in administrator.get("/zh-hans/my/").content.decode()


def test_nobody_else_sees_them(
    trainer: Client, course: CoursePage, lin: Person, alone: Person
) -> None:
    page = trainer.get(page_of(course))

    assert [row.name for row in page.context["rows"]] == ["林晓"]
    assert "." not in [unit["slug"] for unit in page.context["units"]]
    assert trainer.get(page_of(course), {"unit": "."}).status_code == 404


def test_who_has_left_stands_in_no_list(trainer: Client, course: CoursePage, lin: Person) -> None:
    services.leave(lin, course.translation_key)

    assert trainer.get(page_of(course)).context["rows"] == []


def test_answers_and_notes_are_in_no_report(
    trainer: Client, course: CoursePage, lin: Person
) -> None:
    facts = everything(lessons_in(course)[0])
    facts[1]["choice"] = ["b"]
    send(browser(lin), *facts)

    for address in ("/zh-hans/teach/", page_of(course), csv_of(course)):
        content = b"".join(trainer.get(address)).decode()
        for private in ("我先看见了书包", "答案", "你先看见了什么", "哪一句合适"):
            assert private not in content


def test_in_english_the_units_have_english_names(
    trainer: Client, course: CoursePage, lin: Person
) -> None:
    english = translate(course)

    response = trainer.get(page_of(course, "en"))

    assert english.title in response.content.decode()
    assert response.context["rows"][0].unit == "Liuwan School"


# Filters


def test_the_units_to_choose_from_hold_learners_and_stand_in_the_order_of_the_tree(
    trainer: Client, course: CoursePage, lin: Person, zhou: Person, county: Unit, school: Unit
) -> None:
    UnitFactory(parent=county, name_zh="没有学员的学校")

    units = trainer.get(page_of(course)).context["units"]

    assert units == [
        {"slug": county.slug, "name": "青禾县"},
        {"slug": school.slug, "name": "\u3000柳湾小学"},
    ]


def test_the_list_narrows_to_a_unit(
    trainer: Client, course: CoursePage, lin: Person, county: Unit, school: Unit
) -> None:
    other = UnitFactory(parent=county)
    services.enrol(somebody(Role.LEARNER, other), course)

    def names(unit: Unit) -> list[str]:
        rows = trainer.get(page_of(course), {"unit": unit.slug}).context["rows"]
        return [row.name for row in rows]

    assert names(school) == ["林晓"]
    assert len(names(county)) == 2


def test_a_unit_out_of_sight_is_not_found(
    trainer: Client, course: CoursePage, lin: Person, neighbour: Unit
) -> None:
    for address in (page_of(course), csv_of(course)):
        assert trainer.get(address, {"unit": neighbour.slug}).status_code == 404


def test_who_has_been_away_is_marked_and_can_be_singled_out(
    trainer: Client, course: CoursePage, lin: Person, school: Unit
) -> None:
    been_away(lin, 20)
    services.enrol(somebody(Role.LEARNER, school, display_name="阿木"), course)

    everybody = trainer.get(page_of(course))
    away = trainer.get(page_of(course), {"idle": "14"})

    assert {row.name: row.idle_days for row in everybody.context["rows"]} == {"阿木": 0, "林晓": 20}
    assert [row.name for row in away.context["rows"]] == ["林晓"]
    assert trainer.get(page_of(course), {"idle": "30"}).context["rows"] == []


def test_days_away_are_told_from_a_week_on(
    trainer: Client, course: CoursePage, lin: Person
) -> None:
    been_away(lin, 6)
    assert trainer.get(page_of(course)).context["rows"][0].idle_days == 0

    been_away(lin, 7)
    assert trainer.get(page_of(course), {"idle": "7"}).context["rows"][0].idle_days == 7
    assert rows_in(trainer.get(csv_of(course)))[1][-1] == "7"


@pytest.mark.parametrize("odd", ["\0", "青禾", "a b", "x" * 51, "'", "..", "%"])
def test_what_can_be_no_unit_is_not_found(
    trainer: Client, course: CoursePage, lin: Person, odd: str
) -> None:
    request = RequestFactory().get("/", {"unit": odd})
    request.user = lin

    with pytest.raises(Http404), CaptureQueriesContext(connection) as captured:
        asked_for(request)  # type: ignore[arg-type]
    assert not captured.captured_queries


def test_who_has_finished_is_never_idle(trainer: Client, course: CoursePage, lin: Person) -> None:
    for lesson in lessons_in(course):
        send(browser(lin), *everything(lesson))
    been_away(lin, 90)

    assert trainer.get(page_of(course)).context["rows"][0].idle_days == 0
    assert trainer.get(page_of(course), {"idle": "30"}).context["rows"] == []


@pytest.mark.parametrize("odd", ["x", "-1", "0", "١٤", "14.0"])
def test_an_odd_filter_filters_nothing(
    trainer: Client, course: CoursePage, lin: Person, odd: str
) -> None:
    assert len(trainer.get(page_of(course), {"idle": odd, "page": odd}).context["rows"]) == 1


def test_somebody_at_two_schools_stands_there_once(
    trainer: Client, course: CoursePage, lin: Person, county: Unit
) -> None:
    AssignmentFactory(role=Role.LEARNER, unit=UnitFactory(parent=county), person=lin)

    assert len(trainer.get(page_of(course)).context["rows"]) == 1


@pytest.mark.parametrize("filters", [{}, {"idle": "7"}])
def test_an_empty_list_says_so(trainer: Client, course: CoursePage, filters: dict) -> None:
    response = trainer.get(page_of(course), filters)

    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


# The file


def test_the_file_holds_what_the_page_shows(
    trainer: Client, course: CoursePage, lin: Person
) -> None:
    been_away(lin, 20)

    response = trainer.get(csv_of(course))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    _head, row = rows_in(response)
    joined = timezone.localdate(Enrolment.objects.get().joined_at).isoformat()
    assert row == ["林晓", lin.username, "柳湾小学", joined, "0", "2", "0", joined, "20"]


def test_people_of_one_name_are_told_apart(
    trainer: Client, course: CoursePage, lin: Person, school: Unit
) -> None:
    other = somebody(Role.LEARNER, school, display_name="林晓", username="linxiao2")
    services.enrol(other, course)

    lines = rows_in(trainer.get(csv_of(course)))[1:]

    assert [line[:2] for line in lines] == sorted([["林晓", lin.username], ["林晓", "linxiao2"]])
    assert "linxiao2" in trainer.get(page_of(course)).content.decode()


def test_the_file_follows_the_filters(
    trainer: Client, course: CoursePage, lin: Person, school: Unit
) -> None:
    been_away(lin, 20)
    services.enrol(somebody(Role.LEARNER, school), course)

    assert len(rows_in(trainer.get(csv_of(course), {"idle": "14"}))) == 2
    assert len(rows_in(trainer.get(csv_of(course), {"unit": school.slug}))) == 3


@pytest.mark.parametrize("name", ["=1+1", "＝cmd|' /C calc'!A0", " \t@SUM(A1)", '+"; =1+1'])
def test_no_cell_of_the_file_runs_as_a_formula(
    trainer: Client, course: CoursePage, lin: Person, name: str
) -> None:
    Person.objects.filter(pk=lin.pk).update(display_name=name)

    _head, row = rows_in(trainer.get(csv_of(course)))

    assert row[0] == f"'{name}"


def test_a_chinese_address_gives_the_file_a_name(
    trainer: Client, course: CoursePage, lin: Person
) -> None:
    CoursePage.objects.filter(pk=course.pk).update(slug="守护")

    response = trainer.get(csv_of(course))

    assert "filename*=utf-8''%E5%AE%88%E6%8A%A4-" in response.headers["Content-Disposition"]


# Cost


def fill(course: CoursePage, unit: Unit, count: int) -> None:
    people = Person.objects.bulk_create(
        Person(username=f"many-{n}", display_name=f"学员{n:04}") for n in range(count)
    )
    now = timezone.now()
    Assignment.objects.bulk_create(
        Assignment(person=person, role=Role.LEARNER, unit=unit) for person in people
    )
    Enrolment.objects.bulk_create(
        Enrolment(person=person, course_key=course.translation_key, course_title="", joined_at=now)
        for person in people
    )
    LessonProgress.objects.bulk_create(
        LessonProgress(
            person=person,
            lesson_key=lesson.translation_key,
            opened_at=now,
            last_at=now,
            done_at=now,
            seconds=60,
        )
        for person in people
        for lesson in lessons_in(course)
    )


def queries(client: Client, address: str, **filters: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        b"".join(client.get(address, filters))
    return len(captured)


def test_two_thousand_learners_cost_no_more_than_twenty(
    trainer: Client, course: CoursePage, school: Unit
) -> None:
    addresses = ["/zh-hans/teach/", page_of(course), csv_of(course)]
    for address in addresses:
        trainer.get(address)
    fill(course, school, 20)
    twenty = [queries(trainer, address, idle="") for address in addresses]
    Enrolment.objects.all().delete()
    Person.objects.filter(username__startswith="many-").delete()

    fill(course, school, 2_000)

    assert [queries(trainer, address, idle="") for address in addresses] == twenty
    assert queries(trainer, page_of(course), idle="7", unit=school.slug, page="40") <= 25
    assert max(twenty) <= 25


def test_many_learners_stand_on_pages_of_fifty(
    trainer: Client, course: CoursePage, school: Unit
) -> None:
    fill(course, school, 101)

    last = trainer.get(page_of(course), {"page": "3", "unit": school.slug})

    assert [row.name for row in last.context["rows"]] == ["学员0100"]
    assert f"?page=2&amp;unit={school.slug}" in last.content.decode()
    assert len(rows_in(trainer.get(csv_of(course)))) == 102


def test_the_file_is_sent_in_pieces(trainer: Client, course: CoursePage, school: Unit) -> None:
    fill(course, school, 30)

    assert trainer.get(csv_of(course)).streaming
