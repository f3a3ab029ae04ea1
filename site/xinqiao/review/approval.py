"""Who may approve a text, and whether a version of it has all the approvals that it needs.

Asked of Wagtail's own records: a version is a revision, and an approval of it is the state of a
task. A revision that somebody has approved is never written over (`Reviewed.save_revision`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, TaskState, WorkflowState

from xinqiao.accounts.models import Assignment, Person, Role
from xinqiao.review.models.versions import LiveVersion


class NotAllowed(PermissionDenied):
    """This person may not approve this version. `reason` tells why, in words for the reader."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


class NotReviewed(NotAllowed):
    """The text lacks approvals that it needs before it is published."""

    def __init__(self) -> None:
        super().__init__(NOT_DIRECTLY)


NOT_DIRECTLY = _(
    "Texts are published by their review: submit it, and it is published when all have approved "
    "who need to. Nothing was published."
)
OWN_TEXT = _(
    "You wrote, changed or submitted this text, so somebody else has to approve it. Nothing was "
    "approved or published."
)
NOT_THE_ROLE = _("Only a %(role)s approves this step. Nothing was approved or published.")
BOTH_STEPS = _(
    "You have approved this text as a reviewer already. A sensitive text is read by two people, "
    "so the other step is for somebody else."
)
OUT_OF_DATE = _("This version is no longer the one under review. Nothing was approved.")


def roles_needed(page: Any) -> list[Role]:
    """Whose approval *page* needs before readers see it, in order."""
    if page.is_sensitive():
        return [Role.REVIEWER, Role.SAFETY_REVIEWER]
    return [Role.REVIEWER]


def holds(person: Any, role: str) -> bool:
    """Whether *person* holds *role* on any unit now: texts belong to none."""
    return (
        person.is_authenticated
        and person.is_active
        and Assignment.objects.filter(person=person.pk, role=role).exists()
    )


def holders(roles: Iterable[str]) -> QuerySet[Person]:
    """Active people who hold one of *roles* on any unit."""
    return Person.objects.filter(is_active=True, assignments__role__in=roles).distinct()


def authors_of(revision: Revision) -> set[int]:
    """The people who have a part in *revision*: who changed the text since it was last published,
    and who submitted it. Up to three queries."""
    page = revision.base_content_object
    before = LiveVersion.objects.filter(page=page.pk).exclude(revision=None)
    last = before.exclude(revision=revision.pk).order_by("-since").first()
    changes = Revision.objects.for_instance(page).filter(created_at__lte=revision.created_at)
    if last is not None and last.revision is not None:
        changes = changes.filter(created_at__gt=last.revision.created_at)
    changed = changes.exclude(user=None).values_list("user_id", flat=True)
    submitted = WorkflowState.objects.active().for_instance(page).exclude(requested_by=None)
    return {*changed, *submitted.values_list("requested_by_id", flat=True)}


def approvals_of(revision: Revision) -> QuerySet[TaskState]:
    """Approvals that were given to this very version, in order."""
    return (
        TaskState.objects.filter(
            revision=revision, status=TaskState.STATUS_APPROVED, finished_by__isnull=False
        )
        .select_related("finished_by", "task")
        .order_by("finished_at", "pk")
    )


def roles_given(revision: Revision) -> dict[str, TaskState]:
    """The last approval of *revision* by role, in the order of time."""
    steps = [(state.task.specific, state) for state in approvals_of(revision)]
    return {step.role: state for step, state in steps if hasattr(step, "role")}


def reason_against(person: Any, role: str, revision: Revision) -> str | Promise | None:
    """Why *person* may not approve *revision* in *role*, in words; None if nothing is against."""
    if not holds(person, role):
        return NOT_THE_ROLE % {"role": Role(role).label}
    if person.pk in authors_of(revision):
        return OWN_TEXT
    if approvals_of(revision).filter(finished_by=person.pk).exists():
        return BOTH_STEPS
    return None


def check(person: Any, role: str, state: TaskState) -> None:
    """Raise `NotAllowed` unless *person* may approve the version that *state* is about."""
    latest = state.revision.base_content_object.get_latest_revision()
    if state.status != TaskState.STATUS_IN_PROGRESS or latest.pk != state.revision_id:
        raise NotAllowed(OUT_OF_DATE)
    reason = reason_against(person, role, state.revision)
    if reason is not None:
        raise NotAllowed(reason)


def is_cleared(revision: Revision) -> bool:
    """Whether *revision* has all approvals that its text needs today, by as many people."""
    given = roles_given(revision)
    needed = roles_needed(revision.as_object())
    return set(needed) <= set(given) and len(
        {given[role].finished_by_id for role in needed}
    ) == len(needed)
