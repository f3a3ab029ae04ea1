from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from search import engines
from search.engines import Engine
from search.engines.elastic import Elastic
from search.engines.embedded import Embedded
from xinqiao.operation.absence import Absence

SERVER = os.environ.get("ELASTICSEARCH_URL")


def forget(engine: Elastic) -> None:
    """Remove its indices from the server."""
    engine.drop([*engine.behind(engine.alias), *engine.behind(engine.building)])


@pytest.fixture
def embedded(db: None, settings: Settings, tmp_path: Path) -> Embedded:
    """The engine inside a site on which nothing has been indexed yet."""
    settings.SEARCH_DIR = tmp_path / "search"
    return engines.embedded()


@pytest.fixture(params=["embedded", "elasticsearch"] if SERVER else ["embedded"])
def index(
    request: pytest.FixtureRequest,
    embedded: Embedded,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Engine]:
    """The engine that answers on a site on which nothing has been indexed yet.

    `make services-test` starts an Elasticsearch, and has all this done by it, too.
    """
    if request.param == "embedded":
        yield embedded
        return
    settings.SEARCH_URL = f"{SERVER}/{uuid4().hex}"
    monkeypatch.setattr(engines, "absence", Absence("search engine", pause=0.0))
    yield engines.elastic()
    forget(engines.elastic())


@pytest.fixture
def committed(
    index: Engine, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Callable[..., object]:
    """A block of changes at the end of which they are committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
