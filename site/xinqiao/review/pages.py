"""What pages have in common that readers see only after a review.

Nobody publishes them directly, administrators included: what is approved by all whose approval
it needs is published by the last approval. Why stands in docs/decisions/0015.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PagePermissionTester, Revision, TaskState

from xinqiao.common.pages import Anchored, AnchoredPermissions
from xinqiao.review import approval, services
from xinqiao.review.days import review_problem

SCHEDULED = "wagtail.publish.scheduled"
"""How Wagtail's command says that it publishes what is due."""


class ReviewedPermissions(PagePermissionTester):
    """As Wagtail's, but nobody publishes.

    The permission of that name is left to mean: take down, move and put in order.
    """

    def may_take_down(self) -> bool:
        return self.user.is_active and (self.user.is_superuser or "publish" in self.permissions)

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return self.may_take_down()

    def can_set_view_restrictions(self) -> bool:
        return self.may_take_down()


class CopyAsDraft(CopyForm):
    """Without the boxes that would publish the copy."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("publish_copies", None)
        self.fields.pop("alias", None)


class Reviewed(models.Model):
    """A page whose text is reviewed: published by the last approval, and again every two years."""

    last_reviewed_on = models.DateField(
        _("last review"),
        null=True,
        blank=True,
        help_text=_("Set by the approval. The day on which the text was held against its sources."),
    )
    next_review_on = models.DateField(
        _("next review"),
        null=True,
        blank=True,
        help_text=_(
            "At most 24 months later. After that day readers and editors are told that the text "
            "is being reviewed again."
        ),
    )
    is_original = models.BooleanField(
        _("written first in this language"),
        default=False,
        help_text=_(
            "Ticked in one language only: the others are translations of this one. Where none is "
            "ticked, the Chinese text is the original."
        ),
    )

    shown_review = models.JSONField(
        _("what readers are told of the review"),
        default=dict,
        editable=False,
        help_text=_("Kept beside the text, so that a page asks no question of its own for it."),
    )

    review_panel = MultiFieldPanel(
        [
            FieldPanel("last_reviewed_on", read_only=True),
            FieldPanel("next_review_on"),
            FieldPanel("is_original"),
        ],
        heading=_("Review"),
    )
    copy_form_class = CopyAsDraft
    exclude_fields_in_copy = [
        "last_reviewed_on",
        "next_review_on",
        "is_original",
        "shown_review",
    ]

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return ReviewedPermissions(user, self)

    def clean(self) -> None:
        super().clean()
        if problem := review_problem(self.last_reviewed_on, self.next_review_on):
            raise ValidationError({"next_review_on": problem})

    def publish(self, revision: Revision, user: Any = None, **options: Any) -> None:
        """Publish *revision*. For a person, or at a set time, only with all its approvals.

        Wagtail does so with the last approval. Without either it is the site itself that
        publishes, as from its content files. Raises `approval.NotReviewed`; what is due at a set
        time without its approvals goes back into review.
        """
        scheduled = options.get("log_action") == SCHEDULED
        if user is None and not scheduled or approval.is_cleared(revision):
            options["skip_permission_checks"] = True  # nobody may directly, see above
            super().publish(revision, user=user, **options)  # type: ignore[misc]
        elif scheduled:
            services.take_back(revision)
        else:
            raise approval.NotReviewed

    @transaction.atomic
    def save_revision(
        self, user: Any = None, overwrite_revision: Revision | None = None, **options: Any
    ) -> Revision:
        """What was approved or published is kept as it was: a change makes a new revision.

        A change during a review begins its step again, with the new revision.
        """
        if overwrite_revision is not None and is_kept(overwrite_revision):
            overwrite_revision = None
        revision = super().save_revision(  # type: ignore[misc]
            user=user, overwrite_revision=overwrite_revision, **options
        )
        if overwrite_revision is None:
            services.begin_again(self, user)
        return revision

    def serializable_data(self) -> dict[str, Any]:
        """A version is what an editor wrote; what is told of its review stays with the page."""
        data = super().serializable_data()  # type: ignore[misc]
        del data["shown_review"]
        return data

    def with_content_json(self, content: dict[str, Any]) -> Any:
        page = super().with_content_json(content)  # type: ignore[misc]
        page.shown_review = self.shown_review
        return page

    def copy_for_translation(self, locale: Any, alias: bool = False, **options: Any) -> Page:
        """A draft, and drafts of the pages above where they are missing: an alias is public."""
        return super().copy_for_translation(locale, alias=False, **options)  # type: ignore[misc]


def reviewed_kinds() -> list[type[Page]]:
    """All kinds of pages under review, of whichever app."""
    return [model for model in apps.get_models() if issubclass(model, Reviewed)]


def is_kept(revision: Revision) -> bool:
    """Whether somebody has approved *revision*, or readers have seen it or will."""
    return (
        revision.approved_go_live_at is not None
        or revision.task_states.filter(status=TaskState.STATUS_APPROVED).exists()
        or services.was_live(revision)
    )


class ListPermissions(AnchoredPermissions):
    """What stands in the list is reviewed first, so nobody makes and publishes it in one go.

    The list itself is published by administrators, without a review.
    """

    def can_submit_for_moderation(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False


class ListOfReviewed(Anchored):
    """A list of pages under review."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return ListPermissions(user, self)


def reviewed_again_later(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(next_review_on__gte=models.F("last_reviewed_on")),
        name=name,
        violation_error_message=_("The next review comes after the last one."),
    )
