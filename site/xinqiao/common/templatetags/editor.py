"""What only editors see, in their previews."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.text import slugify
from wagtail.models import Page

from xinqiao.common import wording

register = template.Library()


@register.inclusion_tag("includes/editor_checks.html", takes_context=True)
def editor_checks(context: template.Context) -> dict[str, Any]:
    """Words to change in the page as it stands in the editor, and Wagtail's checks of it.

    The panel of checks names an element by its id, so each note is called after its words.
    """
    page = context.get("page")
    found = wording.check(page) if isinstance(page, Page) else []
    notes = [
        (f"{slugify(finding.words, allow_unicode=True)}-{number}", finding)
        for number, finding in enumerate(found, start=1)
    ]
    return {"notes": notes, "request": context["request"], "page": page}
