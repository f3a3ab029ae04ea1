"""Questions come into a bank as drafts, the same again changes nothing, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import authoring
from assessments.authoring import Written
from assessments.exchange.base import Item, Row, Unreadable
from assessments.exchange.exporting import items_of
from assessments.exchange.importing import import_rows
from assessments.models import Bank, Question, QuestionVersion
from tests.assessments.factories import make_bank, make_ready, multiple, single
from tests.factories import PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db

Status = QuestionVersion.Status


def row(line: int, external_id: str = "", stem: str = "", **more: Any) -> Row:
    written = Written("single", single(stem or f"问题 {line}？"), **more)
    return Row(line, written.data["stem"]["zh-hans"], "single", Item(written, external_id))


BAD = Row(9, "坏", "single", reason="This is missing.")


def counts(report: Any) -> tuple[int, int, int, int]:
    return report.found, report.imported, report.unchanged, report.refused


def test_what_is_imported_is_a_draft_with_its_author_and_labels() -> None:
    bank, person = make_bank(), PersonFactory()
    report = import_rows(bank, [row(2, "q1", tags=["倾听"]), BAD, row(4)], by=person)
    assert counts(report) == (3, 2, 0, 1)
    assert [one.line for one in report.rows] == [2, 9, 4]
    version = QuestionVersion.objects.get(question__external_id="q1")
    assert (version.status, version.number, version.author) == (Status.DRAFT, 1, person)
    assert [label.value for label in version.labels.all()] == ["倾听"]


def test_the_same_again_changes_nothing() -> None:
    bank = make_bank()
    rows = [row(2, "q1"), row(3)]
    import_rows(bank, rows, by=None)
    report = import_rows(bank, rows, by=None)
    assert counts(report) == (2, 0, 2, 0)
    assert QuestionVersion.objects.count() == 2


def test_a_changed_question_is_a_new_draft_of_the_same() -> None:
    bank = make_bank()
    ready = make_ready(bank, external_id="q1")
    report = import_rows(bank, [row(2, "q1", "问法更清楚？", tags=["新"])], by=None)
    assert counts(report) == (1, 1, 0, 0)
    newest = ready.question.versions.latest("number")
    assert (newest.number, newest.status) == (2, Status.DRAFT)
    assert [label.value for label in newest.labels.all()] == ["新"]
    ready.refresh_from_db()
    assert ready.status == Status.READY


def test_a_changed_draft_stays_the_same_draft() -> None:
    bank = make_bank()
    import_rows(bank, [row(2, "q1", tags=["旧"])], by=None)
    import_rows(bank, [row(2, "q1", "新的？", tags=["新"])], by=None)
    version = QuestionVersion.objects.get()
    assert version.content.stem == {"zh-hans": "新的？"}
    assert [label.value for label in version.labels.all()] == ["新"]


def test_the_same_id_twice_in_one_file_is_refused() -> None:
    report = import_rows(make_bank(), [row(2, "q1"), row(3, "q1", "另一题？")], by=None)
    assert counts(report) == (2, 1, 0, 1)
    assert "2" in report.rows[1].reason


def test_a_dry_run_tells_the_same_and_writes_nothing() -> None:
    bank = make_bank()
    import_rows(bank, [row(2, "q1")], by=None)
    rows = [row(2, "q1", "变了？"), row(3), BAD]
    told = import_rows(bank, rows, by=None, dry_run=True)
    assert QuestionVersion.objects.get().content.stem == {"zh-hans": "问题 2？"}
    assert import_rows(bank, rows, by=None) == told


def test_an_export_of_a_bank_goes_into_it_again_unchanged() -> None:
    bank = make_bank()
    make_ready(bank, external_id="q1", tags=["甲"])
    make_ready(bank, type="multiple", data=multiple())
    rows = [Row(1, item=item) for item in items_of(bank)]
    assert counts(import_rows(bank, rows, by=None)) == (2, 0, 2, 0)
    other = make_bank("other")
    assert counts(import_rows(other, rows, by=None)) == (2, 2, 0, 0)


def test_retired_questions_do_not_go_out() -> None:
    bank = make_bank()
    version = make_ready(bank)
    authoring.retire(version.question)
    assert list(items_of(bank)) == []


def test_more_rows_cost_no_more_queries() -> None:
    spent = []
    for number in (3, 60):
        bank = make_bank(f"bank{number}")
        import_rows(bank, [row(line, f"q{line}", tags=["旧"]) for line in range(number)], by=None)
        changed = [row(line, f"q{line}", f"变 {line}", tags=["新"]) for line in range(number)]
        more = [row(line, f"n{line}", tags=["新"]) for line in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            import_rows(bank, changed + more, by=None)
        spent.append(len(queries))
    assert spent[0] == spent[1]


def test_too_many_rows_are_refused_as_a_whole() -> None:
    with pytest.raises(Unreadable, match="10"):
        import_rows(make_bank(), (BAD for _n in range(10_001)), by=None)
    assert not Question.objects.exists()


HEADINGS = "id,type,stem,option A,option B,right\n"


def run(command: str, file: Path, capsys: Any, *more: str) -> tuple[int, dict[str, Any]]:
    """The exit status and what was printed as JSON."""
    status = 0
    try:
        call_command(command, str(file), "--json", *more)
    except SystemExit as left:
        status = int(left.code or 0)
    return status, json.loads(capsys.readouterr().out)


def test_the_commands_carry_a_bank_out_and_in(tmp_path: Path, capsys: Any) -> None:
    UnitFactory()
    file = tmp_path / "q.csv"
    file.write_text(HEADINGS + "q1,single,先做什么？,甲,乙,A\nq2,single,坏,甲,乙,C\n")
    told = run("import_questions", file, capsys, "--format=csv", "--bank=new", "--create-bank")
    assert told[0] == 1
    assert (told[1]["found"], told[1]["imported"], told[1]["refused"]) == (2, 1, 1)
    assert told[1]["rows"][0] == {
        "line": 2,
        "type": "single",
        "title": "先做什么？",
        "outcome": "imported",
        "reason": "",
    }
    out = tmp_path / "out.xlsx"
    assert run("export_questions", out, capsys, "--format=xlsx", "--bank=new") == (
        0,
        {"written": 1, "refused": 0, "rows": []},
    )
    status, again = run("import_questions", out, capsys, "--format=xlsx", "--bank=new")
    assert (status, again["unchanged"]) == (0, 1)


def test_a_dry_run_makes_no_bank(tmp_path: Path, capsys: Any) -> None:
    UnitFactory()
    file = tmp_path / "q.csv"
    file.write_text(HEADINGS + "q1,single,先做什么？,甲,乙,A\n")
    told = run(
        "import_questions", file, capsys, "--format=csv", "--bank=new", "--create-bank", "--dry-run"
    )
    assert (told[0], told[1]["imported"]) == (0, 1)
    assert not Bank.objects.exists()


def test_a_file_that_cannot_be_read_is_one_refusal(tmp_path: Path, capsys: Any) -> None:
    make_bank("county")
    file = tmp_path / "q.xlsx"
    file.write_bytes(b"no workbook")
    status, told = run("import_questions", file, capsys, "--format=xlsx", "--bank=county")
    assert (status, told["found"], told["refused"]) == (1, 1, 1)
    assert told["rows"][0]["reason"]


def test_wrong_use_and_what_is_not_there_have_their_own_status(tmp_path: Path) -> None:
    UnitFactory()
    file = tmp_path / "q.csv"
    file.write_text(HEADINGS)
    for more, status in (
        (["--bank=none"], 1),
        (["--bank=not a slug", "--create-bank"], 2),
        (["--bank=new", "--create-bank", "--unit=none"], 1),
    ):
        with pytest.raises(CommandError) as refused:
            call_command("import_questions", str(file), "--format=csv", *more)
        assert refused.value.returncode == status
    with pytest.raises(CommandError):
        call_command(
            "import_questions",
            str(tmp_path / "gone"),
            "--format=csv",
            "--bank=new",
            "--create-bank",
        )
    with pytest.raises(CommandError):
        call_command("export_questions", str(file), "--format=csv", "--bank=none")
