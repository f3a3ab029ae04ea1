from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from elasticsearch import NotFoundError
from elasticsearch.helpers import scan

from ...asking import Answer, Hit, Question, Suggestion
from ...entries import Entry
from .. import stored
from ..plan import Plan, chosen_from, found_by, like, plan_of, suggested
from ..stored import MOST_FACET_VALUES, MOST_HITS
from .documents import FORMAT, EntryDocument, document, query
from .server import SECONDS_FOR_WORK, answers, connected, write

SUGGESTED = ("title", "kind", "url")
TERMS = {"terms": {"field": "facets", "size": MOST_FACET_VALUES}}


class Elastic:
    """An index with a version in its name, behind an alias that is switched when it is complete.

    Versions of documents are moments: a rebuild brings those of its beginning, and what changes
    meanwhile is written into both indices and is newer.
    """

    name = "elasticsearch"

    def __init__(self, url: str) -> None:
        self.client, self.alias = connected(url)
        self.patient = self.client.options(request_timeout=SECONDS_FOR_WORK)
        self.building = f"{self.alias}-building"

    def exists(self) -> bool:
        with answers():
            return any(self.is_ours(index) for index in self.behind(self.alias))

    def is_ours(self, index: str) -> bool:
        return index.startswith(f"{self.alias}-{FORMAT}-")

    def behind(self, alias: str) -> list[str]:
        try:
            return list(self.client.indices.get_alias(name=alias))
        except NotFoundError:
            return []

    # Asking

    def search(self, question: Question) -> Answer:
        if not question.understood.clauses:
            return Answer(total=0, hits=())
        with answers():
            found = self.client.search(**body(question, self.alias))
        return Answer(
            total=found["hits"]["total"]["value"],
            hits=tuple(hit_of(hit) for hit in found["hits"]["hits"]),
            facets=counts(found["aggregations"], question),
        )

    def suggest(self, beginning: str, lang: str, limit: int = 8) -> list[Suggestion]:
        with answers():
            found = self.client.search(
                index=self.alias,
                query=query(suggested(beginning, lang)),
                size=limit,
                sort=["prominence:desc"],
                track_total_hits=False,
                source_includes=[f"entry.{name}" for name in SUGGESTED],
                filter_path="hits.hits._source",
            )
        hits = found.get("hits", {}).get("hits", [])
        return [Suggestion(*(hit["_source"]["entry"][name] for name in SUGGESTED)) for hit in hits]

    def related(self, key: str, limit: int = 4) -> list[Entry]:
        with answers():
            found = self.client.search(index=self.alias, query={"term": {"key": key}}, size=1)
        entries = [hit_of(hit).entry for hit in found["hits"]["hits"]]
        return self.first(like(entries[0]), limit, ["_score", "newness:desc"]) if entries else []

    def first(self, plan: Plan, limit: int, sort: list[str]) -> list[Entry]:
        with answers():
            found = self.client.search(
                index=self.alias,
                query=query(plan),
                size=limit,
                sort=sort,
                track_total_hits=False,
                source_includes=["entry"],
            )
        return [hit_of(hit).entry for hit in found["hits"]["hits"]]

    def fingerprints(self) -> Mapping[str, str]:
        with answers():
            found = scan(self.client, index=self.alias, _source=["fingerprint"], size=2000)
            return {hit["_id"]: hit["_source"]["fingerprint"] for hit in found}

    # Writing

    def put(self, entries: Iterable[Entry]) -> int:
        now = moment()
        return self.change([indexed(entry, now) for entry in entries])

    def remove(self, keys: Iterable[str]) -> None:
        now = moment()
        self.change([{"_op_type": "delete", "_id": key, **version(now)} for key in keys])

    def change(self, actions: list[dict[str, Any]]) -> int:
        """Write into the index, and into one that is being built. Returns how many it took."""
        if not actions:
            return 0
        with answers():
            if not self.exists():
                self.rebuild([])
            if self.behind(self.building):
                write(self.client, to(self.building, actions), require_alias=True)
            return write(self.client, to(self.alias, actions), require_alias=True, refresh=True)

    def rebuild(self, entries: Iterable[Entry]) -> int:
        now = moment()
        index = f"{self.alias}-{FORMAT}-{time.strftime('%Y%m%d%H%M%S')}-{secrets.token_hex(3)}"
        with answers():
            self.drop(self.behind(self.building))  # what a rebuild left that was killed
            self.make(index)
            try:
                count = write(self.client, to(index, (indexed(entry, now) for entry in entries)))
                self.switch_to(index)
            except BaseException:
                self.drop([index])
                raise
        return count

    def make(self, index: str) -> None:
        new = EntryDocument._index.clone(index)
        new.settings(refresh_interval="-1")
        new.aliases(**{self.building: {}})
        new.create(using=self.patient)

    def switch_to(self, index: str) -> None:
        self.patient.indices.put_settings(index=index, settings={"index.refresh_interval": "1s"})
        self.patient.indices.refresh(index=index)
        old = self.behind(self.alias)
        self.patient.indices.update_aliases(
            actions=[
                {"add": {"index": index, "alias": self.alias}},
                *({"remove": {"index": other, "alias": self.alias}} for other in old),
                {"remove": {"index": index, "alias": self.building}},
            ]
        )
        self.drop(old)

    def drop(self, indices: list[str]) -> None:
        for index in indices:
            self.patient.indices.delete(index=index, ignore_unavailable=True)


def body(question: Question, index: str) -> dict[str, Any]:
    """All that the server is asked."""
    beyond = question.start + question.size > MOST_HITS
    by_date = {"newness": "desc"}
    return {
        "index": index,
        "query": query(plan_of(question)),
        "from_": 0 if beyond else question.start,
        "size": 0 if beyond else question.size,
        "sort": [by_date] if question.order == "date" else ["_score", by_date],
        "track_total_hits": True,
        "aggs": aggregations(question),
        "source_includes": ["entry"],
    }


def moment() -> int:
    return time.time_ns() // 1_000


def version(number: int) -> dict[str, Any]:
    return {"version": number, "version_type": "external_gte"}


def indexed(entry: Entry, number: int) -> dict[str, Any]:
    source = document(entry)
    return {"_op_type": "index", "_id": entry.key, "_source": source, **version(number)}


def to(index: str, actions: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for action in actions:
        yield {"_index": index, **action}


def aggregations(question: Question) -> dict[str, Any]:
    """The values of all facets, and apart, by number, those of each that is chosen from."""
    wanted: dict[str, Any] = {"values": TERMS}
    for number, name in enumerate(chosen_from(question)):
        wider = {"filter": query(found_by(question, without=name)), "aggs": {"values": TERMS}}
        wanted[str(number)] = {"global": {}, "aggs": {"wider": wider}}
    return wanted


def counts(aggregated: Mapping[str, Any], question: Question) -> dict[str, dict[str, int]]:
    """Of a facet that is chosen from, what the other filters leave."""
    facets = stored.counted(values(aggregated["values"]))
    for number, name in enumerate(chosen_from(question)):
        wider = values(aggregated[str(number)]["wider"]["values"])
        facets[name] = stored.counted(wider).get(name, {})
    return facets


def values(terms: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in terms["buckets"]}


def hit_of(hit: Mapping[str, Any]) -> Hit:
    return Hit(stored.from_values(hit["_source"]["entry"]), hit["_score"] or 0.0)
