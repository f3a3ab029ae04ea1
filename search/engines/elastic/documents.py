"""How entries lie on the server, and how a plan is asked there.

Texts come as our own tokens and are cut at blanks alone, so that the server counts with the same
words as the embedded engine.
"""

from __future__ import annotations

from typing import Any

from elasticsearch_dsl import Document, Keyword, Long, MetaField, Object, Text

from ...entries import Entry
from .. import stored
from ..plan import AnyOf, Both, Counted, Near, OneOf, Plan

FORMAT = "1"
"""Another number for other fields: an index of an older form counts as none."""

GIVEN_BACK = ["entry", "fingerprint"]


class EntryDocument(Document):
    key = Keyword()
    family = Keyword()
    language = Keyword()
    readers = Keyword()
    sensitive = Keyword()
    facets = Keyword()
    beginnings = Keyword()
    title_characters = Text(analyzer="whitespace")
    title_words = Text(analyzer="whitespace")
    keywords_characters = Text(analyzer="whitespace")
    keywords_words = Text(analyzer="whitespace")
    summary_characters = Text(analyzer="whitespace")
    summary_words = Text(analyzer="whitespace")
    body_characters = Text(analyzer="whitespace")
    body_words = Text(analyzer="whitespace")
    newness = Long()
    prominence = Long()
    fingerprint = Keyword(index=False, doc_values=False)
    entry = Object(enabled=False)

    class Meta:
        dynamic = MetaField(False)
        source = MetaField(includes=GIVEN_BACK)

    class Index:
        settings = {
            "number_of_shards": 1,  # all count with the same frequencies
            "auto_expand_replicas": "0-1",
            "gc_deletes": "1h",  # an older version of what was removed meanwhile is refused so long
        }


def document(entry: Entry) -> dict[str, Any]:
    return {
        **stored.values_of(entry),
        **stored.numbers_of(entry),
        "entry": stored.as_values(entry),
        "fingerprint": stored.fingerprint(entry),
    }


def query(plan: Plan, boost: float = 1.0) -> dict[str, Any]:
    match plan:
        case Near(tokens=()) | OneOf(values=()) | AnyOf(parts=()):
            return {"match_none": {}}
        case Near(field, (token,)):
            return {"term": {field: {"value": token, "boost": boost}}}
        case Near(field, tokens):
            return {"match_phrase": {field: {"query": " ".join(tokens), "boost": boost}}}
        case OneOf(field, values):
            return {"terms": {field: list(values)}}
        case AnyOf(parts):
            return {"bool": {"should": [query(part) for part in parts]}}
        case Both(must, never):
            return {"bool": {"filter": list(map(query, must)), "must_not": list(map(query, never))}}
        case Counted(found, by):
            counted = [query(near, weight) for near, weight in by]
            return {"bool": {"filter": [query(found)], "should": counted}}
