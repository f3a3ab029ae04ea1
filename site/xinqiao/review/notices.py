"""Who hears of texts: those who may approve them, those who wrote them, and later again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState, WorkflowState

from xinqiao.accounts.models import Person, Role
from xinqiao.notifications.kinds import ByMail, Kind
from xinqiao.notifications.models import Notice
from xinqiao.notifications.services import notify, withdraw
from xinqiao.review import recipients
from xinqiao.review.models import LiveVersion
from xinqiao.review.models.tasks import REVIEW_ROLES

GROUP = _("Texts")
REVIEWERS = frozenset(REVIEW_ROLES)
ALL = REVIEWERS | {Role.AUTHOR, Role.TRAINER}
EDITOR = "wagtailadmin_pages:edit"


def still_theirs_to_approve(person: Person, notice: Notice) -> bool:
    state = WorkflowState.objects.filter(pk=notice.about.split()[0]).first()
    step = state.current_task_state if state else None
    return (
        step is not None
        and step.status == TaskState.STATUS_IN_PROGRESS
        and name_of(step) == notice.about
        and recipients.of_step(step).filter(pk=person.pk).exists()
    )


def still_due(person: Person, notice: Notice) -> bool:
    due = LiveVersion.objects.current().due_for_review().filter(page=notice.about.split()[0])
    return any(recipients.of_due(version).filter(pk=person.pk).exists() for version in due)


ASKED = Kind(
    code="review_asked",
    title=_("A text waits for your approval"),
    group=GROUP,
    headline=_("Please review: “%(title)s”"),
    text=_("Read it in the editor, and approve it or say what should be changed."),
    default=ByMail.AT_ONCE,
    roles=REVIEWERS,
    still_fits=still_theirs_to_approve,
)
APPROVED = Kind(
    code="review_approved",
    title=_("Your text is approved"),
    group=GROUP,
    headline=_("Approved: “%(title)s”"),
    text=_("All who needed to have approved it. Readers see it now, or at the time set for it."),
    default=ByMail.AT_ONCE,
    roles=ALL,
)
RETURNED = Kind(
    code="review_returned",
    title=_("Your text comes back with remarks"),
    group=GROUP,
    headline=_("Please change something: “%(title)s”"),
    text=_("A reviewer has read it and says in the editor what should be changed."),
    default=ByMail.AT_ONCE,
    roles=ALL,
)
DUE = Kind(
    code="review_due",
    title=_("A text is due for its next review"),
    group=GROUP,
    headline=_("Due for review: “%(title)s”"),
    text=_("Please hold it against its sources once more. Readers see that its review is due."),
    default=ByMail.DAILY,
    roles=ALL,
    still_fits=still_due,
)


def name_of(step: TaskState) -> str:
    """The same for all versions of a text in one step, until somebody returns it."""
    states = step.workflow_state.task_states
    returned = states.filter(status=TaskState.STATUS_REJECTED).count()
    return f"{step.workflow_state_id} {step.task_id} {returned}"


def tell_who_may_approve(step: TaskState) -> None:
    page = step.revision.as_object()
    notify(
        recipients.of_step(step),
        ASKED,
        about=name_of(step),
        words={"title": page.title},
        url_name=EDITOR,
        url_args=[page.pk],
    )


def nobody_has_to_approve(step: TaskState) -> None:
    """It is approved, returned or called off."""
    withdraw(ASKED, about_begins=f"{step.workflow_state_id} {step.task_id} ")


def tell_the_writer(kind: Kind, state: WorkflowState) -> None:
    """To the one who submitted the text."""
    if state.requested_by is None:
        return
    page = state.content_object.get_latest_revision_as_object()
    notify(
        [state.requested_by],
        kind,
        about=f"{state.pk} {state.current_task_state_id}",
        words={"title": page.title},
        url_name=EDITOR,
        url_args=[page.pk],
    )


def tell_what_is_due() -> int:
    """Tell of each text whose day of review has passed, once for each such day.

    Safe to run again. Returns how many texts are due.
    """
    due = LiveVersion.objects.current().due_for_review().exclude(page=None).defer("content")
    for version in due:
        notify(
            recipients.of_due(version),
            DUE,
            about=f"{version.page_id} {version.next_review_on}",
            words={"title": version.title},
            url_name=EDITOR,
            url_args=[version.page_id],
        )
    return len(due)
