from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import tantivy
from tantivy import Query, Searcher, SearchResult

from ...asking import Answer, Hit, Question, Suggestion
from ...entries import Entry
from .. import stored
from ..plan import Plan, chosen_from, found_by, like, plan_of, suggested
from ..stored import MOST_FACET_VALUES, MOST_HITS
from . import schema
from .filling import fill, write
from .folders import Folders
from .reader import Reader


class Embedded:
    """Tantivy on files that all processes of the site share. See decision 0031."""

    name = "embedded"

    def __init__(self, home: Path) -> None:
        self.folders = Folders(home)
        self.reader = Reader(self.folders)

    def exists(self) -> bool:
        return self.folders.current is not None

    # Asking

    def search(self, question: Question) -> Answer:
        searcher = self.reader.searcher()
        if searcher is None or not question.understood.clauses:
            return Answer(total=0, hits=())
        total, hits = best(searcher, question)
        return Answer(total=total, hits=hits, facets=facets(searcher, question))

    def suggest(self, beginning: str, lang: str, limit: int = 8) -> list[Suggestion]:
        return [
            Suggestion(entry.title, entry.kind, entry.url)
            for entry in self.first(suggested(beginning, lang), limit, "prominence")
        ]

    def related(self, key: str, limit: int = 4) -> list[Entry]:
        entry = self.entry(key)
        return self.first(like(entry), limit) if entry else []

    def entry(self, key: str) -> Entry | None:
        searcher = self.reader.searcher()
        if searcher is None:
            return None
        found = searcher.search(Query.term_query(schema.SCHEMA, "key", key), 1, count=False).hits
        return entry_at(searcher, found[0][1]) if found else None

    def first(self, plan: Plan, limit: int, order_by: str | None = None) -> list[Entry]:
        searcher = self.reader.searcher()
        if searcher is None:
            return []
        found = searcher.search(schema.query(plan), limit, count=False, order_by_field=order_by)
        return [entry_at(searcher, address) for _score, address in found.hits]

    def fingerprints(self) -> Mapping[str, str]:
        searcher = self.reader.searcher()
        if searcher is None or not searcher.num_docs:
            return {}
        found = searcher.search(Query.all_query(), searcher.num_docs, count=False).hits
        documents = (searcher.doc(address) for _score, address in found)
        return {
            stored.from_json(document["entry"][0]).key: document["fingerprint"][0].decode()
            for document in documents
        }

    # Writing

    def put(self, entries: Iterable[Entry]) -> int:
        return self.change([(entry.key, entry) for entry in entries])

    def remove(self, keys: Iterable[str]) -> None:
        self.change([(key, None) for key in keys])

    def change(self, changes: list[tuple[str, Entry | None]]) -> int:
        """Write all or nothing; returns how many entries were put."""
        if not changes:
            return 0
        with self.folders.writing():
            if self.folders.is_rebuilding():
                self.folders.note(
                    [(key, stored.as_json(entry) if entry else None) for key, entry in changes]
                )
            folder = self.folders.current
            if folder is None:
                folder = self.folders.new()
                write(folder, changes)
                self.folders.switch_to(folder)
            else:
                write(folder, changes)
        return sum(entry is not None for _key, entry in changes)

    def rebuild(self, entries: Iterable[Entry]) -> int:
        with self.folders.rebuilding() as folder:
            count = fill(folder, entries)
            with self.folders.writing():
                write(folder, meanwhile(self.folders))
                self.folders.switch_to(folder)
        return count


def best(searcher: Searcher, question: Question) -> tuple[int, tuple[Hit, ...]]:
    """How many entries there are, and those of the page that is asked for."""
    query = schema.query(plan_of(question))
    if question.start + question.size > MOST_HITS:
        return total_of(searcher.search(query, 1)), ()
    found = searcher.search(
        query,
        question.size,
        offset=question.start,
        order_by_field="newness" if question.order == "date" else None,
    )
    scored = question.order == "relevance"
    hits = [
        Hit(entry_at(searcher, address), score if scored else 0.0) for score, address in found.hits
    ]
    return total_of(found), tuple(hits)


def total_of(result: SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined]  # its stubs forget it


def facets(searcher: Searcher, question: Question) -> dict[str, dict[str, int]]:
    """Of a facet that is chosen from, what the other filters leave."""
    counts = stored.counted(values(searcher, found_by(question)))
    for name in chosen_from(question):
        wider = stored.counted(values(searcher, found_by(question, without=name)))
        counts[name] = wider.get(name, {})
    return counts


def values(searcher: Searcher, plan: Plan) -> dict[str, int]:
    terms = {"field": "facets", "size": MOST_FACET_VALUES}
    found = searcher.aggregate(schema.query(plan), {"values": {"terms": terms}})
    return {bucket["key"]: bucket["doc_count"] for bucket in found["values"]["buckets"]}


def entry_at(searcher: Searcher, address: tantivy.DocAddress) -> Entry:
    return stored.from_json(searcher.doc(address)["entry"][0])


def meanwhile(folders: Folders) -> Iterator[tuple[str, Entry | None]]:
    for key, text in folders.noted():
        yield key, stored.from_json(text) if text else None
