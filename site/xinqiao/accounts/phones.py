"""Phone numbers as people type them."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 20
"""Characters as stored, with what parts the digits."""

FEWEST, MOST = 6, 15
"""Digits of a number, with the country's if there is one."""

DASHES = re.compile("[\u2010-\u2015\u2212]")


def tidy_phone(text: str) -> str:
    """Return *text* as it is stored: plain digits and signs; brackets become spaces."""
    text = DASHES.sub("-", unicodedata.normalize("NFKC", text))
    text = re.sub(r"[ ()]+", " ", text).strip()
    return text if len(text) <= MAX_LENGTH else re.sub(r"[ -]", "", text)


def validate_phone(text: str) -> None:
    """Raise ValidationError unless *text*, tidied before, could be somebody's number."""
    if not re.fullmatch(r"\+?[0-9 -]*", text):
        raise ValidationError(
            _("Only digits, spaces, hyphens and brackets, please, and + in front."),
            code="character",
        )
    digits = re.sub(r"\D", "", text)
    if not FEWEST <= len(digits) <= MOST:
        raise ValidationError(
            _("A phone number has %(fewest)d to %(most)d digits; this one has %(count)d."),
            code="length",
            params={"fewest": FEWEST, "most": MOST, "count": len(digits)},
        )
    if len(set(digits)) == 1:
        raise ValidationError(
            _("This is nobody's number. Leave the field empty if you would rather not give yours."),
            code="one_digit",
        )
