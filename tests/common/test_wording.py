"""Safe wording: what is found, where, and what nobody can hide from it."""

from __future__ import annotations

import itertools

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tests.knowledge_factories import ArticlePageFactory, GlossaryTermFactory
from xinqiao.common import wording
from xinqiao.common.keys import translation_key
from xinqiao.common.wording.plain import plain
from xinqiao.common.wording.rules import LANGUAGES, all_rules, exemptions, read, rules_of
from xinqiao.common.wording.texts import without_markup

BLOCKED = [
    "自杀的方法",
    "怎样才能自杀",
    "ways to kill yourself",
    "methods of suicide",
    "suicide pact",
]
WARNED = [
    "自杀未遂",
    "精神病人",
    "问题学生",
    "committed suicide",
    "failed attempt",
    "peace at last",
]
CALM = [
    "你有没有想过自杀？",
    "怎样直接问孩子有没有自杀的想法",
    "把药和尖的东西收好，今晚有人陪着他。",
    "精神病学是一门医学。",
    "因自杀去世",
    "Have you thought about suicide?",
    "He died by suicide, and many people miss him.",
    "Psychology is the science of the mind.",
    "An insanely good soup, cutting your nails and crazed glass",
]
HIDING = ["", " ", "\u200b", "\u2060", "\u00ad", "·", "*", "\u3000", "-", "_", "\n"]


def words_in(text: str) -> list[str]:
    return [finding.words for finding in wording.check_text(text)]


@pytest.mark.parametrize("words", BLOCKED)
def test_ways_of_harm_are_blocked(words: str) -> None:
    assert any(finding.blocks for finding in wording.check_text(f"…{words}…"))


@pytest.mark.parametrize("words", WARNED)
def test_words_that_hurt_are_warned_about(words: str) -> None:
    found = wording.check_text(words)

    assert found
    assert not any(finding.blocks for finding in found)


@pytest.mark.parametrize("words", CALM)
def test_careful_words_and_words_that_only_look_like_it_pass(words: str) -> None:
    assert words_in(words) == []


def wide(letter: str) -> str:
    """The same letter in full width, as some keyboards write it."""
    return chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter


@given(
    words=st.sampled_from(["自杀成功", "问题学生", "committed suicide", "suicide pact"]),
    before=st.sampled_from(["", "他们说：", "They said ", "\n\n"]),
    after=st.sampled_from(["", "。", "，后来", " and left", "!"]),
    data=st.data(),
)
def test_neither_blanks_nor_width_nor_capitals_hide_a_word(
    words: str, before: str, after: str, data: st.DataObject
) -> None:
    letters = [
        data.draw(st.sampled_from([letter, letter.upper(), wide(letter)])) for letter in words
    ]
    gaps = [data.draw(st.sampled_from(HIDING)) for _ in letters[1:]] + [""]
    hidden = "".join(itertools.chain(*zip(letters, gaps, strict=True)))

    found = wording.check_text(before + hidden + after)

    assert hidden in [finding.words for finding in found]


@given(st.text() | st.text(alphabet="自杀成功的方法 .\u200b*\n。suicidepact"))
def test_each_finding_points_at_its_words_in_the_text_as_it_is(text: str) -> None:
    for finding in wording.check_text(text):
        assert text[finding.start : finding.end] == finding.words
        assert finding.words


@given(st.text())
def test_every_plain_character_knows_its_place(text: str) -> None:
    simple, places = plain(text)

    assert len(simple) == len(places)
    assert places == sorted(places)


def test_traditional_characters_hide_nothing() -> None:
    assert words_in("問題學生") == ["問題學生"]
    assert words_in("自殺的方法") == ["自殺的方法"]


def test_a_sentence_or_a_paragraph_keeps_words_apart() -> None:
    assert words_in("他站在天台。老师问起自杀。") == []
    assert words_in("这是一个问题\n\n学生都来了") == []
    assert words_in("这是一个问题\n学生都来了") == ["问题\n学生"]


def test_a_tag_inside_a_word_leaves_it_whole_and_paragraphs_stay_apart() -> None:
    assert words_in(without_markup("<p>问题<b>学</b>生</p>")) == ["问题学生"]
    assert words_in(without_markup("<p>这是问题</p><p>学生来了</p>")) == []


def test_a_finding_says_why_and_what_to_write_instead() -> None:
    (finding,) = wording.check_text("自杀失败")

    assert "死亡不是“成功”" in str(finding)
    assert "自杀尝试" in str(finding)
    with override("en"):
        assert "A death is no success" in str(finding)


def test_every_rule_finds_what_it_looks_for_and_lets_its_better_words_pass() -> None:
    for language in LANGUAGES:
        rows = {row["id"]: row for row in read(f"{language}.yaml")["rules"]}
        for rule in rules_of(language):
            plainly = [line for line in rows[rule.id]["find"] if line.isalpha()]
            assert all(list(rule.spans(plain(line)[0])) for line in plainly), rule.id
            assert all(words_in(better) == [] for better in rule.better), rule.id


def test_no_two_rules_of_a_language_have_one_name() -> None:
    names = [(rule.language, rule.id) for rule in all_rules()]

    assert len(names) == len(set(names))
    assert {rule.level for rule in all_rules()} == {"block", "warn"}


def test_no_text_is_excepted_from_what_is_blocked() -> None:
    blocking = {rule.id for rule in all_rules() if rule.blocks}

    assert exemptions()
    for exemption in exemptions().values():
        assert not exemption.rules & blocking
        assert exemption.why


def test_a_text_that_teaches_about_a_word_may_hold_it_and_no_other_does() -> None:
    key = translation_key("lesson", "first-step/observe-without-concluding")

    assert wording.check_text("不写“疑似抑郁症”", key=key) == []
    assert wording.check_text("不写“疑似抑郁症”", key=translation_key("lesson", "first-step/other"))
    assert wording.check_text("问题学生", key=key)


def test_all_texts_of_a_page_are_looked_at(db: None) -> None:
    step = {"type": "item", "id": "s", "value": {"name": "差生一", "text": "<p>差生二</p>"}}
    page = ArticlePageFactory(
        title="差生三",
        seo_title="差生四",
        summary="差生五",
        slug="差生六",
        body=[
            {"type": "text", "value": "<p>差生七</p>"},
            {
                "type": "callout",
                "value": {"tone": "tip", "title": "差生八", "text": "<p>差生九</p>"},
            },
            {"type": "steps", "value": {"title": "", "steps": [step]}},
            {"type": "quotation", "value": {"text": "差生十", "source": "差生零"}},
        ],
        sources=[{"type": "source", "value": {"title": "差生百", "url": ""}}],
    )

    found = wording.check(page)

    assert len(found) == 12
    places = {finding.words: finding.where for finding in found}
    assert set(places) == {"差生"}
    assert "标题" in [finding.where for finding in found]
    assert "正文 › 提示框 › 标题" in [finding.where for finding in found]


def test_a_glossary_term_is_looked_at_too(db: None) -> None:
    term = GlossaryTermFactory.build(term="监护人", definition="照管问题学生的人。", locale=None)

    assert [finding.field for finding in wording.check(term)] == ["definition"]
