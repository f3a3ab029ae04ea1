from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.knowledge_factories import GlossaryTermFactory
from tests.page_factories import ENGLISH
from xinqiao.knowledge.models import GlossaryTerm


def test_the_glossary_shows_the_terms_of_one_language(client: Client, db: None):
    GlossaryTermFactory(slug="guardian", term="监护人", definition="依法照管孩子的人。")
    GlossaryTermFactory(slug="guardian", term="guardian", language=ENGLISH)

    chinese = client.get("/zh-hans/glossary/").content.decode()
    english = client.get("/en/glossary/").content.decode()

    assert 'id="guardian"' in chinese and "依法照管孩子的人。" in chinese
    assert ">guardian</dt>" in english and "监护人</dt>" not in english


def test_an_empty_glossary_says_so(client: Client, db: None):
    assert 'class="empty"' in client.get("/zh-hans/glossary/").content.decode()


def test_a_term_has_its_address_to_itself_in_its_language(db: None):
    first = GlossaryTermFactory(slug="guardian")

    with pytest.raises(ValidationError):
        GlossaryTerm(slug="guardian", term="x", definition="y", locale=first.locale).full_clean()
