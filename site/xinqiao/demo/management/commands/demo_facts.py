from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from courses.models import CoursePage
from xinqiao.accounts.models import Person
from xinqiao.demo import content
from xinqiao.demo.reading.faults import Faults
from xinqiao.joining.codes import written
from xinqiao.joining.models import Invitation

CERTIFICATE_STATES = ["valid", "renewal", "grace", "expired", "suspended", "revoked"]


class Command(BaseCommand):
    help = "Tell what the demonstration made, by name, so that one finds one's way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.SITE_DIR / "content")
        parser.add_argument("--json", action="store_true", help="Print it as JSON.")

    def handle(self, *, folder: Path, **options: Any) -> None:
        facts = demo_facts(folder)
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        certificates = facts.pop("certificates")
        for name, found in {**facts, **certificates}.items():
            self.stdout.write(f"{name}: {', '.join(found) or '–'}")


def demo_facts(folder: Path) -> dict[str, Any]:
    """People by username, everything else by slug or number; only what is really there."""
    files = content.read(folder, Faults(folder))
    people = [person.username for person in files.people]
    courses = [course.slug for course in files.courses]
    kept_people = set(Person.objects.values_list("username", flat=True))
    kept_courses = set(CoursePage.objects.live().values_list("slug", flat=True))
    kept_codes = set(Invitation.objects.open().values_list("code", flat=True))
    return {
        "people": [name for name in people if name in kept_people],
        "courses": [slug for slug in courses if slug in kept_courses],
        "codes": [written(one.code) for one in files.joining.codes if one.code in kept_codes],
        "runs": [],
        "exams": [],
        "certificates": {state: [] for state in CERTIFICATE_STATES},
    }
