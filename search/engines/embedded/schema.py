"""How entries lie in the index, and how a plan is asked there."""

from __future__ import annotations

import tantivy
from tantivy import Occur, Query

from .. import stored
from ..plan import AnyOf, Both, Counted, Near, OneOf, Plan

FORMAT = "2"
"""Another number for another schema: an index of an older one counts as none."""


def build() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "family", "language", "readers", "sensitive"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("beginnings", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("facets", tokenizer_name="raw", index_option="basic", fast=True)
    for name in stored.FIELDS:
        for cut, option in (("characters", "position"), ("words", "freq")):
            builder.add_text_field(
                f"{name}_{cut}", tokenizer_name="whitespace", index_option=option
            )
    for name in ("newness", "prominence"):
        builder.add_integer_field(name, fast=True)
    for name in ("entry", "fingerprint"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


SCHEMA = build()


def query(plan: Plan) -> Query:
    match plan:
        case Near(tokens=()) | OneOf(values=()) | AnyOf(parts=()):
            return Query.empty_query()
        case Near(field, (token,)) | OneOf(field, (token,)):
            return Query.term_query(SCHEMA, field, token)
        case Near(field, tokens):
            return Query.phrase_query(SCHEMA, field, list(tokens))
        case OneOf(field, values):
            return Query.term_set_query(SCHEMA, field, list(values))
        case AnyOf(parts):
            return Query.boolean_query([(Occur.Should, query(part)) for part in parts])
        case Both(must, never):
            all_of = [(Occur.Must, query(part)) for part in must]
            return Query.boolean_query(all_of + [(Occur.MustNot, query(part)) for part in never])
        case Counted(found, by):
            counted = [
                (Occur.Should, Query.boost_query(query(near), weight)) for near, weight in by
            ]
            finds = Query.const_score_query(query(found), 0.0)
            return Query.boolean_query([(Occur.Must, finds), *counted])
