"""Large collections of texts, made from the words of the site's own content.

All words of the texts below site/content are counted; titles, summaries and bodies draw from them as
often as they stand there, and each text holds a few terms of the field. Four of five are Chinese, some 300
characters long, the others English. The same seed makes the same texts.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

import rjieba
import yaml
from django.conf import settings

from search.entries import Entry
from search.language import understanding

CONTENT = Path(settings.SITE_DIR, "content")
TERMS = Path(understanding.__file__).parent / "data" / "terms.yaml"
CHINESE, ENGLISH = "zh-hans", "en"
KINDS = ["article", "lesson", "resource", "term", "course", "page"]
FACETS = {"topic": 20, "audience": 8, "level": 5}
LENGTHS = {CHINESE: (4, 20, 150), ENGLISH: (5, 18, 90)}
"""Words of a title, a summary and a body."""


@cache
def words(language: str) -> tuple[list[str], list[int]]:
    """All words of the content, with sums of their frequencies."""
    texts = "\n".join(
        file.read_text()
        for file in sorted(CONTENT.rglob("*.md"))
        if (".en." in file.name) == (language == ENGLISH)
    )
    if language == ENGLISH:
        found = Counter(re.findall(r"[A-Za-z]+", texts))
    else:
        found = Counter(word for word in rjieba.cut(texts) if re.fullmatch("[一-龥]+", word))
    return list(found), list(accumulate(found.values()))


@cache
def field_terms(language: str) -> list[str]:
    lines = yaml.safe_load(TERMS.read_text())
    name = "en" if language == ENGLISH else "zh"
    return sorted({term for line in lines for term in line.get(name, [])})


def make_entries(count: int, *, seed: int = 1) -> Iterator[Entry]:
    chance = random.Random(seed)
    for number in range(count):
        language = ENGLISH if number % 5 == 4 else CHINESE
        title, summary, body = (text(chance, language, length) for length in LENGTHS[language])
        yield Entry(
            key=f"article:{number}:{language}",
            kind=skewed(chance, KINDS),
            family=f"article:{number}",
            language=language,
            title=title,
            url=f"/{language}/articles/{number}/",
            day=date(2020, 1, 1) + timedelta(days=chance.randrange(2400)),
            summary=summary,
            body=body,
            keywords=" · ".join(chance.sample(field_terms(language), 2)),
            facets={
                name: (skewed(chance, [f"{name}-{value}" for value in range(values)]),)
                for name, values in FACETS.items()
            },
        )


def make_questions(count: int, *, seed: int = 2) -> list[tuple[str, str]]:
    """Each of one to three words, with its language; half of the words are terms of the field."""
    chance = random.Random(seed)
    questions = []
    for number in range(count):
        language = ENGLISH if number % 5 == 4 else CHINESE
        parts = [
            chance.choice(field_terms(language))
            if chance.random() < 0.5
            else text(chance, language, 1)
            for _ in range(1 + number % 3)
        ]
        questions.append((" ".join(parts), language))
    return questions


def text(chance: random.Random, language: str, length: int) -> str:
    vocabulary, sums = words(language)
    drawn = chance.choices(vocabulary, cum_weights=sums, k=length)
    if length > 10:
        for _ in range(length // 40 + 1):
            drawn[chance.randrange(length)] = chance.choice(field_terms(language))
    return (" " if language == ENGLISH else "").join(drawn)


def skewed(chance: random.Random, values: list[str]) -> str:
    """The first ones often, the last ones seldom."""
    return values[int(chance.random() ** 2 * len(values))]
