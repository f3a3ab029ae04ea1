"""schema.org data inside a page."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}
"""So that no text can end the element it stands in."""


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """*data* as a data block for search engines, without what is unknown (None).

    No text in it can end the element.
    """
    text = json.dumps(known(data), ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  (escaped)


def known(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: known(value) for key, value in data.items() if value is not None}
    return [known(value) for value in data] if isinstance(data, list) else data
