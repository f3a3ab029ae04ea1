from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.exchange import FORMATS
from assessments.exchange.exporting import items_of
from assessments.models import Bank


class Command(BaseCommand):
    help = "Write the questions of a bank into a file, and tell which its format cannot carry."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file to write.")
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        parser.add_argument("--bank", required=True, help="Short name of the bank.")
        parser.add_argument("--json", action="store_true", help="Print what happened as JSON.")

    def handle(self, *, file: Path, **options: Any) -> None:
        bank = Bank.objects.filter(slug=options["bank"]).first()
        if bank is None:
            raise CommandError("There is no bank of this name.")
        export = FORMATS[options["format"]].write(items_of(bank))
        try:
            file.write_bytes(export.content)
        except OSError:
            raise CommandError(f"The file {file} cannot be written.") from None
        counts = {"written": export.written, "refused": len(export.refused)}
        if options["json"]:
            rows = [
                {
                    "id": row.item.external_id,
                    "type": row.type,
                    "title": row.title,
                    "reason": row.reason,
                }
                for row in export.refused
                if row.item
            ]
            self.stdout.write(json.dumps(counts | {"rows": rows}, ensure_ascii=False))
        else:
            self.stdout.write(f"{export.written} written, {len(export.refused)} refused.")
            for row in export.refused:
                self.stdout.write(f"{row.title} – {row.reason}")
        if export.refused:
            raise SystemExit(1)
