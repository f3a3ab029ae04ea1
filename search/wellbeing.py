"""What whoever looks after the site hears about searching, in `/readyz` and in `/metrics`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from django.db import DatabaseError
from django.db.models import Count
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from search import engines
from search.models import Unindexed
from xinqiao.operation.health import AWAY, OK, Check

NO_INDEX = "no index yet"


def state() -> str:
    """Of the worst engine. Each is really asked, however long it was known to be away."""
    states = {state_of(engine) for engine in engines.all_engines()}
    return next((state for state in (AWAY, NO_INDEX) if state in states), OK)


def state_of(engine: engines.Engine) -> str:
    try:
        if not engine.exists():
            return NO_INDEX
        engine.suggest("心", "zh-hans", limit=1)  # reads in it
        return OK
    except engines.EngineAway:
        return AWAY


CHECK = Check("search", state, essential=False, seconds=5.0)
"""Pages are read without it, and the embedded engine stands in for the other one."""


class UnindexedTexts(Collector):
    """One small count in the database for each time that somebody asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(
            "xinqiao_unindexed_texts",
            "Changes that an engine has not learnt of yet, by engine.",
            labels=["engine"],
        )
        with suppress(DatabaseError):  # the other figures are worth having then
            counts = dict(Unindexed.objects.values_list("engine").annotate(Count("pk")).order_by())
            for name in engines.names():
                family.add_metric([name], counts.get(name, 0))
        yield family
