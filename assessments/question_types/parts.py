"""The lists of parts that questions are made of: named, shuffled, shown, and read from forms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from random import Random

from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import override

from assessments.texts import LANGUAGES, OptionalText, said

from .base import Content, Keyed, Line, Option, Order
from .faults import fault


def keys_of(parts: Iterable[Keyed]) -> list[str]:
    """For validators. Raises a fault when two parts have the same key."""
    keys = [part.key for part in parts]
    if len(set(keys)) != len(keys):
        raise fault("repeated_key")
    return keys


def in_languages(words: Promise) -> OptionalText:
    """Our own words as a text of a question."""
    said_in: OptionalText = {}
    for language in LANGUAGES:
        with override(language):
            said_in[language] = str(words)
    return said_in


def side_by_side(first: OptionalText, second: OptionalText) -> OptionalText:
    """Two texts as one, in all languages that one of them has."""
    both = [language for language in LANGUAGES if language in first or language in second]
    return {one: f"{said(first, one)} → {said(second, one)}" for one in both}


def option_lines(options: Iterable[Option], right: Collection[str]) -> list[Line]:
    """For `key_lines`, with what is said to who chose each."""
    return [Line(one.text, one.key in right, note=one.feedback) for one in options]


def feedback_on(options: Iterable[Option], keys: Collection[str]) -> list[OptionalText]:
    """What is said to who chose *keys*."""
    return [one.feedback for one in options if one.key in keys and one.feedback]


def words_of(options: Iterable[Option], language: str) -> dict[str, str]:
    return {one.key: said(one.text, language) for one in options}


def shuffled(parts: Sequence[Option], random: Random) -> list[str]:
    """Keys in an order by chance; what is fixed keeps its place."""
    free = [part.key for part in parts if not part.fixed]
    random.shuffle(free)
    rest = iter(free)
    return [part.key if part.fixed else next(rest) for part in parts]


def in_order(parts: Iterable[Option], order: Sequence[str], language: str | None) -> list[dict]:
    """Key and words of each part; those that *order* does not name follow at the end."""
    places = {key: place for place, key in enumerate(order)}
    ordered = sorted(parts, key=lambda part: places.get(part.key, len(places)))
    return [{"key": part.key, "text": said(part.text, language)} for part in ordered]


def veiled(content: Content, key: str) -> str:
    """A name for *key* in forms where the keys themselves may tell the right answer.

    Authors name things in the order in which they write them: `a`, `b`, `c`.
    """
    named = f"{sorted(content.stem.items())}{key}"
    return salted_hmac("assessments.question_types", named).hexdigest()[:10]


def choices(
    content: Content, parts: Sequence[Option], order: Order, name: str, language: str | None
) -> list[dict]:
    """As `in_order` for the list *name*, each part with the `field` that a form sends for it."""
    return [
        one | {"field": veiled(content, f"{name}.{one['key']}")}
        for one in in_order(parts, order.get(name, []), language)
    ]


def unveiled(
    content: Content, parts: Sequence[Option], name: str, given: Iterable[str]
) -> list[str]:
    """The keys of what a form sent for `choices`; what is none of them stays as it is."""
    keys = {veiled(content, f"{name}.{part.key}"): part.key for part in parts}
    return [keys.get(one, one) for one in given]


def in_veiled_order(
    content: Content, parts: Sequence[Option], order: Order, name: str, language: str | None
) -> list[dict]:
    """As `in_order` for the list *name*, each part with its `field` in the form.

    Without an order by chance, the order of the author could be the answer, so it is not shown.
    """
    fields = {part.key: veiled(content, f"{name}.{part.key}") for part in parts}
    arranged = order.get(name) or sorted(fields, key=fields.__getitem__)
    return [one | {"field": fields[one["key"]]} for one in in_order(parts, arranged, language)]


def veiled_fields(
    content: Content, parts: Sequence[Option], name: str, form: QueryDict, prefix: str
) -> dict[str, str]:
    """What was put for each part into the fields that bear *prefix* and the names of its list."""
    return {
        part.key: given
        for part in parts
        if (given := form.get(f"{prefix}{veiled(content, f'{name}.{part.key}')}"))
    }
