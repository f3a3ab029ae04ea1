"""All words of a page or a snippet that a reader may meet, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
BLOCK_END = re.compile(r"</(?:p|li|h\d|ul|ol|blockquote)>", re.IGNORECASE)
WRITTEN = (blocks.CharBlock, blocks.TextBlock)


@dataclass(frozen=True)
class Text:
    """Some words, the field that holds them, and the way to them as the editor names it."""

    words: str
    field: str
    where: str


def texts_of(thing: models.Model) -> Iterator[Text]:
    """Every text of *thing*: titles, summaries, words for search engines, all of its blocks."""
    for field in thing._meta.fields:
        where = capfirst(str(field.verbose_name))
        if isinstance(field, StreamField):
            yield from in_block(getattr(thing, field.name), field.name, where)
        elif is_written(field):
            yield Text(getattr(thing, field.name) or "", field.name, where)


def is_written(field: Any) -> bool:
    """Whether an editor writes words into *field*."""
    texts = (models.CharField, models.TextField)
    return isinstance(field, texts) and field.editable and not field.choices


def in_block(value: Any, field: str, where: str, block: Any = None) -> Iterator[Text]:
    """The texts anywhere in the *value* of a *block*, which stands at *where*."""
    if isinstance(value, blocks.StreamValue | ListValue):
        children = value.bound_blocks if isinstance(value, ListValue) else value
        for child in children:
            yield from in_block(child.value, field, below(where, child.block), child.block)
    elif isinstance(block, ImageBlock):
        yield Text(getattr(value, "contextual_alt_text", None) or "", field, where)
    elif isinstance(value, blocks.StructValue):
        for child in value.bound_blocks.values():
            yield from in_block(child.value, field, below(where, child.block), child.block)
    elif isinstance(value, RichText):
        yield Text(without_markup(value.source), field, where)
    elif isinstance(value, str) and isinstance(block, WRITTEN):
        yield Text(value, field, where)


def below(where: str, block: Any) -> str:
    return f"{where} › {capfirst(block.label)}" if block.label else where


def without_markup(html: str) -> str:
    """The words of *html*; a tag inside a word leaves it whole, paragraphs stay apart."""
    return unescape(strip_tags(BLOCK_END.sub("\n\n", BREAK.sub("\n", html))))
