import pytest

from search.language import is_suggested, seeks_help


@pytest.mark.parametrize(
    "text",
    [
        "想死",
        "我不想活了",
        "活着没意思怎么办",
        "想 死",
        "自殺",
        "自杀预防培训",
        "爸爸打我",
        "同学欺负我",
        "有人摸我",
        "救救我！！！",
        "buxianghuo",
        "zi sha",
        "I want to die",
        "i WANT to die…",
        "he hits me",
        "Cutting myself",
        "I don’t want to live any more",
        "suicide",
        "nobody loves me",
    ],
)
def test_who_may_be_asking_for_help_is_shown_help_first(text: str) -> None:
    assert seeks_help(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "心理咨询",
        "家访清单",
        "想死你了奶奶",
        "上课总被打断",
        "打我电话",
        "死机了怎么办",
        "教案",
        "hit me up",
        "helpline",
        "diet",
        "how to beat stress",
        "xiangsi papers",
    ],
)
def test_everyday_questions_are_answered_as_they_are(text: str) -> None:
    assert not seeks_help(text)


@pytest.mark.parametrize("title", ["朋友说不想活了，我能做什么", "Self-harm", "自我傷害"])
def test_what_may_shock_is_not_suggested_to_who_is_still_writing(title: str) -> None:
    assert not is_suggested(title)


def test_other_titles_are_suggested() -> None:
    assert is_suggested("考试前睡不着怎么办")
    assert is_suggested("Four steps of listening")
