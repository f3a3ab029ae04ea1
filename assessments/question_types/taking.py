"""What a device sent, taken only if it is what it should be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from .base import BadResponse

TOO_LONG = gettext_lazy("This is too long: no more than %(limit)s characters, please.")


def only_text(value: Any, *, up_to: int) -> str:
    """*value* without blanks around it, if it is text that can be kept. Raises `BadResponse`."""
    if not isinstance(value, str) or "\x00" in value:
        raise BadResponse
    text = value.replace("\r\n", "\n").strip()
    if any("\ud800" <= character <= "\udfff" for character in text):  # half a character
        raise BadResponse
    if len(text) > up_to:
        raise BadResponse(TOO_LONG % {"limit": up_to})
    return text


def only_key(value: Any, known: Iterable[str]) -> str:
    """*value* if it is one of *known*. Raises `BadResponse`."""
    if not isinstance(value, str) or value not in known:
        raise BadResponse
    return value


def only_known(keys: Any, known: Iterable[str]) -> list[str]:
    """*keys*, each once and in their order, if each is *known*. Raises `BadResponse`."""
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise BadResponse
    if len(set(keys)) != len(keys) or not set(keys) <= set(known):
        raise BadResponse
    return keys
