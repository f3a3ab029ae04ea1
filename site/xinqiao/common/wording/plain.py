"""A text as the rules see it: without the tricks by which a word is hidden."""

from __future__ import annotations

import unicodedata

TRADITIONAL = (
    "殺傷殘輕盡尋見樓頂臺橋藥農繩鐵軌燒臥經變態問題學壞瘋腦敗嘗試為爲導終關證遺書協議諾約簽"
    "鬱癥診斷陽異單親廢癡圖結決沒個這麼樣說種對無過嚇騙裝矯劃燙毀應該蹟裏內潮飆發離雙躁"
    "養後進進緒壓難憐縣養麽殉濫圍塊數點體鮮點顆"
)
SIMPLIFIED = (
    "杀伤残轻尽寻见楼顶台桥药农绳铁轨烧卧经变态问题学坏疯脑败尝试为为导终关证遗书协议诺约签"
    "郁症诊断阳异单亲废痴图结决没个这么样说种对无过吓骗装矫划烫毁应该迹里内潮飙发离双躁"
    "养后进进绪压难怜县养么殉滥围块数点体鲜点颗"
)
"""Characters of our rules as they are written in traditional Chinese, and as we write them."""

TO_SIMPLIFIED = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
INVISIBLE = {"Cf", "Mn", "Me", "Cc"}
"""Categories of Unicode that show nothing of their own: zero-width, soft hyphen, accents, controls."""

BLANKS = set("\u115f\u1160\u2800\u3164\uffa0")
"""Letters that look like a blank."""

SEPARATORS = set("*_-‐‑‒–—·•・~|/\\+^#=`'’‘\"“”<>[](){}「」『』【】〈〉《》")
SENTENCE_END = "."


def plain(text: str) -> tuple[str, list[int]]:
    """*text* as rules are written, and for each of its characters the place in *text*.

    Small letters of half width, simplified characters; whatever can stand between two letters to
    hide a word is one blank, the gap between two paragraphs one line end.
    """
    found: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isspace() or character in BLANKS:
            leave_gap(found, places, place, text)
        elif unicodedata.category(character) in INVISIBLE:
            continue
        else:
            for one in unicodedata.normalize("NFKC", character).casefold():
                if one in SEPARATORS or one.isspace() or inner_dot(one, text, place):
                    leave_gap(found, places, place, text)
                else:
                    found.append(TO_SIMPLIFIED.get(one, one))
                    places.append(place)
    return "".join(found), places


def leave_gap(found: list[str], places: list[int], place: int, text: str) -> None:
    """One blank for any number of them; a line end where there are two of those."""
    if not found or found[-1] not in " \n":
        found.append(" ")
        places.append(place)
    elif found[-1] == " " and text[place] == "\n":
        found[-1] = "\n" if text[places[-1]] == "\n" else " "
        places[-1] = place


def inner_dot(character: str, text: str, place: int) -> bool:
    """Whether it is a full stop that ends no sentence, as in "s.u.i.c"."""
    following = text[place + 1 : place + 2]
    return character == SENTENCE_END and following.isalnum()
