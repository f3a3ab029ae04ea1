from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from search import engines, indexing
from search.engines import EngineAway


class Command(BaseCommand):
    help = "Compare the index of each search engine with the database, and mend what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=engines.KNOWN, help="This one only.")
        parser.add_argument("--json", action="store_true", help="Print the counts as JSON.")

    def handle(self, *, engine: str | None, **options: Any) -> None:
        report: dict[str, Any] = {}
        for one in engines.chosen(engine):
            try:
                with tqdm(desc=one.name, unit="entry", disable=None) as bar:
                    found = indexing.compare(one, progress=bar.update)
            except EngineAway as fault:
                self.stderr.write(f"{one.name} does not answer: {fault}")
                report[one.name] = None
            else:
                report[one.name] = {
                    "entries": found.entries,
                    "missing": len(found.missing),
                    "outdated": len(found.outdated),
                    "left_over": len(found.left_over),
                }
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self.tell(report)
        if None in report.values():
            raise SystemExit(1)

    def tell(self, report: dict[str, Any]) -> None:
        for name, counts in report.items():
            if counts:
                self.stdout.write(
                    f"{name}: {counts['entries']} entries looked at, {counts['missing']} missing, "
                    f"{counts['outdated']} outdated, {counts['left_over']} left over; all mended."
                )
