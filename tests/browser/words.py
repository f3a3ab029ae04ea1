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
ONLY_HERE = "There is no room on this device: {n} kept only while this page is open. Please stay here until they are sent."
BAR = "{n} not sent yet, kept on this device"
BAR_REFUSED = "{n} could not be saved. See why"
NEAR_WAITING = "Kept on this device, not sent yet."
NEAR_ONLY_HERE = "Kept only while this page is open."
NEAR_SAVED = "Saved."
FAULT = "The site could not take it in. It stays on this device."
SAVED = "All is saved."
SIGNED_OUT = "You are signed out. {n} kept on this device; sign in and they are sent."
OF_ANOTHER = "{n} of another account wait on this device until that person signs in."
REFUSED = "Could not be saved: {reason}"
PROGRESS = "%(done)s of %(total)s lessons done"
