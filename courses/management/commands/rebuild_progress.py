from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from courses.rebuild import people_with_records, rebuild_progress


class Command(BaseCommand):
    help = "Work out everybody's progress again from the facts, and put right what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print the counts as JSON.")

    def handle(self, **options: Any) -> None:
        counts = {"people": 0, "lessons": 0, "differed": 0, "removed": 0}
        people = people_with_records()
        # disable=None: no bar when the output is a file or a pipe.
        with tqdm(total=len(people), unit="person", disable=None) as bar:
            for difference in rebuild_progress(people):
                counts["people"] += 1
                counts["lessons"] += difference.looked_at
                counts["differed"] += difference.written
                counts["removed"] += difference.removed
                bar.update()
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(
                f"{counts['lessons']} lessons of {counts['people']} people looked at, "
                f"{counts['differed']} put right, {counts['removed']} without facts removed."
            )
