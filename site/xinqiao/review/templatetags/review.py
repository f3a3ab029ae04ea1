"""What readers are told of the review of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from xinqiao.accounts.models import Role

register = template.Library()


@dataclass(frozen=True, slots=True)
class Approval:
    name: str
    role: Role
    on: date


@dataclass(frozen=True, slots=True)
class Review:
    """Who approved what one reads; whether it is overdue; the language of a newer original."""

    approvals: Sequence[Approval] = ()
    overdue: bool = False
    newer: str = ""


@register.simple_tag(takes_context=True)
def review_of(context: Context, page: Any) -> Review:
    """The review of *page*, without a query; nothing for a draft in the preview."""
    if getattr(context["request"], "is_preview", False):
        return Review()
    approvals = [
        Approval(one["name"], Role(one["role"]), date.fromisoformat(one["on"]))
        for one in page.shown_review.get("signatures", [])
    ]
    due = page.next_review_on
    overdue = due is not None and due < timezone.localdate()
    return Review(approvals, overdue, page.shown_review.get("newer", ""))
