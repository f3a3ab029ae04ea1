"""What the templates of questions need beside the face."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.images import get_image_model
from wagtailmedia.models import get_media_model

from assessments import texts
from assessments.exam_pages import Shown

register = template.Library()

PREFIX = "\ue000"
"""Stands for the prefix of all fields in what is kept; no text of ours has it."""

register.filter("said", texts.said)


@register.filter
def said_lang(text: texts.OptionalText) -> str:
    """` lang="…"` where *text* has no words in the reader's language and is said in another."""
    if (get_language() or "") in text or not text:
        return ""
    language = next(code for code in texts.LANGUAGES if code in text)
    return format_html(' lang="{}"', texts.TAGS[language])


@register.filter
def sides(text: texts.OptionalText) -> list[dict[str, str]]:
    """*text* in each language, also where it has no words."""
    return [
        {"lang": texts.TAGS[code], "language": texts.NAMES[code], "words": text.get(code, "")}
        for code in texts.LANGUAGES
    ]


@register.filter
def at(values: Any, key: str) -> Any:
    """What *values* hold under *key*; nothing when they are none."""
    return values.get(key, "") if isinstance(values, Mapping) else ""


@register.filter
def places_in(response: Any) -> dict[str, str]:
    """Where an answer to a question of order puts each part, from 1; also one half given."""
    if not isinstance(response, Mapping):
        return {}
    order = response.get("order", [])
    return {key: str(place) for place, key in enumerate(order, start=1)} or response.get(
        "places", {}
    )


@register.simple_tag
def asked(question: Shown) -> SafeString:
    """The question as its template shows it.

    A county opens the same questions in the same minute, so what nobody has answered yet is
    rendered once a process for each order of its parts. Uploaded pictures and recordings may be
    taken away meanwhile: questions with one are rendered anew.
    """
    face = json.dumps(question.face, sort_keys=True)
    uploaded = "recording" in question.face or '"image": ' in face.replace('"image": null', "")
    if question.response or uploaded or PREFIX in face:
        return rendered(question.template, question.face, question.prefix, question.response)
    kept = unanswered(question.template, face, get_language())
    return mark_safe(kept.replace(PREFIX, question.prefix))  # noqa: S308  (a template's, and qN-)


@lru_cache(maxsize=5000)
def unanswered(template_name: str, face: str, language: str) -> SafeString:
    return rendered(template_name, json.loads(face), PREFIX, {})


def rendered(template_name: str, face: dict[str, Any], prefix: str, response: Any) -> SafeString:
    shown = {"face": face, "prefix": prefix, "response": response}
    return render_to_string(template_name, shown)


@register.inclusion_tag("assessments/questions/includes/picture.html")
def question_picture(picture: dict[str, Any]) -> dict[str, Any]:
    """An uploaded image that is gone leaves its words."""
    image = picture["image"] and get_image_model().objects.filter(pk=picture["image"]).first()
    return picture | {"image": image}


@register.inclusion_tag("assessments/questions/includes/recording.html")
def question_recording(recording: dict[str, Any]) -> dict[str, Any]:
    """A recording that is gone leaves its transcript."""
    media = get_media_model().objects.filter(pk=recording["media"]).first()
    return recording | {"media": media}
