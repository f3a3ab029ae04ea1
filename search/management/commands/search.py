from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import engines
from search.engines import EngineAway
from search.finding import Found, find
from search.sources import LANGUAGES

MOST = 1_000


class Command(BaseCommand):
    help = "Search as an anonymous reader does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query")
        parser.add_argument("--lang", choices=LANGUAGES, required=True)
        parser.add_argument("--engine", choices=engines.KNOWN, default="")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--json", action="store_true", help="Print the results as JSON.")

    def handle(self, *, query: str, lang: str, **options: Any) -> None:
        if not 0 < options["limit"] <= MOST:
            raise CommandError(f"--limit takes a number from 1 to {MOST}.", returncode=2)
        began = time.perf_counter()
        try:
            found = find(query, lang, size=options["limit"], engine=options["engine"])
        except EngineAway as fault:
            raise CommandError(f"The search engine does not answer: {fault}") from None
        ms = (time.perf_counter() - began) * 1000
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found, ms), ensure_ascii=False))
        else:
            self.tell(found, ms)

    def tell(self, found: Found, ms: float) -> None:
        self.stdout.write(f"{found.total} found in {ms:.0f} ms.")
        for one in found.shown:
            self.stdout.write(f"{one.score:8.2f}  {one.entry.title}  {one.entry.url}")


def as_json(found: Found, ms: float) -> dict[str, Any]:
    results = [
        {
            "kind": one.entry.kind,
            "key": one.entry.key,
            "title": one.entry.title,
            "url": one.entry.url,
            "score": round(one.score, 3),
        }
        for one in found.shown
    ]
    return {"total": found.total, "ms": round(ms, 1), "results": results}
