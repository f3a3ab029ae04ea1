from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from search import engines, indexing
from search.engines import EngineAway


class Command(BaseCommand):
    help = "Make the index of each search engine anew, while search goes on in the old one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=engines.KNOWN, help="This one only.")
        parser.add_argument(
            "--if-none", action="store_true", help="Only where there is no index yet."
        )
        parser.add_argument("--json", action="store_true", help="Print the counts as JSON.")

    def handle(self, *, engine: str | None, **options: Any) -> None:
        counts = {}
        try:
            for one in engines.chosen(engine):
                if options["if_none"] and one.exists():
                    continue
                # disable=None: no bar when the output is a file or a pipe.
                with tqdm(desc=one.name, unit="entry", disable=None) as bar:
                    counts[one.name] = indexing.rebuild(one, progress=bar.update)
        except EngineAway as fault:
            raise CommandError(f"The search engine does not answer: {fault}") from None
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            for name, count in counts.items():
                self.stdout.write(f"{name}: {count} entries.")
