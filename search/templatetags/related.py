"""What else may help the reader of a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language
from wagtail.models import Page

from search import finding
from search.naming import KINDS

register = template.Library()

MOST = 4


@register.inclusion_tag("search/includes/related.html")
def related_items(page: Page, kind: str) -> dict[str, Any]:
    """Nothing below a text about a hard subject: who has read it is not led on and on.

    A resource has its own shelf of others about the same; here it shows what else there is.
    """
    asks = getattr(page, "is_sensitive", None)
    if asks and asks():
        return {"items": []}
    key = f"{kind}:{page.translation_key}:{get_language()}"
    shelved = {"resource"} & {kind}
    entries = [entry for entry in finding.related(key, MOST) if entry.kind not in shelved]
    return {"items": [(entry, KINDS.get(entry.kind, "")) for entry in entries]}
