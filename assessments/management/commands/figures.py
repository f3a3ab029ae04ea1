from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.measured import compute_all, taken
from assessments.models import Exam, ExamFigures


class Command(BaseCommand):
    help = "Compute the statistics of exams and their questions anew, and print them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--exam", metavar="SLUG", help="Only this exam, all its versions.")
        parser.add_argument("--json", action="store_true", help="Print all figures as JSON.")

    def handle(self, **options: Any) -> None:
        versions = taken()
        if slug := options["exam"]:
            if not Exam.objects.filter(slug=slug).exists():
                raise CommandError(f"There is no exam {slug}.")
            versions = versions.filter(exam__slug=slug)
        found = list(compute_all(versions))
        if options["json"]:
            self.stdout.write(json.dumps([as_json(figures) for figures in found]))
            return
        for figures in found:
            self.stdout.write(in_words(figures))
        if not found:
            self.stdout.write("Nobody has handed in an exam yet.")


def as_json(figures: ExamFigures) -> dict[str, Any]:
    version = figures.version
    items = figures.items.select_related("question__question")
    return {
        "exam": version.exam.slug,
        "version": version.number,
        "n": figures.n,
        "waiting": figures.waiting,
        "computed_at": figures.computed_at.isoformat(),
        "figures": figures.data,
        "items": [
            item.data
            | {"question": str(item.question.question.key), "version": item.question.number}
            for item in items
        ],
    }


def in_words(figures: ExamFigures) -> str:
    version, data = figures.version, figures.data
    line = f"{version.exam.slug} ({version.number}): {figures.n} papers"
    if figures.waiting:
        line += f", {figures.waiting} still to be marked"
    if data["mean"] is None:
        return f"{line}, too few for figures."
    line += f", mean {data['mean']:.1f} %"
    if data["alpha"] is not None:
        line += f", reliability {data['alpha']:.0f} %"
    flagged = sum(bool(item.data["flags"]) for item in figures.items.all())
    return f"{line}, {flagged} questions to look at."
