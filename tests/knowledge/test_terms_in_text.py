"""Words of the glossary in running text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.knowledge.terms_in_text import Glossary, glossary_of, link_terms


def glossary(*terms: str | tuple[str, str], definition: str = "说明。") -> Glossary:
    """Each term is its name, or its name and its other forms; its slug is t0, t1, …"""
    pairs = [(term, "") if isinstance(term, str) else term for term in terms]
    return glossary_of(
        tuple((f"t{i}", name, others, definition) for i, (name, others) in enumerate(pairs))
    )


def mark(html: str, *terms: str | tuple[str, str], seen: set[str] | None = None) -> str:
    """*html* with each offered word in brackets, as in "[监护人]"."""
    known = set() if seen is None else seen
    marked = link_terms(html, glossary(*terms), known, glossary_url="/zh-hans/glossary/")
    return re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"[\1]", marked, flags=re.DOTALL)


def test_a_term_leads_to_its_meaning_and_carries_it_along():
    html = link_terms(
        "<p>先问监护人。</p>", glossary("监护人"), set(), glossary_url="/zh-hans/glossary/"
    )

    assert html == (
        '<p>先问<a class="term" href="/zh-hans/glossary/#t0" '
        'data-definition="说明。">监护人</a>。</p>'
    )


def test_only_the_first_occurrence_on_a_page_is_offered():
    seen: set[str] = set()

    assert mark("<p>监护人和监护人</p>", "监护人", seen=seen) == "<p>[监护人]和监护人</p>"
    assert mark("<p>监护人</p>", "监护人", seen=seen) == "<p>监护人</p>"


def test_another_form_counts_as_the_same_term():
    assert mark("guardians, guardian", ("guardian", "guardians")) == "[guardians], guardian"


@pytest.mark.parametrize("element", ["a", "h2", "h3", "H4", "button", "summary", "code"])
def test_links_headings_and_buttons_are_left_alone(element: str):
    closed = f'<{element} title="1 > 0">问<b>监护人</b></{element}>'

    assert mark(f"{closed}<p>监护人</p>", "监护人") == f"{closed}<p>[监护人]</p>"


def test_an_element_that_merely_begins_like_a_link_is_open():
    assert mark("<abbr>监护人</abbr>", "监护人") == "<abbr>[监护人]</abbr>"


def test_a_link_that_never_ends_stays_closed():
    assert mark('<a href="/">监护人', "监护人") == '<a href="/">监护人'


def test_attributes_and_comments_hold_no_terms():
    html = '<img alt="监护人"><!-- 监护人 --><p title="监护人 > 0">见</p>'

    assert mark(html, "监护人") == html


def test_case_makes_no_difference_in_english():
    assert mark("Guardians decide.", ("guardian", "guardians")) == "[Guardians] decide."


def test_an_acronym_is_found_in_capitals_only():
    assert mark("pfa PFA", "PFA") == "pfa [PFA]"


def test_english_terms_are_whole_words():
    html = "therapyst, physiotherapy, 3therapy, therapy9, thérapy, ètherapy"

    assert mark(html, "therapy") == html
    assert mark("(therapy)", "therapy") == "([therapy])"


def test_an_english_term_may_touch_chinese_characters():
    assert mark("学习PFA之后", "PFA") == "学习[PFA]之后"


def test_the_longer_term_wins():
    text = "心理健康教育，心理健康"

    assert mark(text, "心理健康", "心理健康教育") == "[心理健康教育]，[心理健康]"


def test_a_longer_term_offered_before_hides_no_shorter_one_inside():
    text = "心理健康教育，心理健康教育，心理健康"

    assert mark(text, "心理健康", "心理健康教育") == "[心理健康教育]，心理健康教育，[心理健康]"


def test_a_longer_word_that_only_looks_like_the_term_is_passed_over():
    assert mark("来自伤心的人，自伤", ("自伤", "-来自伤")) == "来自伤心的人，[自伤]"


def test_a_blank_matches_any_white_space():
    html = "mental\nhealth"

    assert mark(html, "mental health") == "[mental\nhealth]"
    assert mark("mental&nbsp;health", "mental health") == "[mental&nbsp;health]"
    assert mark("mental <b>health</b>", "mental health") == "mental <b>health</b>"


@pytest.mark.parametrize("written", ["child's", "child’s", "child&#x27;s", "child&#39;s"])
def test_apostrophes_match_however_they_are_written(written: str):
    assert mark(f"a {written} right", "child’s right") == f"a [{written} right]"
    assert mark(f"a {written} right", "child's right") == f"a [{written} right]"


def test_a_term_may_hold_signs_that_html_escapes():
    assert mark("Q&amp;A &lt;x&gt;", "Q&A", "<x>") == "[Q&amp;A] [&lt;x&gt;]"


def test_the_name_of_an_entity_is_no_word():
    html = "&amp; &lt; &quot; &nbsp; &eacute;"

    assert mark(html, "amp", "lt", "quot", "nbsp", "eacute") == html


def test_a_definition_may_hold_quotes_and_markup():
    terms = glossary("监护人", definition="他说：\"<b>不</b>\" & '走'")

    html = link_terms("监护人", terms, set(), glossary_url="/g/")

    assert parsed(html).definitions == ["他说：\"<b>不</b>\" & '走'"]


def test_of_two_terms_with_one_form_the_first_has_it():
    seen: set[str] = set()
    mark("督导", "督导", "督导", seen=seen)

    assert seen == {"t0"}


def test_without_terms_nothing_changes():
    assert mark("<p>监护人</p>") == "<p>监护人</p>"
    assert mark("<p>监护人</p>", " ", ("", "\n-\n")) == "<p>监护人</p>"


class Parsed(HTMLParser):
    """The text of some HTML, what its terms mean, and whether links stand inside links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.open = "", [], []
        self.definitions: list[str] = []
        self.terms_inside: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("class") == "term":
            self.definitions.append(values["data-definition"] or "")
            self.terms_inside.update(self.open)
            self.open.append("term")
        else:
            self.tags.append(tag)
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed == tag or (closed == "term" and tag == "a"), "a tag closes another one"
        if closed != "term":
            self.tags.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Parsed:
    parser = Parsed()
    parser.feed(html)
    parser.close()
    return parser


WORDS = ["监护人", "监护", "人", "guardian", "Guardians", "Q&amp;A", "İ", "ſ", "&#x27;", "’", " "]
TERMS = ["监护人", "监护", ("guardian", "guardians"), "Q&A", "i", "s'", "护人人"]

words = st.lists(st.sampled_from(WORDS) | st.text("ab人&;' \n\"ßK\ufdd0\ufdd1"), max_size=6).map(
    lambda parts: "".join(parts).replace("<", "&lt;")
)


def wrapped(tags: list[str], inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(st.sampled_from(tags), inner, inner)
    return parts.map(lambda part: "<{0}>{1}</{0}>{2}".format(*part))


# None of the closed elements may hold another one of its kind.
bodies = st.recursive(
    words | wrapped(["a", "h2", "button"], words | wrapped(["b"], words)),
    lambda inner: wrapped(["p", "b", "li"], inner),
    max_leaves=8,
)


@given(bodies)
def test_marking_never_changes_the_text_or_the_elements(html: str):
    before, after = parsed(html), parsed(mark_raw(html))

    assert after.text == before.text
    assert after.tags == before.tags
    assert after.open == before.open
    assert not after.terms_inside & {"a", "h2", "button", "term"}


@given(bodies, bodies)
def test_each_term_is_offered_once_however_the_page_is_cut(first: str, second: str):
    seen: set[str] = set()

    html = mark_raw(first, seen) + mark_raw(second, seen)

    assert html.count('class="term"') == len(seen)


@given(bodies)
def test_marking_again_changes_nothing(html: str):
    seen: set[str] = set()
    once = mark_raw(html, seen)

    assert mark_raw(once, seen) == once


def mark_raw(html: str, seen: set[str] | None = None) -> str:
    return link_terms(html, glossary(*TERMS), set() if seen is None else seen, glossary_url="/g/")
