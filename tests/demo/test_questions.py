"""Loading the question bank, on the small set in tests/demo/content/."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessments.authoring import Written, approve, hand_in, retire, revise
from assessments.models import Bank, Question, QuestionVersion
from courses.models import LessonPage
from tests.demo.helpers import all_rows, edit, load
from xinqiao.accounts.models import Person

pytestmark = pytest.mark.django_db

AREA = "questions/a-seeing.yaml"


def version_of(name: str) -> QuestionVersion:
    return QuestionVersion.objects.filter(question__external_id=name).latest("number")


def test_questions_are_ready_in_their_bank(folder: Path) -> None:
    result = load(folder)

    bank = Bank.objects.get(slug="bridge")
    version = version_of("A1")
    assert result["files"]["questions"] == 2
    assert (bank.unit.slug, bank.shared_down, bank.name_en) == ("china", True, "Bridge bank")
    assert version.status == QuestionVersion.Status.READY
    assert (version.author.username, version.reviewer.username) == ("author", "admin")
    assert (version.difficulty, version.must_pass, version.question.family) == (
        75,
        True,
        "first-word",
    )
    assert version.source == "课程《小桥》 / Course Bridge"


def test_a_question_knows_its_words_its_area_and_its_lesson(folder: Path) -> None:
    load(folder)

    version = version_of("A1")
    lesson = LessonPage.objects.get(slug="ask", locale__language_code="en")
    assert version.content.stem == {
        "zh-hans": "小雨没有打开书包，先做什么？",
        "en": "Xiaoyu does not open her bag. What comes first?",
    }
    assert version.content.picture.name == "school"
    assert version.lesson_key == lesson.translation_key
    assert {(label.kind, label.value) for label in version.labels.all()} == {
        ("tag", "seeing"),
        ("tag", "emotions"),
        ("competence", "1.1"),
    }
    assert version_of("A2").lesson_key is None


def test_a_second_load_changes_nothing(folder: Path) -> None:
    load(folder)
    before = all_rows()

    result = load(folder)

    assert (result["new"], result["changed"], result["kept"]) == (0, 0, [])
    assert all_rows() == before


def test_a_changed_question_becomes_a_new_version_and_the_old_one_stays(folder: Path) -> None:
    load(folder)
    edit(folder / AREA, "en: A lecture\n", "en: A long lecture\n")

    result = load(folder)

    old, new = Question.objects.get(external_id="A1").versions.order_by("number")
    assert (result["new"], result["changed"]) == (0, 1)
    assert old.status == new.status == QuestionVersion.Status.READY
    assert old.content.options[1].text["en"] == "A lecture"
    assert new.content.options[1].text["en"] == "A long lecture"
    assert Question.objects.get(external_id="A2").versions.count() == 1


def test_another_family_is_no_new_version(folder: Path) -> None:
    load(folder)
    edit(folder / AREA, "family: first-word", "family: first-look")

    result = load(folder)

    version = version_of("A1")
    assert (version.number, version.question.family, result["changed"]) == (1, "first-look", 1)


def change_by_somebody(version: QuestionVersion) -> QuestionVersion:
    data = version.data | {"stem": {"zh-hans": "改过的题", "en": "A changed question"}}
    written = Written(type=version.type, data=data)
    return revise(version.question, written, by=Person.objects.get(username="learner"))


def test_a_draft_that_somebody_wrote_since_is_left_to_them(folder: Path) -> None:
    load(folder)
    change_by_somebody(version_of("A1"))
    edit(folder / AREA, "en: A lecture\n", "en: A long lecture\n")

    result = load(folder)

    assert result["kept"] == ["bridge A1"]
    assert version_of("A1").content.stem["en"] == "A changed question"
    assert version_of("A1").status == QuestionVersion.Status.DRAFT


def test_a_change_that_is_ready_is_not_undone_by_an_older_file(folder: Path) -> None:
    load(folder)
    draft = change_by_somebody(version_of("A1"))
    hand_in(draft)
    approve(draft, by=Person.objects.get(username="admin"))

    assert load(folder)["kept"] == ["bridge A1"]
    assert version_of("A1").content.stem["en"] == "A changed question"


def test_a_retired_question_stays_retired(folder: Path) -> None:
    load(folder)
    retire(Question.objects.get(external_id="A1"))
    load(folder)
    assert version_of("A1").status == QuestionVersion.Status.RETIRED

    edit(folder / AREA, "en: A lecture\n", "en: A long lecture\n")

    assert load(folder)["kept"] == ["bridge A1"]
    assert version_of("A1").status == QuestionVersion.Status.RETIRED
