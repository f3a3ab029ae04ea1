"""What people may be called: the name that colleagues see, and the name to sign in with.

Both are letters, not pictures, and what looks the same is stored the same, so that nobody can
be taken for somebody else in a list.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 40
"""Characters of a display name, the middle dot included."""

MAX_USERNAME_LENGTH = 60

MAX_MARKS = 3
"""Accents and vowel signs on one letter; Tibetan needs three."""

# People type several characters for the middle dot of 阿依·古丽; only one is stored.
LOOK_LIKE_THE_DOT = "\u2022\u2027\u2219\u22c5\u2e31\u30fb\uff65\u16eb\u318d\ua78f"
MIDDLE_DOTS = str.maketrans(dict.fromkeys(LOOK_LIKE_THE_DOT, "·"))
PUNCTUATION = frozenset(" ·-'’.（）()་")  # the last one parts Tibetan syllables
# Letters and accents to Unicode, but nothing to the eye.
BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp"})
USERNAME = re.compile(r"[A-Za-z0-9@.+_\-\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+")


def tidy_name(text: str) -> str:
    """Return *text* as it is stored: composed letters, one kind of middle dot, single spaces.

    Full-width and ornamental letters become plain ones. A second time changes nothing.
    """
    text = text.translate(MIDDLE_DOTS)
    plain = "".join(
        character if character in PUNCTUATION else unicodedata.normalize("NFKC", character)
        for character in unicodedata.normalize("NFC", text)
    )
    composed = unicodedata.normalize("NFC", plain).translate(MIDDLE_DOTS)
    return re.sub(r" ?·[ ·]*", "·", re.sub(r"\s+", " ", composed)).strip(" ·")


def is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] == "L" or character == "〇"


def is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc"}


def validate_name(text: str) -> None:
    """Raise ValidationError unless *text*, tidied before, could be somebody's name."""
    if len(text) > MAX_LENGTH:
        raise ValidationError(
            _("A name may have up to %(limit)d characters; this one has %(length)d."),
            code="too_long",
            params={"limit": MAX_LENGTH, "length": len(text)},
        )
    marks = MAX_MARKS  # nothing to stand on yet
    for character in text:
        check_character(character)
        if not is_mark(character):
            marks = 0 if is_letter(character) else MAX_MARKS
        elif (marks := marks + 1) > MAX_MARKS:
            raise ValidationError(_("The name holds too many accents on one letter."), code="marks")
    if text and not any(map(is_letter, text)):
        raise ValidationError(_("A name needs at least one letter."), code="no_letter")


def check_character(character: str) -> None:
    """Raise ValidationError unless *character* may stand somewhere in a name."""
    category = unicodedata.category(character)
    if category in INVISIBLE or BLANK.match(character):
        raise ValidationError(
            _("The name holds an invisible control character. Please type it again."),
            code="invisible",
        )
    if is_letter(character) or is_mark(character) or category == "Nd" or character in PUNCTUATION:
        return
    raise ValidationError(
        _("“%(character)s” cannot be part of a name. Letters, spaces, · - ' . may."),
        code="character",
        params={"character": character if character.isprintable() else "?"},
    )


def tidy_username(text: str) -> str:
    """Return *text* as it is stored and looked up: full-width letters become plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def validate_username(text: str) -> None:
    """Raise ValidationError unless one can sign in by *text*, tidied before."""
    if not USERNAME.fullmatch(text):
        raise ValidationError(
            _("A user name may hold Chinese characters, letters, digits and @ . + - _"),
            code="character",
        )
    if not any(map(str.isalnum, text)):
        raise ValidationError(
            _("A user name needs at least one letter or digit."), code="no_letter"
        )
