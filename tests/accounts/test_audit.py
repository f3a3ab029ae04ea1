"""The audit log: entries follow from one another, and no change goes unnoticed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import PersonFactory, UnitFactory
from xinqiao.accounts import audit, audit_chain, audit_guards
from xinqiao.accounts.models import Action, AppendOnly, AuditEntry, AuditHead, Person, Role

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)
someone = st.none() | st.uuids()
contents = st.fixed_dictionaries(
    {
        "moment": st.integers(0, 10**9).map(lambda off: START + timedelta(microseconds=off)),
        "actor_id": someone,
        "action": st.sampled_from(Action.values),
        "person_id": someone,
        "unit_id": st.none() | st.integers(1, 9),
        "about_kind": words,
        "about_id": words,
        "about_label": words,
        "details": st.dictionaries(words, plain, max_size=3),
    }
)
logs = st.lists(contents, min_size=1, max_size=5)


def sealed(rows: list[dict[str, Any]]) -> tuple[list[AuditEntry], AuditHead]:
    """Entries as `record` would have made them, and the head they lead to."""
    entries, before = [], ""
    for sequence, row in enumerate(rows, 1):
        entry = AuditEntry(sequence=sequence, **row)
        before = entry.seal = audit_chain.seal(entry, before)
        entries.append(entry)
    return entries, AuditHead(count=len(entries), seal=before)


# The chain


@given(logs)
def test_whatever_was_recorded_verifies(rows):
    entries, head = sealed(rows)

    assert audit_chain.verify(entries, head) == audit_chain.Verdict(len(rows), 0, None)


@given(logs, contents, st.data())
def test_a_change_of_any_field_of_any_entry_is_found(rows, other, data):
    entries, head = sealed(rows)
    entry = data.draw(st.sampled_from(entries))
    field = data.draw(st.sampled_from([*other, "sequence", "seal"]))
    value = {"sequence": entry.sequence + 7, "seal": "0" * 64, **other}[field]
    changed = value != getattr(entry, field)
    place = entry.sequence
    setattr(entry, field, value)

    verdict = audit_chain.verify(entries, head)

    assert verdict.first == (place if changed else None)


@given(logs, st.data())
def test_an_entry_taken_out_anywhere_is_found(rows, data):
    entries, head = sealed(rows)
    gone = data.draw(st.sampled_from(entries))

    verdict = audit_chain.verify([entry for entry in entries if entry is not gone], head)

    assert verdict.first == gone.sequence


@given(st.lists(contents, min_size=2, max_size=5), st.data())
def test_entries_that_changed_places_are_found(rows, data):
    entries, head = sealed(rows)
    place = data.draw(st.integers(0, len(entries) - 2))
    entries[place], entries[place + 1] = entries[place + 1], entries[place]

    assert audit_chain.verify(entries, head).first == place + 1


# Recording


@pytest.fixture
def three(db: None) -> list[AuditEntry]:
    """Three entries, about a person and a unit."""
    actor, person, unit = PersonFactory(), PersonFactory(), UnitFactory()
    return [
        audit.record(
            Action.ROLE_GIVEN,
            actor=actor,
            person=person,
            unit=unit,
            details={"role": role.value, "number": 3, "list": [True, None]},
        )
        for role in (Role.LEARNER, Role.TRAINER, Role.AUTHOR)
    ]


def test_an_entry_says_who_did_what_to_whom_where_and_when(three):
    entry = AuditEntry.objects.with_names().get(pk=three[1].pk)

    assert entry.sequence == 2
    assert entry.action == Action.ROLE_GIVEN
    assert (entry.actor, entry.person, entry.unit) == (
        three[1].actor,
        three[1].person,
        three[1].unit,
    )
    assert entry.details == {"role": "trainer", "number": 3, "list": [True, None]}
    assert audit.verify() == audit_chain.Verdict(3, 0, None)


def test_what_is_rolled_back_leaves_no_entry_and_no_gap(three):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(Action.EXPORTED, actor=None)
        raise RuntimeError

    assert audit.record(Action.EXPORTED, actor=None).sequence == 4
    assert audit.verify() == audit_chain.Verdict(4, 0, None)


def test_who_is_gone_stays_in_the_log_by_public_id(three):
    actor = Person.objects.get(public_id=three[0].actor_id)
    public_id = actor.public_id
    actor.delete()
    three[0].unit.delete()

    entry = AuditEntry.objects.with_names().get(pk=1)

    assert (entry.actor_id, entry.actor, entry.unit) == (public_id, None, None)
    assert audit.verify().differing == 0


@pytest.mark.parametrize("details", [{"mark": 0.5}, {"when": START}, {1: "one"}, {"text": "a\0b"}])
def test_what_a_database_could_write_otherwise_is_refused(db, details):
    with pytest.raises(audit.Unwritable):
        audit.record(Action.EXPORTED, actor=None, details=details)

    assert not AuditEntry.objects.exists()


def test_a_thing_is_named_by_kind_id_and_label(db):
    unit = UnitFactory(name_zh="柳湾小学" * 30)

    entry = audit.record(Action.EXPORTED, actor=None, about=unit)

    assert (entry.about_kind, entry.about_id) == ("accounts.unit", str(unit.pk))
    assert entry.about_label == ("柳湾小学" * 30)[:200]


@pytest.mark.django_db(transaction=True)
def test_entries_written_at_the_same_time_follow_from_one_another():
    together = Barrier(4)

    def write() -> None:
        together.wait()
        for _ in range(5):
            audit.record(Action.EXPORTED, actor=None)
        connection.close()

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert audit.verify() == audit_chain.Verdict(20, 0, None)


# Neither changed nor deleted


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.update(action="none"),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["action"]),
        lambda entry: AuditEntry.objects.bulk_create([AuditEntry(sequence=9)]),
    ],
)
def test_the_code_refuses_to_change_an_entry(three, change):
    with pytest.raises(AppendOnly):
        change(three[0])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditentry SET action = 'none' WHERE sequence = 2",
        "DELETE FROM accounts_auditentry WHERE sequence = 2",
        "DELETE FROM accounts_auditentry",
    ],
)
def test_the_database_refuses_to_change_an_entry(three, statement):
    with (
        pytest.raises((IntegrityError, DatabaseError), match="neither changed nor deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert audit.verify() == audit_chain.Verdict(3, 0, None)


# `manage.py verify_audit`


def verify_audit(*words: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_audit", *words, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def tamper(statement: str) -> None:
    """What somebody could do who holds the database itself: past the triggers."""
    audit_guards.take_down(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    audit_guards.put_up(connection)


def test_a_whole_log_is_told_to_be_whole(three):
    assert verify_audit() == (0, "3 entries looked at, 0 differ.\n")
    code, answer = verify_audit("--json")
    assert (code, json.loads(answer)) == (
        0,
        {"looked_at": 3, "differing": 0, "first": None, "guarded": True},
    )


def test_an_empty_log_is_whole(db):
    assert verify_audit() == (0, "0 entries looked at, 0 differ.\n")


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE accounts_auditentry SET action = 'exported' WHERE sequence = 2", 2),
        ("UPDATE accounts_auditentry SET actor_id = person_id WHERE sequence = 1", 1),
        ("UPDATE accounts_auditentry SET person_id = NULL WHERE sequence = 3", 3),
        ("UPDATE accounts_auditentry SET unit_id = NULL WHERE sequence = 2", 2),
        ("UPDATE accounts_auditentry SET about_label = 'x' WHERE sequence = 2", 2),
        ("UPDATE accounts_auditentry SET details = '{}' WHERE sequence = 2", 2),
        ("UPDATE accounts_auditentry SET seal = 'x' WHERE sequence = 2", 2),
        ("UPDATE accounts_auditentry SET sequence = 9 WHERE sequence = 2", 2),
        ("DELETE FROM accounts_auditentry WHERE sequence = 2", 2),
        ("DELETE FROM accounts_auditentry WHERE sequence = 3", 3),
        ("DELETE FROM accounts_auditentry", 1),
        ("UPDATE accounts_audithead SET count = 2", 2),
        ("UPDATE accounts_audithead SET count = 4", 4),
        ("UPDATE accounts_audithead SET seal = 'x'", 3),
        ("DELETE FROM accounts_audithead", 1),
    ],
)
def test_tampering_past_the_triggers_is_found_and_the_first_entry_named(three, statement, first):
    tamper(statement)

    code, answer = verify_audit()

    assert code == 1
    assert f"number {first}." in answer


def test_a_log_that_the_database_no_longer_guards_is_told(three):
    audit_guards.take_down(connection)

    code, answer = verify_audit()

    assert code == 1
    assert "its triggers are gone" in answer


def test_wrong_use_is_told(db):
    with pytest.raises(CommandError, match="unrecognized arguments"):
        call_command("verify_audit", "--repair")


# Who reads it


def test_an_officer_reads_what_happened_at_and_below_the_own_unit(country):
    at = {
        name: audit.record(Action.EXPORTED, actor=None, unit=getattr(country, name)).pk
        for name in ("nation", "prefecture", "county", "school", "neighbour", "neighbour_school")
    }
    audit.record(Action.PUBLISHED, actor=None)
    officer = country.someone(Role.DATA_OFFICER, country.county)

    seen = set(AuditEntry.objects.visible_to(officer).values_list("pk", flat=True))

    assert seen >= {at["county"], at["school"]}
    assert not seen & {at[name] for name in ("nation", "prefecture", "neighbour")}


def test_what_belongs_to_no_unit_is_for_officers_of_the_nation_and_administrators(country):
    entry = audit.record(Action.PUBLISHED, actor=None)
    gone = audit.record(Action.EXPORTED, actor=None, unit=country.neighbour_school)
    country.neighbour_school.delete()

    def sees(person: Person) -> bool:
        seen = set(AuditEntry.objects.visible_to(person))
        return {entry, gone} <= seen

    assert sees(country.someone(Role.DATA_OFFICER, country.nation))
    assert sees(PersonFactory(is_superuser=True))
    assert not sees(country.someone(Role.DATA_OFFICER, country.province))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DATA_OFFICER])
def test_other_roles_read_nothing(country, role):
    audit.record(Action.EXPORTED, actor=None, unit=country.school)

    assert not AuditEntry.objects.visible_to(country.someone(role, country.nation)).exists()
