"""What candidates are told when a question was marked anew."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.models import Attempt, Regrade
from assessments.notices import names, still_released
from xinqiao.notifications.kinds import ByMail, Kind
from xinqiao.notifications.services import notify

RESULT_CHANGED = Kind(
    code="result_changed",
    title=_("A result of yours is different now"),
    group=_("Exams"),
    headline=_("“%(exam)s”: your result was put right"),
    text=_(
        "A question of this exam was marked anew, for all who had it. "
        "Why, and what your result is now, stands on its page."
    ),
    default=ByMail.AT_ONCE,
    still_fits=still_released,
)


def tell_changed(attempt: Attempt, regrade: Regrade) -> None:
    """Tell its candidate that *regrade* has changed the result of *attempt*. Once."""
    notify(
        [attempt.person],
        RESULT_CHANGED,
        about=f"{attempt.key}/{regrade.key}",
        words={"exam": names(attempt.sitting)},
        url_name="exam_result",
        url_args=[attempt.key],
    )
