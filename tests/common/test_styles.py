"""The rules that travel inside each page, and the policy that lets them in."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from django.test import Client

from xinqiao.common.styles import FOLDER, SHEETS, digest, minify, sheet, style_hashes


def test_comments_and_blanks_go_and_rules_stay():
    css = "/* why */\n.a > .b ,\n.c {\n  margin: 0 auto;\n  width: calc(1rem + 2px);\n}\n"

    assert minify(css) == ".a>.b,.c{margin: 0 auto;width: calc(1rem + 2px)}"


@pytest.mark.parametrize("name", SHEETS)
def test_each_sheet_keeps_its_braces_in_pairs(name: str):
    css = sheet(name)

    assert css.count("{") == css.count("}") > 0
    assert "/*" not in css


def test_every_file_of_rules_is_in_use():
    used = {part for parts in SHEETS.values() for part in parts}

    assert {file.stem for file in FOLDER.glob("*.css")} == used


def test_the_digest_is_the_one_that_a_browser_computes():
    expected = base64.b64encode(hashlib.sha256(b"a{b:c}").digest()).decode()

    assert digest("a{b:c}") == f"'sha256-{expected}'"


def test_the_policy_lets_in_what_a_page_holds_and_nothing_else(client: Client, db):
    answer = client.get("/zh-hans/nowhere/")

    inside = re.findall(r"<style>(.*?)</style>", answer.content.decode(), re.DOTALL)
    allowed = re.search(r"style-src ([^;]+)", answer["Content-Security-Policy"])
    assert inside
    assert allowed is not None
    assert allowed[1].split() == ["'self'", *map(digest, inside)]


def test_a_page_lets_in_each_of_its_sheets_and_no_strange_one():
    sheets = [sheet("site"), "a{b:c}", sheet("exam")]
    page = "".join(f"<style>{css}</style>" for css in sheets).encode()

    assert style_hashes(page) == [digest(sheet("site")), digest(sheet("exam"))]


def test_what_is_no_page_lets_in_no_inline_styles(client: Client):
    assert "sha256" not in client.get("/sw.js")["Content-Security-Policy"]
