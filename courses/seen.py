"""Which version of a lesson a learner had before the eyes."""

from __future__ import annotations

from courses.models import LessonFact
from xinqiao.review.models import LiveVersion


def version_seen(fact: LessonFact) -> LiveVersion | None:
    """The version that was live when *fact* happened; None from before versions were kept.

    Who read offline may have seen the one before.
    """
    versions = LiveVersion.objects.of(fact.lesson_key, fact.language)
    return versions.live_at(fact.at).last()
