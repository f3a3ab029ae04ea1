"""With a real Elasticsearch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest

from search.engines.elastic import Elastic
from tests.search.conftest import forget
from tests.search.engines.contract import EngineContract


@pytest.fixture
def engine() -> Iterator[Elastic]:
    engine = Elastic(f"{os.environ['ELASTICSEARCH_URL']}/{uuid4().hex}")
    yield engine
    forget(engine)


class TestElasticsearch(EngineContract):
    pass
