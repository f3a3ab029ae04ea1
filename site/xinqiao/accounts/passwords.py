from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext


class LongEnough(MinimumLengthValidator):
    """Django's rule in our words; its own are not there in Chinese."""

    def get_error_message(self) -> str:
        return gettext("Please use at least %(length)d characters.") % {"length": self.min_length}
