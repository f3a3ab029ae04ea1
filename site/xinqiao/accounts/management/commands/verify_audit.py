from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from xinqiao.accounts import audit


class Command(BaseCommand):
    help = "Look at every entry of the audit log and tell whether one was tampered with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print the counts as JSON.")

    def handle(self, **options: Any) -> None:
        verdict, guarded = audit.verify(), audit.is_guarded()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(verdict) | {"guarded": guarded}))
        else:
            self.stdout.write(f"{verdict.looked_at} entries looked at, {verdict.differing} differ.")
            if verdict.differing:
                self.stdout.write(f"The first that was tampered with is number {verdict.first}.")
            if not guarded:
                self.stdout.write("The database no longer refuses changes: its triggers are gone.")
        if verdict.differing or not guarded:
            raise SystemExit(1)
