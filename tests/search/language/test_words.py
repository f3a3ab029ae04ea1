from random import Random

import pytest

from search.language import characters, chinese, tokens, vocabulary


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("学会", "中国心理学会"),
        ("自评", "焦虑自评量表"),
        ("量表", "焦虑自评量表"),
        ("长江", "南京市长江大桥"),
        ("咨询师", "心理咨询师"),
        ("市长", "副市长"),
        ("小学", "小学生活动"),
        ("侵害", "防性侵害知识"),
        ("教师资格", "教师资格证考试"),
        ("工作", "社会工作者"),
        ("同意", "我不同意"),
        ("会议", "全国会议"),
        ("求助", "主要求助方式"),
        ("量表", "能力量表"),
    ],
)
def test_a_word_that_may_be_meant_stands_in_the_text(word: str, text: str) -> None:
    assert word in tokens(text).characters


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("市长", "南京市长江大桥"),
        ("和服", "我们的产品和服务"),
        ("国学", "中国学校"),
        ("家长", "国家长期稳定"),
        ("国人", "中国人民银行"),
        ("会计", "社会计划"),
        ("生活", "大学生活动中心"),
        ("和尚", "和尚未结婚的人"),
        ("力量", "压力量表"),
        ("对方", "应对方式问卷"),
        ("童年", "留守儿童年龄分布"),
        ("任务", "班主任务必参加"),
        ("长大", "家长大多在外"),
        ("要求", "主要求助方式"),
        ("前提", "睡前提醒"),
        ("生理", "中小学生理想教育"),
    ],
)
def test_a_word_that_only_two_neighbours_make_does_not_stand_there(word: str, text: str) -> None:
    assert word not in tokens(text).characters


def test_nearly_every_word_is_found_beside_any_others() -> None:
    chance = Random(1)
    words = [word for word in vocabulary.chinese_words() if chinese.is_word(word)]
    rows = [chance.sample(words, 3) for _ in range(1_000)]

    missed = ["/".join(row) for row in rows if row[1] not in characters("".join(row))]

    assert len(missed) <= 5, missed


def test_words_of_the_field_never_become_rarer() -> None:
    assert chinese.cut("家长") == ["家长"]
    assert chinese.cut("心理咨询") == ["心理咨询"]


def test_chinese_that_a_pdf_broke_in_two_lines_is_whole() -> None:
    assert "心理健康" in characters("谈谈心理\n健康")


def test_english_is_found_by_its_stems_and_in_one_piece() -> None:
    assert set(characters("Counsellors’ well-being")) == {"counsellor", "well", "be", "wellb"}
