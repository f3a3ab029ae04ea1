"""Puts an exam into a site that two people have taken, with an answer that people mark.

Run as a module, with the settings of the site and a short name for the exam.
"""

from __future__ import annotations

import sys

import django

django.setup()

from assessments.models import Question, Sitting  # noqa: E402
from tests.assessments.factories import make_bank, make_exam, make_ready, single  # noqa: E402
from tests.assessments.question_types.examples import essay  # noqa: E402
from tests.assessments.sitting_down import sit  # noqa: E402
from tests.browser.marked_texts import STEM, TEXTS  # noqa: E402
from tests.factories import PersonFactory  # noqa: E402
from xinqiao.accounts.models import Person, Unit  # noqa: E402


def main(slug: str) -> None:
    PersonFactory.reset_sequence(Person.objects.latest("pk").pk + 1)  # others came before
    unit = Unit.objects.get(slug="qinghe")
    bank = make_bank(slug, unit=unit)
    make_ready(bank, data=single(STEM))
    make_ready(bank, type="essay", data=essay())
    keys = Question.objects.filter(bank=bank).order_by("pk").values_list("key", flat=True)
    slots = [{"kind": "fixed", "question": str(key)} for key in keys]
    exam = make_exam(
        bank=bank,
        slug=slug,
        banks=[],
        sections=[{"key": "all", "slots": slots}],
        shuffle_questions=False,
    )
    sitting = Sitting.objects.create(exam=exam, unit=unit, opens_at=exam.versions.get().created_at)
    for username, text in TEXTS.items():
        person = Person.objects.get(username=username)
        sit(sitting, ["b", {"text": text}], person)


if __name__ == "__main__":
    main(sys.argv[1])
