from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from courses.models import CoursePage
from xinqiao.accounts.models import Person
from xinqiao.demo import content
from xinqiao.demo.reading.faults import Faults

CERTIFICATE_STATES = ["valid", "renewal", "grace", "expired", "suspended", "revoked"]


class Command(BaseCommand):
    help = "Tell what the demonstration made, by name, so that one finds one's way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print it as JSON.")

    def handle(self, **options: Any) -> None:
        facts = demo_facts()
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        for name, found in facts.items():
            listed = (
                [f"{state}: {', '.join(numbers) or '–'}" for state, numbers in found.items()]
                if isinstance(found, dict)
                else found
            )
            self.stdout.write(f"{name}: {', '.join(listed) or '–'}")


def demo_facts() -> dict[str, Any]:
    """People by username, everything else by slug or number; only what is really there."""
    files = content.read(settings.SITE_DIR / "content", Faults(settings.REPO_DIR))
    usernames = [person.username for person in files.people]
    slugs = [course.slug for course in files.courses]
    people = set(Person.objects.filter(username__in=usernames).values_list("username", flat=True))
    courses = set(CoursePage.objects.live().filter(slug__in=slugs).values_list("slug", flat=True))
    return {
        "people": [name for name in usernames if name in people],
        "courses": [slug for slug in slugs if slug in courses],
        "runs": [],
        "exams": [],
        "certificates": {state: [] for state in CERTIFICATE_STATES},
    }
