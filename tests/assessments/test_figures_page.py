"""Those who run an exam read how it did, and nobody else does."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from assessments.models import (
    Attempt,
    Bank,
    Exam,
    ExamFigures,
    ExamVersion,
    QuestionVersion,
    Sitting,
)
from assessments.teach import figures
from tests.assessments.factories import make_sitting
from tests.assessments.made_up_figures import made_up_figures
from tests.assessments.sitting_down import fixed_exam, sit
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from xinqiao.accounts.models import AuditEntry, Person, Role, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam() -> Exam:
    return fixed_exam(5)


def version_of(exam: Exam) -> ExamVersion:
    return exam.versions.get()


def somebody(role: Role, unit: Unit) -> Person:
    return AssignmentFactory(role=role, unit=unit, person=PersonFactory()).person


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def trainer(exam: Exam) -> Client:
    return browser(somebody(Role.TRAINER, exam.unit))


def address(exam: Exam, name: str = "exam_figures", language: str = "zh-hans") -> str:
    with translation.override(language):
        return reverse(name, args=[exam.slug])


def with_figures(exam: Exam, people: int = 60) -> ExamFigures:
    return made_up_figures(version_of(exam), list(QuestionVersion.objects.order_by("pk")), people)


def lines_of(content: bytes) -> list[list[str]]:
    text = content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


# Who sees it


def test_those_who_build_the_exam_or_lead_a_sitting_of_it_read_its_figures(exam: Exam) -> None:
    county = UnitFactory()
    Sitting.objects.create(exam=exam, unit=county, opens_at=version_of(exam).created_at)
    with_figures(exam)
    for reader in (
        somebody(Role.TRAINER, exam.unit),
        somebody(Role.MANAGER, exam.unit),
        somebody(Role.SUPERVISOR, county),
    ):
        client = browser(reader)
        assert client.get(address(exam)).status_code == 200
        assert client.get(address(exam, "exam_figures_csv")).status_code == 200
        with translation.override("zh-hans"):
            assert "入门考试" in client.get(reverse("teach_figures")).content.decode()


def test_a_neighbour_county_a_candidate_and_a_stranger_find_nothing(exam: Exam) -> None:
    with_figures(exam)
    neighbour = somebody(Role.TRAINER, UnitFactory())
    candidate = somebody(Role.LEARNER, exam.unit)
    for reader in (neighbour, candidate, PersonFactory()):
        client = browser(reader)
        for name in ("exam_figures", "exam_figures_csv"):
            assert client.get(address(exam, name)).status_code == 404
        assert client.post(address(exam)).status_code == 404
        with translation.override("zh-hans"):
            assert client.get(reverse("teach_figures")).status_code == 404
    assert Client().get(address(exam)).status_code == 302


def test_who_may_not_see_the_bank_reads_figures_without_words(exam: Exam) -> None:
    """A sitting's leader in another county runs the exam, but its questions stay closed."""
    county = UnitFactory()
    Sitting.objects.create(exam=exam, unit=county, opens_at=version_of(exam).created_at)
    with_figures(exam)
    client = browser(somebody(Role.SUPERVISOR, county))
    page = client.get(address(exam)).content.decode()
    assert "第 0 题" not in page and "听他说完" not in page
    assert "检查答案" in page
    assert "第 0 题" not in client.get(address(exam, "exam_figures_csv")).content.decode()

    Bank.objects.get().shared_with.add(county)
    assert "第 0 题" in client.get(address(exam)).content.decode()


# What it says


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ["检查答案", "太容易", "没有人选的选项", "60 份首次答卷"]),
        ("en", ["check the key", "too easy", "an answer that nobody takes", "60 first attempts"]),
    ],
)
def test_flags_are_words_and_what_to_look_at_stands_first(
    exam: Exam, trainer: Client, language: str, words: list[str]
) -> None:
    with_figures(exam)
    response = trainer.get(address(exam, language=language))
    page = response.content.decode()
    for said in words:
        assert said in page
    rows = response.context["rows"]
    assert (rows[0].number, rows[0].flags[0].name) == (1, words[0])
    assert [bool(row.flags) for row in rows] == sorted(
        (bool(row.flags) for row in rows), reverse=True
    )


def test_the_chart_has_a_name_and_the_same_numbers_in_a_table(exam: Exam, trainer: Client) -> None:
    with_figures(exam)
    response = trainer.get(address(exam))
    bars = response.context["summary"]["bars"]
    assert sum(bar.count for bar in bars) == 60
    page = response.content.decode()
    assert 'role="img" aria-labelledby="chart-name chart-words"' in page
    for bar in bars:
        assert f"<td>{bar.start}–{bar.end}</td>" in page


def test_before_thirty_people_the_page_says_how_many_there_are(exam: Exam, trainer: Client) -> None:
    with_figures(exam, people=12)
    page = trainer.get(address(exam, language="en")).content.decode()
    assert "Too few people: 12 of 30" in page
    assert '<svg viewBox="0 0 340' not in page


def test_an_exam_that_nobody_took_says_so(exam: Exam, trainer: Client) -> None:
    assert "Nobody has taken it yet" in trainer.get(address(exam, language="en")).content.decode()
    assert trainer.get(address(exam, "exam_figures_csv")).status_code == 404
    assert trainer.post(address(exam)).status_code == 200


def test_each_version_has_its_own_figures_and_an_unknown_one_none(
    exam: Exam, trainer: Client
) -> None:
    with_figures(exam)
    second = ExamVersion.objects.create(exam=exam, number=2, data=version_of(exam).data)
    made_up_figures(second, list(QuestionVersion.objects.order_by("pk")), 31)
    assert trainer.get(address(exam)).context["figures"].n == 31
    assert trainer.get(f"{address(exam)}?version=1").context["figures"].n == 60
    for unknown in ("3", "x", "-1", "9" * 30):
        assert trainer.get(f"{address(exam)}?version={unknown}").status_code == 404


def test_more_questions_take_no_more_queries(exam: Exam, trainer: Client) -> None:
    counts = []
    questions = list(QuestionVersion.objects.order_by("pk"))
    for some in (questions[:3], questions):
        made_up_figures(version_of(exam), some)
        with CaptureQueriesContext(connection) as queries:
            trainer.get(address(exam))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Computing and taking away


def test_a_press_computes_what_was_handed_in_meanwhile(exam: Exam, trainer: Client) -> None:
    sit(make_sitting(exam), "aaaaa")
    response = trainer.post(address(exam), {"version": "1"}, follow=True)
    assert response.redirect_chain == [(f"{address(exam)}?version=1", 302)]
    assert "统计数据已计算完毕" in response.content.decode()
    assert response.context["figures"].n == 1


def test_with_many_papers_it_is_done_aside(
    exam: Exam,
    trainer: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: object,
) -> None:
    monkeypatch.setattr(figures, "AT_ONCE", 0)
    sit(make_sitting(exam), "aaaaa")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        response = trainer.post(address(exam, language="en"), {"version": "1"})
    assert response.status_code == 302
    assert ExamFigures.objects.get().n == 1
    page = trainer.get(address(exam, language="en")).content.decode()
    assert "The figures are being computed." in page


def test_the_file_holds_the_same_questions_and_the_audit_log_tells_of_it(
    exam: Exam, trainer: Client
) -> None:
    with_figures(exam)
    version = QuestionVersion.objects.order_by("pk")[0]
    data = version.data | {"stem": {"zh-hans": "=1+1 算不算？"}}
    QuestionVersion.objects.filter(pk=version.pk).update(data=data)
    lines = lines_of(trainer.get(address(exam, "exam_figures_csv")).content)
    assert len(lines) == 6
    assert lines[1][:3] == ["1", "'=1+1 算不算？", "1"]
    assert float(lines[1][5]) == pytest.approx(40)
    assert "检查答案" in lines[1][12]
    entry = AuditEntry.objects.get(action="exported")
    assert entry.details == {"kind": "assessments.figures", "entries": 5}


def test_voided_attempts_are_gone_after_the_next_run(exam: Exam, trainer: Client) -> None:
    attempt = sit(make_sitting(exam), "aaaaa")
    trainer.post(address(exam), {"version": "1"})
    Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.VOIDED)
    trainer.post(address(exam), {"version": "1"})
    assert ExamFigures.objects.get().n == 0
