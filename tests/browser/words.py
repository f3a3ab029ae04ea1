"""What the site says, by the English of its catalogue."""

from __future__ import annotations

import re

from django.utils.translation import gettext, override


def said(english: str, language: str = "zh-hans") -> re.Pattern[str]:
    """A pattern for a sentence of the site; whatever stands for `{n}` and the like fits."""
    with override(language):
        sentence = gettext(english)
    return re.compile(".+".join(map(re.escape, re.split(r"\{\w+\}|%\(\w+\)s", sentence))))


WAITING = "Kept on this device; {n} to be sent when there is a connection."
SAVED = "All is saved."
SIGNED_OUT = "You are signed out. {n} kept on this device; sign in and they are sent."
OF_ANOTHER = "{n} of another account wait on this device until that person signs in."
NO_ROOM = "This device has no room left to keep your work. Please stay online."
REFUSED = "Could not be saved: {reason}"
PROGRESS = "%(done)s of %(total)s lessons done"
