import pytest

from search.language import excerpt, highlight, understand


def marked(text: str, asked: str) -> list[str]:
    return [
        piece for piece, is_marked in highlight(text, understand(asked, "zh-hans")) if is_marked
    ]


@pytest.mark.parametrize(
    ("text", "asked", "marks"),
    [
        ("南京市长江大桥的市长", "市长", ["市长"]),
        ("产品和服务", "和服", []),
        ("中国心理学会", "学会", ["学会"]),
        ("心理諮詢師說", "心理咨询", ["心理諮詢"]),
        ("ＰＨＱ－９和PHQ9", "phq-9", ["ＰＨＱ－９", "PHQ9"]),
        ("Counsellors’ work", "counsellor", ["Counsellors"]),
        ("She felt DEPRESSED.", "depression", ["DEPRESSED"]),
        ("心\u200b理健康", "心理健康", ["心\u200b理健康"]),
        ("王小明和小明", "王小明", ["王小明"]),
        ("睡眠与身体", "睡眠 身体", ["睡眠", "身体"]),
    ],
)
def test_the_right_words_of_the_original_are_marked(
    text: str, asked: str, marks: list[str]
) -> None:
    assert marked(text, asked) == marks


def test_the_passage_that_holds_most_is_shown() -> None:
    text = "宿舍很安静。" * 30 + "夜里在宿舍哭的孩子，先陪着他。" + "天亮了。" * 30

    pieces = excerpt(text, understand("宿舍 哭", "zh-hans"), 40)

    assert pieces[0] == ("…", False)
    assert {piece for piece, is_marked in pieces if is_marked} == {"宿舍", "哭"}


def test_a_text_without_the_words_begins_at_its_beginning() -> None:
    assert excerpt("天亮了。", understand("宿舍", "zh-hans")) == [("天亮了。", False)]


def test_a_passage_halves_no_english_word() -> None:
    text = "unrelated " * 30 + "a counsellor listens " + "afterwards " * 30

    pieces = excerpt(text, understand("counsellor", "en"), 60)

    words = "".join(piece for piece, _ in pieces).strip("…").split()
    assert set(words) <= {"unrelated", "a", "counsellor", "listens", "afterwards"}
    assert "counsellor" in words
