"""A question is written, reviewed by somebody else, and stays as it was used."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from assessments import authoring
from assessments.authoring import ExpertsDisagree, NotADraft, NotInReview, OwnWork, Written
from assessments.models import NeverChanges, QuestionVersion
from assessments.question_types.faults import Faulty
from tests.assessments.factories import make_bank, make_draft, make_ready, multiple, single
from tests.assessments.question_types.examples import judgement
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

Status = QuestionVersion.Status


def test_a_question_is_ready_when_somebody_else_approved_it() -> None:
    version = make_draft(make_bank(), tags=["A"], competences=["3.1"])
    assert version.status == Status.DRAFT
    authoring.hand_in(version)
    reviewer = PersonFactory()
    authoring.approve(version, by=reviewer)
    assert version.status == Status.READY
    assert version.reviewer == reviewer
    assert {label.value for label in version.labels.all()} == {"A", "3.1"}


def test_nobody_approves_an_own_question() -> None:
    version = make_draft(make_bank())
    authoring.hand_in(version)
    with pytest.raises(OwnWork):
        authoring.approve(version, by=version.author)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionVersion.objects.filter(pk=version.pk).update(reviewer=version.author)
    version.refresh_from_db()
    assert version.status == Status.IN_REVIEW


def test_only_what_is_in_review_is_approved_or_sent_back() -> None:
    version = make_draft(make_bank())
    with pytest.raises(NotInReview):
        authoring.approve(version, by=PersonFactory())
    with pytest.raises(NotInReview):
        authoring.send_back(version, by=PersonFactory(), words="更短一些。")
    authoring.hand_in(version)
    with pytest.raises(NotADraft):
        authoring.hand_in(version)
    authoring.send_back(version, by=PersonFactory(), words="更短一些。")
    assert version.status == Status.DRAFT


def test_what_experts_do_not_agree_on_never_becomes_ready() -> None:
    version = make_draft(make_bank(), type="judgement", data=judgement(agreement=0.5))
    authoring.hand_in(version)
    with pytest.raises(ExpertsDisagree):
        authoring.approve(version, by=PersonFactory())
    version.refresh_from_db()
    assert version.status == Status.IN_REVIEW
    make_ready(make_bank("other"), type="judgement", data=judgement())


def test_a_ready_question_never_changes() -> None:
    version = make_ready(make_bank())
    version.data = single("换了题目")
    with pytest.raises(NeverChanges):
        version.save()


def test_a_change_of_a_ready_question_is_a_new_draft() -> None:
    version = make_ready(make_bank())
    changed = authoring.revise(
        version.question, Written("single", single("问法更清楚？")), by=PersonFactory()
    )
    assert (changed.number, changed.status) == (2, Status.DRAFT)
    version.refresh_from_db()
    assert version.status == Status.READY
    assert [ready.pk for ready in QuestionVersion.objects.newest_ready()] == [version.pk]


def test_a_change_of_a_draft_stays_the_same_draft() -> None:
    draft = make_draft(make_bank(), tags=["A"])
    authoring.hand_in(draft)
    changed = authoring.revise(
        draft.question, Written("multiple", multiple(), tags=["B"]), by=PersonFactory()
    )
    assert (changed.pk, changed.number, changed.status) == (draft.pk, 1, Status.DRAFT)
    assert [label.value for label in changed.labels.all()] == ["B"]


def test_the_same_words_again_change_nothing() -> None:
    version = make_ready(make_bank(), tags=["A", "B"])
    again = authoring.revise(
        version.question, Written("single", single(), tags=["B", "A"]), by=PersonFactory()
    )
    assert again.pk == version.pk
    assert version.question.versions.count() == 1


def test_a_retired_question_is_drawn_no_more() -> None:
    version = make_ready(make_bank())
    assert authoring.retire(version.question) == 1
    assert not QuestionVersion.objects.newest_ready().exists()


def test_the_newest_ready_version_counts() -> None:
    version = make_ready(make_bank())
    changed = authoring.revise(version.question, Written("single", single("新的")), by=None)
    authoring.hand_in(changed)
    authoring.approve(changed, by=PersonFactory())
    assert [ready.pk for ready in QuestionVersion.objects.newest_ready()] == [changed.pk]


def test_what_is_no_question_is_not_written() -> None:
    with pytest.raises(Faulty) as refused:
        Written("single", single(right="z"))
    assert [fault.code for fault in refused.value.faults] == ["right_unknown"]
    with pytest.raises(Faulty):
        Written("riddle", single())
