"""What whoever looks after the site hears about searching."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from search import engines, wellbeing
from search.engines import Engine
from search.engines.embedded import Embedded
from search.indexing import catch_up_all, note
from tests.test_metrics import figure
from xinqiao.operation import health

pytestmark = pytest.mark.django_db

NOBODY = "http://127.0.0.1:1/texts"


def test_without_an_index_searching_is_not_well_and_with_one_it_is(index: Engine):
    before = wellbeing.state()
    for engine in engines.all_engines():
        engine.rebuild([])

    assert (before, wellbeing.state()) == ("no index yet", "ok")


def test_a_server_that_is_away_shows_though_the_embedded_engine_answers(
    embedded: Embedded, settings: Settings
):
    embedded.rebuild([])
    settings.SEARCH_URL = NOBODY

    assert health.ask_alone(wellbeing.CHECK) == "away"


def test_damaged_files_show(embedded: Embedded):
    embedded.rebuild([])
    (embedded.folders.current / "meta.json").write_text("{")

    assert health.ask_alone(wellbeing.CHECK) == "away"


def test_changes_that_an_engine_has_not_learnt_of_show_until_it_has(
    embedded: Embedded, settings: Settings
):
    settings.SEARCH_URL = NOBODY
    note(["article:1", "article:2"])

    def waiting() -> list[float]:
        return [figure("xinqiao_unindexed_texts", engine=name) for name in engines.names()]

    assert waiting() == [2, 2]
    catch_up_all()
    assert waiting() == [0, 2]
