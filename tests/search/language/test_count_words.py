"""The words of our own texts, counted."""

from __future__ import annotations

from search.management.commands.count_words import counted

TEXTS = [
    "睡眠很重要。睡眠不好，问老师。",
    "Sleep: a child's sleep. 老师",
]


def test_words_that_stand_there_more_than_once_are_kept_the_commonest_first():
    assert counted(TEXTS) == {"han": ["睡眠", "老师"], "word": ["sleep"]}


def test_the_order_of_the_texts_makes_no_difference():
    assert counted(reversed(TEXTS)) == counted(TEXTS)
