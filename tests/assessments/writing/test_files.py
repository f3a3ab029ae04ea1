"""`teach/banks/…/import/` and `…/export/`: a file is checked, looked at and taken in; or goes out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from assessments import imports
from assessments.exchange import FORMATS
from assessments.exchange.base import Item
from assessments.exchange.exporting import items_of
from assessments.models import Bank, Question, QuestionImport, QuestionVersion
from assessments.tasks import check_import, forget_imports, take_import
from tests.accounts.conftest import Country
from tests.assessments.factories import make_bank, make_draft, make_ready, single
from tests.assessments.writing.forms import BANK
from tests.factories import PersonFactory
from xinqiao.accounts.models import Action, AuditEntry, Person, Role

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]
State = QuestionImport.State


def table(count: int = 3, *, bad: bool = False) -> bytes:
    """A file of questions, of which one has no right answer."""
    bank = make_bank(f"made-{count}-{bad}")
    for number in range(count):
        make_draft(bank, data=single(f"第 {number} 题？"), external_id=f"Q{number}")
    content: bytes = FORMATS["csv"].write(items_of(bank)).content
    if not bad:
        return content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    right = next(place for place, head in enumerate(rows[0]) if "答案" in head or "right" in head)
    rows[1][right] = "Z"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


def file(content: bytes, name: str = "questions.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def words_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def put_up(client: Client, content: bytes, name: str = "questions.csv") -> QuestionImport:
    response = client.post(f"{BANK}import/", {"file": file(content, name)})
    put = QuestionImport.objects.latest("pk")
    assert response.headers["Location"] == place_of(put)
    return put


def place_of(put: QuestionImport, *more: str) -> str:
    return "/".join([f"{BANK}import/{put.key}", *more, ""])


def test_a_file_is_checked_looked_at_and_taken_in(
    client: Client,
    bank: Bank,
    author: Person,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    content = table(3, bad=True)
    before = Question.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        put = put_up(client, content)
    put.refresh_from_db()
    assert put.counts == {"found": 3, "imported": 2, "unchanged": 0, "refused": 1}
    assert Question.objects.count() == before
    page = words_of(client.get(place_of(put)))
    [row] = put.report["rows"]
    assert row["line"] == 2 and row["reason"] in page and "第 1 题？" in page

    with django_capture_on_commit_callbacks(execute=True):
        client.post(place_of(put, "confirm"))
    put.refresh_from_db()
    assert (put.state, bytes(put.content), put.counts["imported"]) == (State.TAKEN, b"", 2)
    versions = QuestionVersion.objects.filter(question__bank=bank)
    assert {(one.status, one.author) for one in versions} == {("draft", author)}

    with django_capture_on_commit_callbacks(execute=True):
        again = put_up(client, content)
        client.post(place_of(put, "confirm"))
    again.refresh_from_db()
    assert again.counts == {"found": 3, "imported": 0, "unchanged": 2, "refused": 1}
    assert gettext("Nothing in this file would come in.") in words_of(client.get(place_of(again)))
    client.post(place_of(again, "confirm"))
    again.refresh_from_db()
    assert again.state == State.CHECKED
    assert versions.count() == 2


def test_the_page_says_how_far_it_is(client: Client, settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    content = table(60)
    put = put_up(client, content)
    assert gettext("The file is being checked.") in words_of(client.get(place_of(put)))
    assert len(list(imports.counted(FORMATS["csv"], put).read(content))) == 60
    assert "50" in words_of(client.get(place_of(put))).split('panel" role="status"')[1][:400]


def test_reasons_are_in_the_language_of_who_put_the_file_up(client: Client) -> None:
    content = table(2, bad=True)
    reasons = []
    for language in ("zh-hans", "en"):
        client.post(f"{BANK}import/".replace("zh-hans", language), {"file": file(content)})
        put = QuestionImport.objects.get()
        with translation.override("en" if language == "zh-hans" else "zh-hans"):
            check_import(put.pk)
        put.refresh_from_db()
        reasons.append(put.report["rows"][0]["reason"])
    assert not reasons[0].isascii() and reasons[1] != reasons[0]


def test_what_runs_twice_happens_once(client: Client, bank: Bank) -> None:
    put = put_up(client, table(2))
    for _again in range(2):
        check_import(put.pk)
    client.post(place_of(put, "confirm"))
    for _again in range(2):
        take_import(put.pk)
    check_import(put.pk)
    put.refresh_from_db()
    assert (put.state, put.counts["imported"]) == (State.TAKEN, 2)
    assert Question.objects.filter(bank=bank).count() == 2
    take_import(0)
    check_import(0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("questions.exe", b"MZ"),
        ("questions.csv", b""),
        ("questions", b"x"),
    ],
)
def test_what_is_no_file_of_questions_is_refused_at_once(
    client: Client, name: str, content: bytes
) -> None:
    page = words_of(client.post(f"{BANK}import/", {"file": file(content, name)}))
    assert 'class="errorlist"' in page
    assert 'class="errorlist"' in words_of(client.post(f"{BANK}import/", {}))
    assert not QuestionImport.objects.exists()


def test_a_file_that_is_too_large_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_BYTES", 100)
    page = words_of(client.post(f"{BANK}import/", {"file": file(b"x" * 101)}))
    assert 'class="errorlist"' in page
    assert not QuestionImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04 no workbook"),
        ("a.zip", b"no package"),
        ("a.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><quiz>&a;</quiz>'),
        ("a.xml", b"<?xml version='1.0'?><other/>"),
        ("a.csv", b"\xff\xfe\x00\xd8"),
    ],
)
def test_what_cannot_be_read_is_one_refusal_with_its_reason(
    client: Client, name: str, content: bytes
) -> None:
    put = put_up(client, content, name)
    check_import(put.pk)
    put.refresh_from_db()
    assert put.counts["refused"] >= 1 and put.counts["imported"] == 0
    assert put.report["rows"][0]["reason"] in words_of(client.get(place_of(put)))


@pytest.mark.parametrize(
    ("name", "beginning", "format_"),
    [
        ("A.XLSX", b"", "xlsx"),
        ("a.txt", b"", "gift"),
        ("a.xml", b"<?xml version='1.0'?>\n<quiz>", "moodle"),
        ("a.xml", b"<qti-assessment-item>", "qti"),
        ("a.zip", b"", "qti"),
        ("a.pdf", b"", ""),
    ],
)
def test_the_format_is_seen_from_the_file(name: str, beginning: bytes, format_: str) -> None:
    assert imports.format_in(name, beginning) == format_


def test_a_file_can_be_deleted_and_a_new_one_takes_its_place(client: Client) -> None:
    first = put_up(client, table(2))
    second = put_up(client, table(3))
    assert QuestionImport.objects.get() == second
    assert client.get(place_of(first)).status_code == 404
    client.post(place_of(second, "discard"))
    assert not QuestionImport.objects.exists()


def test_old_files_go_by_themselves(client: Client) -> None:
    put = put_up(client, table(2))
    QuestionImport.objects.update(at=timezone.now() - timedelta(hours=23))
    forget_imports()
    assert QuestionImport.objects.filter(pk=put.pk).exists()
    QuestionImport.objects.update(at=timezone.now() - timedelta(hours=25))
    forget_imports()
    assert not QuestionImport.objects.exists()


def test_only_who_writes_here_imports_and_nobody_sees_the_file_of_another(
    browser: Browse, client: Client, bank: Bank, country: Country
) -> None:
    put = put_up(client, table(2))
    bank.shared_with.add(country.neighbour)
    for person in (
        PersonFactory(),
        country.someone(Role.REVIEWER, country.county),
        country.someone(Role.TRAINER, country.neighbour),
    ):
        theirs = browser(person)
        for place in (f"{BANK}import/", place_of(put), f"{BANK}template/csv/"):
            assert theirs.get(place).status_code == 404
        for place in (place_of(put, "confirm"), place_of(put, "discard")):
            assert theirs.post(place).status_code == 404
        assert theirs.post(f"{BANK}import/", {"file": file(b"x")}).status_code == 404
    colleague = browser(country.someone(Role.TRAINER, country.county))
    assert colleague.get(place_of(put)).status_code == 404
    assert colleague.post(place_of(put, "discard")).status_code == 404
    for place in (f"{BANK}import/", place_of(put), f"{BANK}export/csv/"):
        assert "/account/login/" in Client().get(place).headers["Location"]
    assert QuestionImport.objects.get() == put


@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_an_empty_table_has_headings_and_no_question(client: Client, name: str) -> None:
    response = client.get(f"{BANK}template/{name}/")
    assert f".{name}" in response.headers["Content-Disposition"]
    put = put_up(client, response.content, f"empty.{name}")
    check_import(put.pk)
    put.refresh_from_db()
    assert put.counts["found"] == 0
    assert client.get(f"{BANK}template/gift/").status_code == 404


@pytest.mark.parametrize("name", FORMATS)
def test_a_bank_goes_out_and_the_audit_log_tells_of_it(
    browser: Browse, bank: Bank, country: Country, name: str
) -> None:
    version = make_ready(bank, external_id="Q1")
    reader = country.someone(Role.SUPERVISOR, country.county)

    response: Any = browser(reader).get(f"{BANK}export/{name}/")

    assert FORMATS[name].extension in response.headers["Content-Disposition"]
    [row] = FORMATS[name].read(response.content)
    assert row.item and row.item.same_as(
        Item.of(QuestionVersion.objects.get(pk=version.pk)), but_keys=True
    )
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.action, entry.actor, entry.unit) == (Action.EXPORTED, reader, bank.unit)
    assert entry.details == {"kind": "assessments.questions", "entries": 1}


def test_what_a_format_cannot_carry_is_told_on_the_next_page(client: Client, bank: Bank) -> None:
    make_draft(
        bank, data=single("第一题？") | {"picture": {"image": 7, "alternative": {"en": "x"}}}
    )
    client.get(f"{BANK}export/gift/")
    assert "第一题？ – " in words_of(client.get(BANK))


def test_a_stranger_gets_no_export_and_no_unknown_format(
    browser: Browse, client: Client, country: Country
) -> None:
    for person in (PersonFactory(), country.someone(Role.TRAINER, country.neighbour)):
        assert browser(person).get(f"{BANK}export/csv/").status_code == 404
    assert client.get(f"{BANK}export/pdf/").status_code == 404
    assert not AuditEntry.objects.filter(action=Action.EXPORTED).exists()
