"""Figures of exams in words that need no course in statistics."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FlagWords(NamedTuple):
    """What is remarkable about a question, and what to do."""

    name: str | Promise
    advice: str | Promise


FLAGS: dict[str, FlagWords] = {
    "check_key": FlagWords(
        _("check the key"),
        _("Those who did well elsewhere got it wrong: perhaps the key or the wording is wrong."),
    ),
    "weak": FlagWords(
        _("weak"), _("It hardly tells those who know more from those who know less.")
    ),
    "too_easy": FlagWords(_("too easy"), _("Of a hundred points, people earned more than 95.")),
    "idle_choice": FlagWords(
        _("an answer that nobody takes"), _("Replace it by one that sounds right to beginners.")
    ),
}
"""By code, the worst first."""

REASONS: dict[str, str | Promise] = {
    "few": _("fewer than 30 people"),
    "no_spread": _("all have the same"),
    "drawn": _("questions are drawn: not all had the same"),
    "one_item": _("too few questions"),
    "negative": _("pulls against the rest"),
}
"""Why there is no figure."""

GOOD_RELIABILITY, POOR_RELIABILITY = 75, 64
"""Moodle's reading help for the coefficient of internal consistency, in percent."""


def reliability_said(alpha: float) -> str | Promise:
    if alpha >= GOOD_RELIABILITY:
        return _("good enough for decisions about people")
    if alpha >= POOR_RELIABILITY:
        return _("just enough; more or better questions would help")
    return _("too little for decisions about people")
