from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search import engines
from search.engines import Engine
from search.engines.embedded import Embedded
from search.models import Unindexed
from tests.knowledge_factories import ArticlePageFactory


def run(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_search_tells_what_an_anonymous_reader_finds(index: Engine):
    page = ArticlePageFactory(title="放羊的孩子")
    assert json.loads(run("rebuild_search", "--json")) == dict.fromkeys(engines.names(), 1)

    told = json.loads(run("search", "放羊", "--lang", "zh-hans", "--limit", "3", "--json"))

    assert told["total"] == 1
    assert told["ms"] > 0
    assert told["results"] == [
        {
            "kind": "article",
            "key": f"article:{page.translation_key}:zh-hans",
            "title": "放羊的孩子",
            "url": page.get_url_parts()[2],
            "score": told["results"][0]["score"],
        }
    ]
    assert "放羊的孩子" in run("search", "放羊", "--lang", "zh-hans")


def test_a_search_without_results_is_done_all_the_same(index: Engine):
    told = json.loads(run("search", "放羊", "--lang", "en", "--json"))

    assert (told["total"], told["results"]) == (0, [])


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--lang", "en", "--limit", "0"], 2),
        (["--lang", "en", "--engine", "elasticsearch"], 1),
    ],
)
def test_what_cannot_be_asked_is_told(embedded: Embedded, arguments: list[str], status: int):
    with pytest.raises(CommandError) as refusal:
        run("search", "x", *arguments)

    assert refusal.value.returncode == status


def test_check_index_counts_what_differed_and_mends_it(index: Engine):
    ArticlePageFactory(title="放羊的孩子")
    run("rebuild_search")
    ArticlePageFactory(title="放羊的老人")
    Unindexed.objects.all().delete()
    counts = {"entries": 2, "missing": 1, "outdated": 0, "left_over": 0}

    assert json.loads(run("check_index", "--json")) == dict.fromkeys(engines.names(), counts)
    assert json.loads(run("check_index", "--json")) == dict.fromkeys(
        engines.names(), counts | {"missing": 0}
    )
