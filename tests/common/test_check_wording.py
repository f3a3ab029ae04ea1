"""Rules change after publishing: a command names what readers see against the rules of today."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from tests.knowledge_factories import ArticlePageFactory, GlossaryTermFactory, PlainPageFactory
from xinqiao.knowledge.models import GlossaryTerm

BLOCKED, WARNED = "自杀的方法", "问题学生"


def check_wording(*words: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_wording", *words, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def told() -> tuple[int, dict[str, Any]]:
    status, out = check_wording("--json")
    return status, json.loads(out)


def publish_before_the_rule(page: Page, **words: str) -> None:
    """As if no rule had known these words when they were published."""
    type(page).objects.filter(pk=page.pk).update(**words)


def test_without_such_words_it_says_how_many_it_has_looked_at(db: None) -> None:
    ArticlePageFactory()

    status, report = told()

    assert status == 0
    assert report["looked_at"] >= 1
    assert (report["blocked"], report["findings"]) == (0, [])


def test_blocked_words_are_named_with_their_page_and_rule(db: None) -> None:
    article = ArticlePageFactory()
    publish_before_the_rule(article, summary=f"说说{BLOCKED}")

    status, report = told()

    (finding,) = report["findings"]
    assert (status, report["blocked"]) == (1, 1)
    assert finding == {
        "address": article.full_url,
        "title": article.title,
        "field": "summary",
        "where": "摘要",
        "words": BLOCKED,
        "rule": finding["rule"],
        "level": "block",
    }
    assert finding["rule"]


def test_words_that_are_only_warned_about_are_named_and_are_no_failure(db: None) -> None:
    publish_before_the_rule(PlainPageFactory(), title=f"怎样帮助{WARNED}")

    status, report = told()

    (finding,) = report["findings"]
    assert (status, report["blocked"]) == (0, 0)
    assert (finding["words"], finding["level"]) == (WARNED, "warn")


def test_words_in_blocks_and_in_the_glossary_are_found_too(db: None) -> None:
    page = PlainPageFactory()
    body = [{"type": "text", "value": f"<p>这里写着{BLOCKED}。</p>"}]
    publish_before_the_rule(page, body=json.dumps(body))
    term = GlossaryTermFactory()
    GlossaryTerm.objects.filter(pk=term.pk).update(definition=f"也写着{BLOCKED}。")

    _status, report = told()

    places = [(finding["field"], finding["address"]) for finding in report["findings"]]
    assert places[0] == ("body", page.full_url)
    assert places[1][0] == "definition"
    assert f"/cms/snippets/knowledge/glossaryterm/edit/{term.pk}/" in places[1][1]


def test_drafts_may_hold_any_words(db: None) -> None:
    publish_before_the_rule(ArticlePageFactory(live=False), summary=BLOCKED)
    live = ArticlePageFactory()
    live.summary = BLOCKED
    live.save_revision()

    assert check_wording()[0] == 0


def test_people_read_a_line_for_each_and_a_sum(db: None) -> None:
    article = ArticlePageFactory()
    publish_before_the_rule(article, summary=f"{BLOCKED}，{WARNED}")

    status, out = check_wording()

    first, second, last = out.strip().splitlines()
    assert status == 1
    assert article.full_url in first and f"“{BLOCKED}”" in first and "(block)" in first
    assert f"“{WARNED}”" in second and "(warn)" in second
    assert last.endswith("texts looked at, 1 with blocked words.")


def test_wrong_use_is_told(db: None) -> None:
    with pytest.raises(CommandError, match="unrecognized arguments"):
        check_wording("--repair")
