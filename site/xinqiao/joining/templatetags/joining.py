"""What joining shows on pages of other apps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.utils import timezone

from xinqiao.accounts import granting
from xinqiao.joining.models import JoinRequest
from xinqiao.joining.views import KEPT_CODE

register = template.Library()

ANSWERS_SHOWN_FOR = timedelta(days=30)

State = JoinRequest.State


@register.inclusion_tag("joining/includes/my_places.html", takes_context=True)
def my_places(context: template.Context, roles: Any, unseen: bool) -> dict[str, Any]:
    """On the account page: roles to leave, requests with their answers, ways to join."""
    requests = JoinRequest.objects.filter(person=context["user"]).with_people()
    lately = timezone.now() - ANSWERS_SHOWN_FOR
    return {
        "roles": roles,
        "unseen": unseen,
        "waiting": requests.filter(state=State.WAITING).order_by("asked_at"),
        "declined": requests.filter(state=State.DECLINED, answered_at__gte=lately).order_by(
            "-answered_at"
        ),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("joining/includes/my_news.html", takes_context=True)
def joining_news(context: template.Context) -> dict[str, Any]:
    """On `my/`: a code typed before signing in, and requests that wait."""
    request = context["request"]
    waiting = JoinRequest.objects.waiting().filter(person=request.user).with_people()
    return {"code": request.session.get(KEPT_CODE), "waiting": waiting}


@register.inclusion_tag("joining/includes/teach_tabs.html", takes_context=True)
def teach_tabs(context: template.Context, current: str) -> dict[str, Any]:
    """The parts of `teach/` that the reader may see, and how many requests wait for an answer."""
    person = context["user"]
    return {
        "current": current,
        "teaching": context["teaching"],
        "gives_roles": bool(granting.roles_to_give(person)),
        "waiting": JoinRequest.objects.answerable_by(person).count(),
    }
