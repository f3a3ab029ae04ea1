"""The editor's own pages, where they could publish a text or judge one's own.

Whatever is refused changes nothing and says why. What a button does not offer may still be sent
by hand, so each page asks again.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.views.pages.workflow import CollectWorkflowActionDataView, WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from xinqiao.review import approval


def turn_back(request: HttpRequest, page: Page, words: Any) -> HttpResponse:
    """To the page's form, where *words* tell why."""
    messages.error(request, words)
    return redirect("wagtailadmin_pages:edit", page.pk)


class WriteNew(CreateView):
    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("action-publish"):
            messages.error(request, approval.NOT_DIRECTLY)
            return redirect("wagtailadmin_explore", self.parent_page.pk)
        return super().post(request)


class Writing:
    """Neither publishes directly nor judges what one may not judge."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page: Any = self.page  # type: ignore[attr-defined]
        if request.POST.get("action-publish"):
            return turn_back(request, page, approval.NOT_DIRECTLY)
        if request.POST.get("action-workflow-action"):
            if self.is_out_of_date:  # type: ignore[attr-defined]
                return turn_back(request, page, approval.OUT_OF_DATE)
            if not self.workflow_action_is_valid():  # type: ignore[attr-defined]
                return turn_back(request, page, why_not(request, page))
        try:
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        except approval.NotReviewed as refusal:
            return turn_back(request, page, refusal.reason)
        except approval.NotAllowed:
            # What the reviewer changed is kept as a draft; changing and approving do not mix.
            words = _(
                "Your changes are saved. As you have changed the text, somebody else has to "
                "approve it."
            )
            return turn_back(request, page, words)


class Write(Writing, EditView):
    pass


class GoBack(Writing, RevisionsRevertView):
    pass


class Judging:
    """Tells who may not judge a text why not."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page: Any = self.object  # type: ignore[attr-defined]
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except approval.NotAllowed as refusal:
            words: str | Promise = refusal.reason
        except PermissionDenied:
            words = why_not(request, page)
        answer = turn_back(request, page, words)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            there = {
                "step": "success",
                "redirect": reverse("wagtailadmin_pages:edit", args=[page.pk]),
            }
            return self.render_modal_json(request, there)  # type: ignore[attr-defined]
        return answer


class Judge(Judging, WorkflowActionView):
    pass


class JudgeWithComment(Judging, CollectWorkflowActionDataView):
    pass


def why_not(request: HttpRequest, page: Page) -> str | Promise:
    """Why somebody may not judge *page* at the step where it is."""
    task: Any = page.current_workflow_task
    if task is None:
        return approval.OUT_OF_DATE
    reason = approval.reason_against(request.user, task.role, page.get_latest_revision())
    return reason or approval.OUT_OF_DATE


class ReviewedViewSet(PageViewSet):
    """The editor's pages for texts under review."""

    add_view_class = WriteNew
    edit_view_class = Write
    revisions_revert_view_class = GoBack
    workflow_action_view_class = Judge
    collect_workflow_action_data_view_class = JudgeWithComment
