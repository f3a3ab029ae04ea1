import pytest

from search.language import tokens


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("学会", "中国心理学会"),
        ("自评", "焦虑自评量表"),
        ("量表", "焦虑自评量表"),
        ("长江", "南京市长江大桥"),
        ("咨询师", "心理咨询师"),
        ("市长", "副市长"),
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
    ],
)
def test_a_word_that_only_two_neighbours_make_does_not_stand_there(word: str, text: str) -> None:
    assert word not in tokens(text).characters
