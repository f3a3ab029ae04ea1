"""Our components as template tags, so that a wrong argument is an error and not a blank.

A tag has a template of its name in templates/components/ and rules of its name in
static/css/components.css; `/styleguide/` shows them all.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from xinqiao.common.styles import element, sheet

register = template.Library()


def drawing(folder: str, key: str) -> str:
    """One of our SVG drawings. Raises TemplateDoesNotExist for an unknown key."""
    return render_to_string(f"{folder}/{key}.svg").strip()


known_drawing = lru_cache(maxsize=None)(drawing)


@register.simple_tag
def icon(key: str) -> SafeString:
    """A small sign beside words that say the same; never alone."""
    svg = drawing("icons", key) if settings.DEBUG else known_drawing("icons", key)
    return mark_safe(svg.replace("<svg", '<svg class="icon"', 1))  # noqa: S308  (a file of ours)


@register.simple_tag
def picture(key: str) -> SafeString:
    """A decorative drawing; screen readers pass over it."""
    svg = drawing("pictures", key) if settings.DEBUG else known_drawing("pictures", key)
    return mark_safe(svg)  # noqa: S308  (a file of ours)


@register.simple_tag
def inline_css(name: str) -> SafeString:
    """A style sheet inside the page; its digest stands in the security policy."""
    return mark_safe(element(sheet(name)))  # noqa: S308  (a file of ours)


@register.inclusion_tag("components/progress_bar.html")
def progress_bar(done: int, total: int, *, label: str) -> dict[str, Any]:
    percent = round(100 * done / total) if total else 0
    return {"done": done, "total": total, "percent": percent, "label": label}


@register.simple_block_tag
def callout(content: str, tone: str = "note", *, title: str = "") -> str:
    return render_to_string(
        "components/callout.html", {"content": content, "tone": tone, "title": title}
    )


@register.inclusion_tag("components/empty_state.html")
def empty_state(key: str, title: str, text: str, url: str = "", label: str = "") -> dict[str, str]:
    return {"key": key, "title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/field.html")
def field(bound: forms.BoundField) -> dict[str, Any]:
    """One form field with label, hint and what is wrong with it, tied together for all."""
    box = isinstance(bound.field.widget, forms.CheckboxInput)
    return {"field": bound, "box": box, "choices": bound.use_fieldset}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    return {"form": form}


@register.inclusion_tag("components/help_numbers.html", takes_context=True)
def help_numbers(context: template.Context) -> dict[str, Any]:
    """All help lines with what they are for and when they answer."""
    return {"help_lines": context.get("help_lines")}


@register.filter
def duration(seconds: int) -> str:
    """Seconds as hours and minutes, in words."""
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    said = ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    if not hours:
        return said
    hours_said = ngettext("%(n)d h", "%(n)d h", hours) % {"n": hours}
    return f"{hours_said} {said}" if minutes else hours_said


@register.filter
def size_of(file: FieldFile) -> str:
    """How large *file* is, in words; nothing if its storage has lost it."""
    try:
        return filesizeformat(file.size)
    except OSError:
        return ""


@register.filter
def day(moment: date | datetime | None) -> str:
    """A day as people write it."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
    return date_format(moment, "DATE_FORMAT")
