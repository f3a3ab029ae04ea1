"""What the page of a self-check asks."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from assessments import self_checks
from assessments.models import SelfCheckPage
from courses.models import CoursePage, ModulePage

register = template.Library()


@register.simple_tag
def asked_in(page: SelfCheckPage) -> self_checks.Checked:
    """The questions of *page*, not answered yet."""
    return self_checks.asked(page, get_language() or "")


@register.simple_tag
def course_of(page: SelfCheckPage) -> CoursePage:
    return CoursePage.objects.ancestor_of(page).get()


@register.simple_tag
def module_of(page: SelfCheckPage) -> ModulePage:
    return ModulePage.objects.ancestor_of(page).get()
