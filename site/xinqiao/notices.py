"""The kinds of notices, in the order in which people choose mail for them."""

from __future__ import annotations

from assessments.notices import (
    LATE_DECIDED,
    QUESTION_SENT_BACK,
    RESULT_THERE,
    SITTING_CLOSES,
    SITTING_OPENS,
)
from assessments.regrading.notices import RESULT_CHANGED
from courses.notices import IDLE
from xinqiao.joining.notices import ACCEPTED, DECLINED, REQUEST_WAITS
from xinqiao.notifications.kinds import Kind
from xinqiao.notifications.notices import ROLE_GIVEN, ROLE_TAKEN
from xinqiao.review.notices import APPROVED, ASKED, DUE, RETURNED

KINDS: list[Kind] = [
    IDLE,
    SITTING_OPENS,
    SITTING_CLOSES,
    RESULT_THERE,
    RESULT_CHANGED,
    LATE_DECIDED,
    QUESTION_SENT_BACK,
    REQUEST_WAITS,
    ACCEPTED,
    DECLINED,
    ROLE_GIVEN,
    ROLE_TAKEN,
    ASKED,
    APPROVED,
    RETURNED,
    DUE,
]
