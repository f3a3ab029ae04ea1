from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from xinqiao.common.published_words import Published, published


class Command(BaseCommand):
    help = "Name the words of published texts that the rules of safe wording block or warn about."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print the findings as JSON.")

    def handle(self, **options: Any) -> None:
        texts = list(published())
        rows = [row for one in texts for row in rows_of(one)]
        blocked = sum(one.is_blocked for one in texts)
        if options["json"]:
            counts = {"looked_at": len(texts), "blocked": blocked, "findings": rows}
            self.stdout.write(json.dumps(counts, ensure_ascii=False))
        else:
            for row in rows:
                self.stdout.write("{address}  {where}  “{words}”  {rule} ({level})".format(**row))
            self.stdout.write(f"{len(texts)} texts looked at, {blocked} with blocked words.")
        if blocked:
            raise SystemExit(1)


def rows_of(one: Published) -> list[dict[str, str]]:
    return [
        {
            "address": one.address,
            "title": str(one.thing),
            "field": finding.field,
            "where": finding.where,
            "words": finding.words,
            "rule": finding.rule.id,
            "level": finding.rule.level,
        }
        for finding in one.findings
    ]
