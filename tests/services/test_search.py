"""With a real Elasticsearch, which is stopped and started again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from pytest_django import Settings

from search import engines, indexing
from search.asking import Question
from search.engines import EngineAway
from search.engines.elastic import Elastic
from search.engines.embedded import Embedded
from search.finding import find, suggestions
from search.language import understand
from search.models import Unindexed
from tests.knowledge_factories import ArticlePageFactory
from tests.search.conftest import forget
from tests.search.corpus import make_entries, make_questions
from tests.search.engines.contract import EngineContract
from tests.search.engines.entries import ask, entry, titles
from tests.search.engines.judged import JudgedContract
from tests.services import elasticsearch
from tests.services.county import Service
from tests.services.programs import free_port
from tests.services.waiting import eventually
from xinqiao.operation.absence import Absence


@pytest.fixture
def engine() -> Iterator[Elastic]:
    engine = Elastic(f"{os.environ['ELASTICSEARCH_URL']}/{uuid4().hex}")
    yield engine
    forget(engine)


class TestElasticsearch(EngineContract, JudgedContract):
    pass


def test_a_rebuild_leaves_one_index_on_the_server(engine: Elastic):
    for _ in range(3):
        engine.rebuild([entry("睡眠")])

    assert len(engine.client.indices.get(index=f"{engine.alias}-*")) == 1


def test_a_document_that_the_server_refuses_is_reported_and_keeps_no_other_out(
    engine: Elastic, caplog: pytest.LogCaptureFixture
):
    good, bad = entry("睡眠"), entry("睡眠", facets={"topic": ("x" * 40_000,)})

    assert engine.put([bad, good]) == 1

    assert ask(engine, "睡眠").total == 1
    assert "Refused by the search engine" in caplog.text


def test_both_engines_find_and_count_the_same_and_put_the_same_first(
    engine: Elastic, tmp_path: Path
):
    entries = list(make_entries(1500))
    embedded = Embedded(tmp_path)
    engine.rebuild(entries)
    embedded.rebuild(entries)

    for text, language in make_questions(120):
        question = Question(understood=understand(text, language), size=20)
        ours, theirs = embedded.search(question), engine.search(question)

        assert (ours.total, ours.facets) == (theirs.total, theirs.facets), text
        assert in_groups(ours) == in_groups(theirs), text


def in_groups(answer) -> list[set[str]]:
    """The first ten, those of nearly one score together; which of these comes first is chance."""
    groups: list[set[str]] = []
    best = answer.hits[0].score if answer.hits else 1.0
    last = None
    for hit in answer.hits:
        score = hit.score / best
        if last is None or last - score > 0.001:
            groups.append(set())
        groups[-1].add(hit.entry.key)
        last = score
    while groups and sum(map(len, groups)) > 10:
        groups.pop()
    return groups


# A server that goes away


@pytest.fixture(scope="module")
def server() -> Iterator[Service]:
    """A server of our own, which may be killed."""
    with TemporaryDirectory(prefix="xinqiao-search-") as name:
        Path(name).chmod(0o711)  # it has a user of its own, who has to get to its folder
        home, port = elasticsearch.unpack(Path(name)), free_port()
        with Path(name, "log").open("wb") as log:
            service = Service(
                elasticsearch.command(home, port),
                port=port,
                stdout=log,
                stderr=log,
                **elasticsearch.surroundings(home),
            )
            service.start()
            assert eventually(lambda: is_well(service))
            yield service
            service.kill()


def is_well(server: Service) -> bool:
    client = Elasticsearch(f"http://127.0.0.1:{server.port}")
    try:
        return bool(client.cluster.health(wait_for_status="yellow", timeout="5s"))
    except Exception:  # noqa: BLE001  (it may fail in any way until it is up)
        return False


@pytest.fixture
def site(
    transactional_db: None,
    server: Service,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Elastic]:
    """A site that searches with that server, and looks at once whether it is back."""
    settings.SEARCH_URL = f"http://127.0.0.1:{server.port}/{uuid4().hex}"
    settings.SEARCH_DIR = tmp_path / "search"
    monkeypatch.setattr(engines, "absence", Absence("search engine", pause=0.0))
    yield engines.elastic()
    bring_back(server)


def bring_back(server: Service) -> None:
    if server.process is not None and server.process.poll() is not None:
        server.start()
    assert eventually(lambda: is_well(server))


def test_while_the_server_is_away_the_built_in_engine_answers_and_nothing_is_lost(
    site: Elastic, server: Service
):
    kept, withdrawn = (ArticlePageFactory(title=f"放羊的{who}") for who in ("孩子", "老人"))
    assert not find("放羊", "zh-hans").limited
    server.kill()

    ArticlePageFactory(title="放羊的姑娘")
    withdrawn.unpublish()

    found = find("放羊", "zh-hans")
    assert found.limited
    assert {one.entry.title for one in found.shown} == {kept.title, "放羊的姑娘"}
    assert [one.text for one in suggestions("放羊的姑", "zh-hans")] == ["放羊的姑娘"]
    assert Unindexed.objects.filter(engine="elasticsearch").exists()

    bring_back(server)
    indexing.catch_up_all()

    assert not Unindexed.objects.exists()
    assert set(titles(site, "放羊")) == {kept.title, "放羊的姑娘"}
    assert not find("放羊", "zh-hans").limited


def test_a_server_that_goes_in_the_middle_of_questions_is_noticed_by_nobody(
    site: Elastic, server: Service
):
    ArticlePageFactory(title="放羊的孩子")
    answers = []

    for number in range(60):
        if number == 20:
            server.kill()
        if number == 40:
            bring_back(server)
        answers.append(find("放羊", "zh-hans"))

    assert {answer.total for answer in answers} == {1}
    assert [answer.limited for answer in answers] == [False] * 20 + [True] * 20 + [False] * 20


def test_a_server_that_hangs_keeps_readers_waiting_once_and_not_for_long(
    site: Elastic, server: Service, monkeypatch: pytest.MonkeyPatch
):
    ArticlePageFactory(title="放羊的孩子")
    monkeypatch.setattr(engines, "absence", Absence("search engine", pause=60.0))
    server.freeze()

    answers = [find("放羊", "zh-hans") for _ in range(3)]

    server.go_on()
    assert [answer.total for answer in answers] == [1, 1, 1]
    assert engines.absence.away


def test_a_server_that_goes_in_the_middle_of_a_rebuild_leaves_the_old_index(
    site: Elastic, server: Service
):
    site.rebuild([entry("旧的睡眠")])
    numbers = count()

    def entries():
        for number in numbers:
            if number == 1200:
                server.kill()
            if number == 2400:
                return
            yield entry(f"新的睡眠 {number}")

    with pytest.raises(EngineAway):
        site.rebuild(entries())
    bring_back(server)

    assert titles(site, "睡眠") == ["旧的睡眠"]
    assert site.rebuild([entry("新的睡眠")]) == 1
    assert titles(site, "睡眠") == ["新的睡眠"]
