"""A large library in the engine inside the site and in Elasticsearch, asked in turn.

The texts are made from the words of the site's own content, see `tests/search/corpus.py`. A question goes
the whole way: understood, asked with the counts of all facets, and shown with what is marked in titles and
passages.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

TEXTS, QUESTIONS, ROUNDS, BEGINNINGS = 100_000, 100, 5, 200


def measure() -> Iterator[dict[str, Any]]:
    from django.conf import settings

    from tests.services.__main__ import install_what_is_missing, start_elasticsearch
    from tests.services.elasticsearch import fetch
    from xinqiao.common.processes import Family

    install_what_is_missing()
    fetch()
    logging.getLogger("elastic_transport").setLevel(
        logging.ERROR
    )  # it tells of each try until it is up
    with TemporaryDirectory(prefix="xinqiao-bench-search-") as name, Family(grace=15) as family:
        folder = Path(name)
        folder.chmod(0o711)  # the server has a user of its own, who has to get to its folder
        settings.SEARCH_DIR = folder / "search"
        settings.SEARCH_URL = start_elasticsearch(family, folder)
        yield from filling()
        yield from asking()
        yield from suggesting()


def filling() -> Iterator[dict[str, Any]]:
    from search import engines
    from tests.search.corpus import make_entries

    entries = list(make_entries(TEXTS))
    for engine in engines.all_engines():
        began, cpu = time.perf_counter(), sum(os.times()[:4])
        engine.rebuild(entries)
        seconds = time.perf_counter() - began
        yield row(f"{engine.name}: texts indexed", "a second", TEXTS / seconds)
        if engine.name == "embedded":
            # On a busy machine: what it would be with all processors for itself.
            alone = (sum(os.times()[:4]) - cpu) / (os.cpu_count() or 1)
            yield row("… by the processors' time", "a second", TEXTS / alone) | {"floor": 2000}


def asking() -> Iterator[dict[str, Any]]:
    """The whole way and the engine alone, both engines in turn, question by question."""
    from search.finding import find

    names = ["embedded", "elasticsearch"]
    whole: dict[str, list[float]] = {name: [] for name in names}
    added: dict[str, list[float]] = {name: [] for name in names}
    questions = answered()
    bare = {
        name: [bare_question(name, text, language) for text, language in questions]
        for name in names
    }
    for turn in range(ROUNDS + 1):
        for number, (text, language) in enumerate(questions):
            for name in names:
                seconds, cpu = timed(partial(find, text, language, engine=name))
                _seconds, cpu_inside = timed(bare[name][number])
                if turn:  # the first round warms
                    whole[name].append(seconds)
                    added[name].append(cpu - cpu_inside)
    for name in names:
        yield row(f"{name}: a question, median", "ms", median(whole[name]))
        yield row(f"{name}: a question, 95 of 100", "ms", p95(whole[name]))
        yield row(f"{name}: what our layer adds, median", "CPU ms", median(added[name])) | {
            "limit": 5
        }
    faster = p95(whole["embedded"]) / p95(whole["elasticsearch"])
    yield row("embedded against elasticsearch, 95 of 100", "times", faster) | {"limit": 1}


def answered() -> list[tuple[str, str]]:
    """Questions that are answered as they were put."""
    from search.finding import find
    from tests.search.corpus import make_questions

    asked = ((question, find(*question)) for question in make_questions(3 * QUESTIONS))
    found = (question for question, answer in asked if answer.total and not answer.easier)
    return list(islice(found, QUESTIONS))


def bare_question(name: str, text: str, language: str) -> Callable[[], object]:
    """The same for the engine's own library or server, with everything of ours done before."""
    from search import engines
    from search.asking import Question
    from search.engines.elastic.engine import body
    from search.engines.embedded.schema import query
    from search.engines.plan import found_by, plan_of
    from search.engines.stored import MOST_FACET_VALUES
    from search.language import understand

    question = Question(understood=understand(text, language))
    if name == "elasticsearch":
        return partial(engines.elastic().client.search, **body(question, engines.elastic().alias))
    searcher = engines.embedded().reader.searcher()
    ranked, found = query(plan_of(question)), query(found_by(question))
    terms = {"values": {"terms": {"field": "facets", "size": MOST_FACET_VALUES}}}

    def ask() -> None:
        hits = searcher.search(ranked, question.size).hits
        searcher.aggregate(found, terms)
        for _score, address in hits:
            searcher.doc(address)

    return ask


def suggesting() -> Iterator[dict[str, Any]]:
    """From one to four characters of titles, against whole questions."""
    from search import engines
    from search.finding import find, suggestions
    from tests.search.corpus import make_entries, make_questions

    typed = [
        (entry.title[: 1 + number % 4], entry.language)
        for number, entry in enumerate(make_entries(BEGINNINGS, seed=3))
    ]
    beginnings = [timed(partial(suggestions, *one))[0] for one in typed]
    yield row("suggestions, median", "ms", median(beginnings))
    for name in engines.names():
        questions = [
            timed(partial(find, text, language, engine=name))[0]
            for text, language in make_questions(BEGINNINGS)
        ]
        share = median(beginnings) / median(questions)
        yield row(f"… against a question to {name}", "times", share) | {"limit": 1 / 3}


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Its milliseconds, and those of this process's processor time."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def row(what: str, unit: str, value: float) -> dict[str, Any]:
    return {"what": what, "unit": unit, "value": value}
