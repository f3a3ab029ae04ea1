"""Answers given in time and delivered after the end: whether they count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from assessments import finishing, late
from assessments.late import NothingWaits, OwnAttempt
from assessments.models import Attempt, LateDecision, Mark, Sitting, Step
from assessments.models.attempts import last_answers
from tests.accounts.conftest import Country
from tests.assessments.factories import both, make_sitting
from tests.assessments.sitting_down import fixed_exam, sit
from tests.assessments.test_candidate import page_of, queries_of, signed_in
from tests.at_once import at_once
from tests.factories import AssignmentFactory, PersonFactory
from xinqiao.accounts.models import AuditEntry, Person, Role
from xinqiao.notifications.models import Notice

pytestmark = pytest.mark.django_db

BASE = "/en/teach/late-answers/"


def delivered(attempt: Attempt, place: int, answer: Any, **more: Any) -> Step:
    """An answer that was given in time and arrived after the end."""
    payload = {"choice": answer} if isinstance(answer, str) else answer
    values = {
        "attempt": attempt,
        "client_uuid": uuid4(),
        "kind": Step.Kind.ANSWER,
        "place": place,
        "payload": payload,
        "at": attempt.started_at + timedelta(minutes=5),
        "received_at": timezone.now(),
        "late": True,
    }
    return Step.objects.create(**values | more)


@pytest.fixture
def attempt() -> Attempt:
    """One of three right, and two right answers came late."""
    sitting = make_sitting(fixed_exam(3))
    attempt = sit(sitting, ["a", "b", None])
    delivered(attempt, 1, "a")
    delivered(attempt, 2, "a")
    return attempt


@pytest.fixture
def leader(attempt: Attempt) -> Person:
    return AssignmentFactory(role=Role.TRAINER, unit=attempt.sitting.exam.unit).person


def newest(attempt: Attempt) -> int:
    return attempt.steps.latest("pk").pk


def decide(attempt: Attempt, by: Person, *, accepted: bool, reason: str = "Power cut") -> None:
    late.decide(attempt, accepted=accepted, reason=reason, by=by, up_to=newest(attempt))


def test_what_is_accepted_counts_and_the_old_marks_stay(attempt: Attempt, leader: Person) -> None:
    before = list(Mark.objects.order_by("pk").values("pk", "points"))
    steps = list(attempt.steps.order_by("pk").values())
    decide(attempt, leader, accepted=True)
    assert (round(attempt.percent or 0), attempt.passed) == (100, True)
    assert list(Mark.objects.order_by("pk").values("pk", "points"))[:3] == before
    assert list(attempt.steps.order_by("pk").values())[: len(steps)] == steps
    assert Mark.objects.count() == 5  # anew only for the questions that change


def test_what_is_declined_changes_nothing_but_is_kept(attempt: Attempt, leader: Person) -> None:
    percent, marks = attempt.percent, Mark.objects.count()
    decide(attempt, leader, accepted=False, reason="Two hours after the end")
    assert (attempt.percent, Mark.objects.count()) == (percent, marks)
    assert [one.accepted for one in LateDecision.objects.all()] == [False, False]
    assert attempt.steps.late_answers().count() == 2


@pytest.mark.parametrize(("given", "percent"), [(-10, 100), (10, 67)])
def test_the_answer_given_last_counts_by_when_it_was_given(
    attempt: Attempt, leader: Person, given: int, percent: int
) -> None:
    attempt.steps.late_answers().filter(place=1).delete()
    counted = attempt.steps.get(place=1)
    delivered(attempt, 1, "a", at=counted.at + timedelta(minutes=-given))
    attempt.steps.filter(place=2, late=True).update(at=counted.at)
    decide(attempt, leader, accepted=True)
    assert round(attempt.percent or 0) == percent


def test_the_dry_run_says_what_accepting_does(attempt: Attempt, leader: Person) -> None:
    effect = late.effect_of(attempt, list(attempt.steps.undecided()))
    assert [(one.number, one.points_before, one.points_after) for one in effect.changes] == [
        (2, "0", "1"),
        (3, "0", "1"),
    ]
    decide(attempt, leader, accepted=True)
    assert effect.after.total.percent == attempt.percent
    assert effect.after.passed == attempt.passed


def test_a_late_answer_that_a_person_marks_takes_the_result_back(country: Country) -> None:
    essay = {
        "type": "essay",
        "external_id": "essay",
        "data": {
            "stem": both("写一写。"),
            "criteria": [
                {
                    "key": "a",
                    "name": both("看见"),
                    "levels": [
                        {"points": 0, "text": both("无")},
                        {"points": 1, "text": both("有")},
                    ],
                }
            ],
        },
    }
    attempt = sit(make_sitting(fixed_exam(1, types=[essay])), ["a", None])
    assert attempt.released_at
    delivered(attempt, 1, {"text": "我会先听他说。"})
    decide(attempt, country.someone(Role.TRAINER, attempt.sitting.exam.unit), accepted=True)
    assert (attempt.percent, attempt.released_at) == (None, None)


def test_an_attempt_that_was_not_handed_in_is_handed_in_by_accepting(country: Country) -> None:
    exam = fixed_exam(2, minutes=30, overdue="abandon")
    attempt = sit(make_sitting(exam), ["a", None])
    Mark.objects.all().delete()
    Attempt.objects.filter(pk=attempt.pk).update(
        state="abandoned", finished_at=None, percent=None, passed=None, released_at=None
    )
    attempt.refresh_from_db()
    delivered(attempt, 1, "a")
    decide(attempt, country.someone(Role.SUPERVISOR, exam.unit), accepted=True)
    assert (attempt.state, attempt.percent) == ("finished", 100.0)
    assert attempt.finished_at == attempt.deadline_at


def test_pressed_twice_it_is_decided_once(attempt: Attempt, leader: Person) -> None:
    decide(attempt, leader, accepted=False)
    with pytest.raises(NothingWaits):
        decide(attempt, leader, accepted=True)
    assert LateDecision.objects.filter(accepted=True).count() == 0
    assert attempt.percent == pytest.approx(100 / 3)


def test_what_came_in_since_it_was_read_waits_for_itself(attempt: Attempt, leader: Person) -> None:
    read = newest(attempt)
    delivered(attempt, 0, "b")
    late.decide(attempt, accepted=True, reason="Power cut", by=leader, up_to=read)
    assert attempt.steps.undecided().count() == 1
    assert attempt.percent == 100.0


def test_nobody_decides_about_answers_of_their_own(attempt: Attempt) -> None:
    own = AssignmentFactory(
        role=Role.TRAINER, unit=attempt.sitting.exam.unit, person=attempt.person
    ).person
    with pytest.raises(OwnAttempt):
        decide(attempt, own, accepted=True)
    client = signed_in(own)
    assert client.get(f"{BASE}{attempt.key}/").status_code == 404
    assert client.get(BASE).content.decode().count(str(attempt.key)) == 0


def test_the_audit_log_says_who_decided_without_the_reason(
    attempt: Attempt, leader: Person
) -> None:
    decide(attempt, leader, accepted=True, reason="Power cut")
    entry = AuditEntry.objects.get(action="late_accepted")
    assert (entry.actor_id, entry.person_id) == (leader.public_id, attempt.person.public_id)
    assert entry.details == {"entries": 2}


@pytest.mark.parametrize(
    ("accepted", "said"),
    [(True, "迟到的作答已计入"), (False, "迟到的作答没有计入")],
)
def test_the_candidate_is_told_once_in_their_language(
    attempt: Attempt, leader: Person, accepted: bool, said: str
) -> None:
    decide(attempt, leader, accepted=accepted)
    notice = Notice.objects.get(person=attempt.person)
    page = signed_in(attempt.person).get("/zh-hans/my/notices/").content.decode()
    assert notice.kind == "late_decided" and said in page
    opened = signed_in(attempt.person).get(f"/zh-hans/my/notices/{notice.pk}/")
    assert opened["Location"] == f"/zh-hans/my/exams/attempts/{attempt.key}/result/"


def test_the_result_says_that_late_answers_wait_and_what_was_decided(
    attempt: Attempt, leader: Person
) -> None:
    client = signed_in(attempt.person)
    address = f"{page_of(attempt)}result/"
    assert "2 answers came after the end. They are kept" in client.get(address).content.decode()
    decide(attempt, leader, accepted=True, reason="<Power> cut")
    page = client.get(address).content.decode()
    assert "2 answers that came after the end were counted." in page
    assert "&lt;Power&gt; cut" in page and "They are kept" not in page
    delivered(attempt, 0, "b")
    decide(attempt, leader, accepted=False, reason="No reason known")
    page = client.get(address).content.decode()
    assert "1 answer that came after the end was not counted." in page
    assert "No reason known" in page and "were counted" in page


# The pages of who leads


def post(client: Client, attempt: Attempt, **more: Any) -> str:
    fields = {"accepted": "yes", "reason": "Power cut", "up_to": newest(attempt)} | more
    answer = client.post(f"{BASE}{attempt.key}/", fields, follow=True)
    return str(answer.content.decode())


def test_a_leader_sees_what_waits_what_it_would_change_and_decides(
    attempt: Attempt, leader: Person
) -> None:
    client = signed_in(leader)
    listed = client.get(BASE).content.decode()
    assert str(attempt.person) in listed and "Late answers (1)" in listed
    page = client.get(f"{BASE}{attempt.key}/").content.decode()
    assert "100 % · passed" in page and "33.3 % · not passed" in page
    assert "听他说完" not in page  # what was answered stays with its candidate
    assert "It is decided. The candidate is told." in post(client, attempt)
    attempt.refresh_from_db()
    assert attempt.percent == 100.0
    listed = client.get(BASE).content.decode()
    assert "No late answers wait" in listed and "Power cut" in listed


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "  "},
        {"reason": "x" * 301},
        {"reason": "a\x00b"},
        {"accepted": ""},
        {"accepted": "maybe"},
        {"up_to": ""},
        {"up_to": "x"},
        {"up_to": str(2**63)},
        {"up_to": "-1"},
    ],
)
def test_without_a_choice_and_a_reason_nothing_is_decided(
    attempt: Attempt, leader: Person, wrong: dict[str, str]
) -> None:
    page = post(signed_in(leader), attempt, **wrong)
    assert not LateDecision.objects.exists()
    assert "errorlist" in page


def test_pressed_again_after_somebody_decided_it_says_so(attempt: Attempt, leader: Person) -> None:
    client = signed_in(leader)
    post(client, attempt)
    page = post(client, attempt, accepted="no")
    assert "Somebody has decided about these answers already." in page
    assert client.get(f"{BASE}{attempt.key}/").status_code == 404


def test_only_who_leads_the_sitting_sees_and_decides(attempt: Attempt, country: Country) -> None:
    Sitting.objects.filter(pk=attempt.sitting_id).update(unit=country.county)
    exam_unit = attempt.sitting.exam.unit
    strangers = [
        PersonFactory(),
        attempt.person,
        country.someone(Role.TRAINER, country.neighbour),
        country.someone(Role.SUPERVISOR, country.school),
        country.someone(Role.AUTHOR, exam_unit),
    ]
    for person in strangers:
        client = signed_in(person)
        assert client.get(f"{BASE}{attempt.key}/").status_code == 404
        fields = {"accepted": "yes", "reason": "x", "up_to": newest(attempt)}
        assert client.post(f"{BASE}{attempt.key}/", fields).status_code == 404
        assert str(attempt.key) not in client.get(BASE).content.decode()
    for address in (BASE, f"{BASE}{attempt.key}/"):
        assert Client().get(address)["Location"].startswith("/en/account/login/")
    assert not LateDecision.objects.exists()
    mine = signed_in(country.someone(Role.SUPERVISOR, country.county))
    assert mine.get(f"{BASE}{attempt.key}/").status_code == 200


def test_a_preview_and_an_attempt_that_still_runs_wait_for_nobody(
    attempt: Attempt, leader: Person
) -> None:
    for change in ({"preview": True}, {"state": "running", "preview": False}):
        Attempt.objects.filter(pk=attempt.pk).update(**change)
        assert signed_in(leader).get(f"{BASE}{attempt.key}/").status_code == 404


def test_the_list_costs_the_same_however_many_wait(attempt: Attempt, leader: Person) -> None:
    client = signed_in(leader)
    one = queries_of(lambda: client.get(BASE))
    for _ in range(4):
        delivered(sit(attempt.sitting, "ab"), 2, "a")
    assert queries_of(lambda: client.get(BASE)) == one


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_decide_once() -> None:
    attempt = sit(make_sitting(fixed_exam(2)), ["a", None])
    delivered(attempt, 1, "a")
    leader = AssignmentFactory(role=Role.TRAINER, unit=attempt.sitting.exam.unit).person
    up_to = newest(attempt)

    def press() -> None:
        held = Attempt.objects.select_related("sitting__exam").get(pk=attempt.pk)
        late.decide(held, accepted=True, reason="Power cut", by=leader, up_to=up_to)

    assert sorted(at_once(*[press] * 8)) == ["NothingWaits"] * 7 + ["done"]
    assert (LateDecision.objects.count(), Mark.objects.count()) == (1, 3)
    assert Notice.objects.filter(kind="late_decided").count() == 1
    attempt.refresh_from_db()
    assert attempt.percent == 100.0


def test_scored_again_from_its_steps_it_is_the_same(attempt: Attempt, leader: Person) -> None:
    decide(attempt, leader, accepted=True)
    slots = list(attempt.slots.select_related("version").order_by("place"))
    answers = last_answers(list(attempt.steps.order_by("at", "pk")))
    plan = attempt.version.plan
    again = finishing.result_of(plan, slots, finishing.score_all(slots, answers, plan))
    assert again.total.percent == attempt.percent
