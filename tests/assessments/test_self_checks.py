"""Self-checks below a module: judged at once, for everybody, and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.test import Client

from assessments import authoring
from assessments.models import Bank, Question, QuestionVersion, SelfCheckPage
from assessments.publishing import NotFit
from courses.models import CoursePage, ModulePage
from courses.services import enrol
from tests.assessments.factories import both, make_bank, make_exam, make_ready, single
from tests.assessments.question_types.examples import EXAMPLES
from tests.assessments.test_candidate import queries_of, signed_in
from tests.demo.helpers import all_rows
from tests.factories import PersonFactory
from tests.page_factories import CoursePageFactory, LessonPageFactory, ModulePageFactory

pytestmark = pytest.mark.django_db

TAG = "seeing"


def question(bank: Bank, name: str = "K1", **more: Any) -> QuestionVersion:
    data = single(f"{name}？") | {"explanation": both(f"{name} 的原因")}
    data["options"][1] |= {"feedback": both(f"{name} 的提醒")}
    return make_ready(bank, **{"data": data, "tags": [TAG], "external_id": name} | more)


def below(module: ModulePage, bank: Bank) -> SelfCheckPage:
    page = SelfCheckPage(title="自测：看见", slug="self-check", bank=bank, tag=TAG, live=True)
    page.locale = module.locale
    module.add_child(instance=page)
    return page


@pytest.fixture
def bank() -> Bank:
    return make_bank("practice", practice=True)


@pytest.fixture
def module() -> ModulePage:
    module = ModulePageFactory(parent=CoursePageFactory())
    LessonPageFactory(parent=module)
    return module


@pytest.fixture
def page(bank: Bank, module: ModulePage) -> SelfCheckPage:
    for name in ("K1", "K2", "K3"):
        question(bank, name)
    return below(module, bank)


def address(page: SelfCheckPage) -> str:
    return f"/zh-hans/learn/self-checks/{page.translation_key}/"


def chosen(page: SelfCheckPage, place: int, key: str) -> dict[str, str]:
    version = QuestionVersion.objects.filter(question__bank=page.bank).order_by("pk")[place]
    face = version.kind.face(version.content, {})
    (field,) = [one["field"] for one in face["options"] if one["key"] == key]
    return {f"q{place}-choice": field}


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def post(page: SelfCheckPage, fields: dict[str, Any], client: Client | None = None) -> str:
    client = client or Client(enforce_csrf_checks=True)
    answer = client.post(address(page), fields)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return str(answer.content.decode())


def test_a_visitor_takes_it_and_reads_at_once_why(page: SelfCheckPage) -> None:
    before = read(Client(), page.url)
    assert before.count('class="exam-question"') == 3 and "没有作答" not in before
    told = post(page, chosen(page, 0, "a") | chosen(page, 1, "b"))
    assert "2 个回答中答对了 1 个" in told
    assert "K1 的原因" in told and "K2 的原因" in told and "K2 的提醒" in told
    assert "K3 的原因" not in told and "没有作答" in told
    assert told.count(" checked>") == 2


def test_before_the_answer_nothing_of_the_key_is_there(page: SelfCheckPage) -> None:
    for told in (read(Client(), page.url), post(page, {})):
        assert "的原因" not in told and "的提醒" not in told
        assert 'value="a"' not in told and 'class="right-answer"' not in told


def test_nothing_is_kept_and_no_cookie_is_set(page: SelfCheckPage) -> None:
    before = all_rows()
    client = Client()
    read(client, page.url)
    client.post(address(page), chosen(page, 0, "a"))
    assert all_rows() == before
    assert not client.cookies


def test_it_can_be_taken_as_often_as_one_likes(page: SelfCheckPage) -> None:
    client = signed_in(PersonFactory())
    for key, right in (("b", 0), ("a", 1), ("b", 0)):
        assert f"1 个回答中答对了 {right} 个" in post(page, chosen(page, 0, key), client)


@pytest.mark.parametrize(
    "fields",
    [
        {"q0-choice": "\x00"},
        {"q0-choice": "x" * 100_000},
        {"q99-choice": "a", "q-1-choice": "a", "q0-": "a", "nonsense": "1"},
        {f"q0-{n}": "x" for n in range(300)},
    ],
)
def test_what_is_no_answer_is_not_answered(page: SelfCheckPage, fields: dict[str, str]) -> None:
    told = post(page, fields)
    assert "还没有作答" in told and "的原因" not in told


def test_every_type_is_judged(bank: Bank, module: ModulePage) -> None:
    for place, example in enumerate(EXAMPLES):
        Question.objects.all().update(external_id="")
        QuestionVersion.objects.all().update(status="retired")
        question(bank, f"K{place}", type=example.type, data=example.data)
        page = SelfCheckPage.objects.first() or below(module, bank)
        read(Client(), page.url)
        post(page, {"q0-text": "x", "q0-value": "12.5", "q0-answer": "false"})


def test_only_what_is_ready_and_for_practice_is_asked(page: SelfCheckPage, bank: Bank) -> None:
    other = make_bank("exam-bank")
    question(other, "E1")
    question(bank, "K9", tags=["something-else"])
    authoring.revise(
        Question.objects.get(external_id="K1"),
        authoring.Written(type="single", data=single("改过的 K1？"), tags=[TAG]),
        by=PersonFactory(),
    )
    authoring.retire(Question.objects.get(external_id="K2"))
    told = read(Client(), page.url)
    assert "K1？" in told and "K3？" in told
    assert not any(words in told for words in ("K2？", "E1？", "K9？", "改过的"))
    Bank.objects.filter(pk=bank.pk).update(practice=False)
    assert "题目还在写" in read(Client(), page.url)


def test_no_exam_that_keeps_its_answers_back_draws_from_a_bank_for_practice(bank: Bank) -> None:
    for name in ("K1", "K2", "K3"):
        question(bank, name)
    with pytest.raises(NotFit) as refused:
        make_exam(bank=bank, banks=["practice"])
    assert "供练习" in str(refused.value)
    named = {"kind": "fixed", "question": str(Question.objects.get(external_id="K1").key)}
    with pytest.raises(NotFit):
        make_exam(bank=bank, slug="named", banks=[], sections=[{"key": "all", "slots": [named]}])
    review = {"at_once": ["right_answer"]}
    assert make_exam(bank=bank, slug="trial", banks=["practice"], review=review)


def test_the_course_and_its_lessons_lead_to_it(page: SelfCheckPage, module: ModulePage) -> None:
    course = CoursePage.objects.ancestor_of(page).get()
    lesson = module.get_children().exclude(pk=page.pk).first()
    for url in (course.url, lesson.url):
        assert f'href="{page.url}"' in read(Client(), url)
    SelfCheckPage.objects.get().unpublish()
    assert f'href="{page.url}"' not in read(Client(), course.url)


def test_it_is_no_lesson_to_be_finished(page: SelfCheckPage) -> None:
    course = CoursePage.objects.ancestor_of(page).get()
    told = read(Client(), course.url)
    assert "<dt>总课数</dt><dd>1</dd>" in told


def unpublish(page: Model) -> None:
    type(page)._default_manager.filter(pk=page.pk).update(live=False)


@pytest.mark.parametrize("draft", ["course", "module", "page"])
def test_in_a_draft_it_is_not_found(page: SelfCheckPage, module: ModulePage, draft: str) -> None:
    course = CoursePage.objects.ancestor_of(page).get()
    unpublish({"course": course, "module": module, "page": page}[draft])
    assert Client().get(page.url).status_code == 404
    assert Client().post(address(page)).status_code == 404


def test_of_a_closed_course_only_its_learners_take_it(page: SelfCheckPage) -> None:
    course = CoursePage.objects.ancestor_of(page).get()
    CoursePage.objects.filter(pk=course.pk).update(access="enrolled")
    stranger, learner = PersonFactory(), PersonFactory()
    enrol(learner, course)
    for client in (Client(), signed_in(stranger)):
        assert client.get(page.url)["Location"] == course.url
        assert client.post(address(page), chosen(page, 0, "a"))["Location"] == course.url
    assert "K1？" in read(signed_in(learner), page.url)
    assert "K1 的原因" in post(page, chosen(page, 0, "a"), signed_in(learner))


def test_a_link_alone_leads_to_the_page(page: SelfCheckPage) -> None:
    assert Client().get(address(page))["Location"] == page.url
    assert Client().get(address(page).replace("zh-hans", "en")).status_code == 404


def test_the_page_costs_the_same_however_many_questions(page: SelfCheckPage, bank: Bank) -> None:
    client = Client()
    read(client, page.url)
    few = queries_of(lambda: client.get(page.url))
    answers = queries_of(lambda: client.post(address(page), {}))
    for number in range(4, 9):
        question(bank, f"K{number}")
    assert queries_of(lambda: client.get(page.url)) == few <= 20
    assert queries_of(lambda: client.post(address(page), {})) == answers <= 25


def test_editors_choose_only_banks_for_practice(page: SelfCheckPage) -> None:
    page.bank = make_bank("exam-bank")
    with pytest.raises(ValidationError):
        page.full_clean()
