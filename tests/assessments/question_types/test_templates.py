"""Questions as forms: everything is named, and what is sent is what was shown."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.question_types.case import at_stage
from tests.assessments.question_types.examples import EXAMPLES, Example

every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.type)


def rendered(example: Example, response: dict[str, Any], seed: int = 1) -> BeautifulSoup:
    order = example.kind.arrange(example.content, Random(seed))
    face = example.kind.face(example.content, order, "zh-hans")
    context = {"face": face, "prefix": "q7.", "response": response}
    return BeautifulSoup(render_to_string(example.kind.template, context), "html.parser")


def fields_in(page: BeautifulSoup) -> list[Tag]:
    return page.find_all(["input", "select", "textarea"])


def sent(page: BeautifulSoup) -> QueryDict:
    """What a browser would send of this form."""
    form = QueryDict(mutable=True)
    for field in fields_in(page):
        if field.find_parent("fieldset", disabled=True):
            continue
        name = str(field["name"])
        if field.name == "select":
            option = field.find("option", selected=True) or field.find("option")
            form.appendlist(name, str(option.get("value", option.get_text())))
        elif field.name == "textarea":
            form.appendlist(name, field.get_text().removeprefix("\n").replace("\n", "\r\n"))
        elif field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"):
            usual = "on" if field.get("type") == "checkbox" else ""
            form.appendlist(name, str(field.get("value", usual)))
    return form


@every_example
@settings(max_examples=20)
@given(data=st.data(), seed=st.integers(0, 5))
def test_what_is_sent_is_the_answer_that_was_shown(
    example: Example, data: st.DataObject, seed: int
) -> None:
    response = example.kind.clean(example.content, data.draw(example.answers))
    form = sent(rendered(example, response, seed))
    given = example.kind.from_form(example.content, form, "q7.")
    assert example.kind.clean(example.content, given) == response


@every_example
def test_every_field_has_a_name_of_its_own_and_words(example: Example) -> None:
    page = rendered(example, {})
    assert bool(fields_in(page)) == example.kind.asks
    for field in fields_in(page):
        assert str(field["name"]).startswith("q7.")
        label = field.find_parent("label") or page.find("label", attrs={"for": field.get("id")})
        assert label and label.get_text(strip=True)
        if field.get("type") in ("radio", "checkbox"):
            assert field.find_parent("fieldset").find("legend").get_text(strip=True)
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(set(ids)) == len(ids)


@every_example
def test_a_question_is_shown_without_an_answer_and_with_one_that_is_none(example: Example) -> None:
    for response in (None, "", {}, {"choices": 3, "order": "x", "parts": []}):
        assert rendered(example, response).get_text(strip=True)  # type: ignore[arg-type]


def test_half_an_order_keeps_the_places_that_were_given() -> None:
    example = next(one for one in EXAMPLES if one.type == "ordering")
    half = {"places": {"b": "2", "c": "2"}}
    form = sent(rendered(example, half))
    assert example.kind.from_form(example.content, form, "q7.") == half


def test_the_form_of_pairs_does_not_tell_them_by_their_names() -> None:
    example = next(one for one in EXAMPLES if one.type == "matching")
    page = rendered(example, {})
    names = {str(field["name"]).rpartition(".")[2] for field in fields_in(page)}
    values = {str(option["value"]) for option in page.find_all("option")}
    assert not names & values
    assert not (names | values) & set("abc")


def test_a_locked_question_can_be_read_and_not_changed() -> None:
    example = next(one for one in EXAMPLES if one.type == "case" and "first" in str(one.right))
    face = at_stage(example.kind.face(example.content, {}, "zh-hans"), 1)
    context = {"face": face, "prefix": "q7.", "response": example.right}
    page = BeautifulSoup(render_to_string(example.kind.template, context), "html.parser")
    given = example.kind.from_form(example.content, sent(page), "q7.")
    assert given == {"parts": {"then": example.right["parts"]["then"]}}
    assert page.find("input", checked=True)


@every_example
def test_no_style_and_no_script_stands_inside(example: Example) -> None:
    page = rendered(example, example.right)
    assert not page.find_all(["script", "style"])
    assert not [tag for tag in page.find_all() if {"style", "onclick"} & set(tag.attrs)]
