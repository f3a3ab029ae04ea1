from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, WorkflowState

from xinqiao.accounts.models import Role
from xinqiao.review import approval

REVIEW_ROLES = [Role.REVIEWER, Role.SAFETY_REVIEWER]
"""The roles whose approval a text may need, in the order of the steps."""


class RoleTask(Task):
    """A step of the review, for those who hold a role on any unit.

    It is left out where it has been taken for this very version, and the safety reviewer's where
    the text is not sensitive when the step would begin.
    """

    role = models.CharField(
        _("role"), max_length=20, choices=[(role.value, role.label) for role in REVIEW_ROLES]
    )

    admin_form_fields = [*Task.admin_form_fields, "role"]
    admin_form_readonly_on_edit_fields = [*Task.admin_form_readonly_on_edit_fields, "role"]

    class Meta:
        verbose_name = _("approval by role")
        verbose_name_plural = _("approvals by role")

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        revision = workflow_state.content_object.get_latest_revision()
        needed = self.role in approval.roles_needed(revision.as_object())
        if needed and self.role not in approval.roles_given(revision):
            return super().start(workflow_state, user=user)
        return TaskState.objects.create(
            workflow_state=workflow_state,
            task=self,
            revision=revision,
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
        )

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str | Promise, bool]]:
        """Reviewers approve or ask for changes; administrators may ask for changes.

        Whoever wrote the text is not offered to approve it.
        """
        revision = obj.get_latest_revision()
        send_back = ("reject", _("Request changes"), True)
        if approval.reason_against(user, self.role, revision) is None:
            return [
                send_back,
                ("approve", _("Approve"), False),
                ("approve", _("Approve with comment"), True),
            ]
        return [send_back] if user.is_superuser or approval.holds(user, self.role) else []

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Raises `approval.NotAllowed`, and changes nothing, where *user* may not approve."""
        now = TaskState.objects.select_for_update().get(pk=task_state.pk)
        if action_name == "approve":
            approval.check(user, self.role, now)
        super().on_action(now.specific, user, action_name, **kwargs)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not (user.is_superuser or approval.holds(user, self.role))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return approval.holds(user, self.role)

    def get_task_states_user_can_moderate(
        self, user: Any, **kwargs: Any
    ) -> models.QuerySet[TaskState]:
        if user.is_superuser or approval.holds(user, self.role):
            return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return TaskState.objects.none()

    @classmethod
    def get_description(cls) -> str | Promise:
        return _("Somebody with the role approves, never the person who wrote the text.")
