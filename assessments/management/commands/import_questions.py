from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_slug

from assessments.exchange import FORMATS
from assessments.exchange.importing import Report, import_file
from assessments.models import Bank
from xinqiao.accounts.models import Unit


class Command(BaseCommand):
    help = (
        "Take the questions of a file into a bank, as drafts. A bad one does not stop the others."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file to read.")
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        parser.add_argument("--bank", required=True, help="Short name of the bank.")
        parser.add_argument("--create-bank", action="store_true", help="Make the bank if need be.")
        parser.add_argument(
            "--unit", help="Short name of the unit of a new bank; else the topmost."
        )
        parser.add_argument("--dry-run", action="store_true", help="Write nothing.")
        parser.add_argument("--json", action="store_true", help="Print what happened as JSON.")

    def handle(self, *, file: Path, bank: str, dry_run: bool, **options: Any) -> None:
        there = Bank.objects.filter(slug=bank).first()
        if there is None and not options["create_bank"]:
            raise CommandError("There is no bank of this name; --create-bank makes it.")
        try:
            with file.open("rb") as content:
                report = import_file(
                    there or new_bank(bank, options["unit"]),
                    FORMATS[options["format"]],
                    content,
                    by=None,
                    dry_run=dry_run,
                )
        except OSError:
            raise CommandError(f"The file {file} cannot be opened.") from None
        self.tell(report, as_json=options["json"])
        if report.refused:
            raise SystemExit(1)

    def tell(self, report: Report, *, as_json: bool) -> None:
        counts = {
            "found": report.found,
            "imported": report.imported,
            "unchanged": report.unchanged,
            "refused": report.refused,
        }
        if as_json:
            rows = [asdict(row) for row in report.rows]
            self.stdout.write(json.dumps(counts | {"rows": rows}, ensure_ascii=False))
            return
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()) + ".")
        for row in report.rows:
            if row.reason:
                self.stdout.write(f"Line {row.line}, {row.outcome}: {row.title} – {row.reason}")


def new_bank(slug: str, unit: str | None) -> Bank:
    """Not yet stored."""
    try:
        validate_slug(slug)
    except ValidationError:
        raise CommandError(
            "A short name has letters, digits, - and _ only.", returncode=2
        ) from None
    units = Unit.objects.filter(slug=unit) if unit else Unit.objects.order_by("depth", "path")
    found = units.first()
    if found is None:
        raise CommandError("There is no unit for the bank to belong to.")
    return Bank(slug=slug, name_zh=slug, name_en=slug, unit=found)
