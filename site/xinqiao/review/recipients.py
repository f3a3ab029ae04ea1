"""Who is told what about texts: the same people to whom the editor shows it."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.models import TaskState

from xinqiao.accounts.models import Person, Role
from xinqiao.review import approval
from xinqiao.review.models import LiveVersion


def of_due(version: LiveVersion) -> QuerySet[Person]:
    """Of a text to be reviewed again: reviewers, and whoever owns the page and still writes."""
    writers = approval.holders([Role.AUTHOR, Role.TRAINER])
    owners = writers.filter(owned_pages=version.page_id)
    return (approval.holders([Role.REVIEWER]) | owners).distinct()


def of_step(state: TaskState) -> QuerySet[Person]:
    """Of a text that waits for an approval: those who may give it."""
    approved = approval.approvals_of(state.revision).values("finished_by")
    people = approval.holders([state.task.specific.role])
    return people.exclude(pk__in=approval.authors_of(state.revision)).exclude(pk__in=approved)
