"""How far apart two reviews of a text may lie."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext


def review_problem(last: date | None, following: date | None) -> str:
    """What is wrong with the dates of two reviews, or nothing."""
    if following is None:
        return ""
    if last is not None and following < last:
        return gettext("The next review comes after the last one.")
    if following > two_years_after(last or timezone.localdate()):
        return gettext("At most 24 months may lie between two reviews.")
    return ""


def two_years_after(day: date) -> date:
    """The same day two years on; the first of March after a 29th of February."""
    try:
        return day.replace(year=day.year + 2)
    except ValueError:
        return date(day.year + 2, 3, 1)
