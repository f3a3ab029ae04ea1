"""Each kind of fault is found, and reported with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from tests.demo.helpers import LESSON, edit, faults_in

ZH, EN = f"{LESSON}.zh-hans.md", f"{LESSON}.en.md"
RAIN = "articles/rain.en.md"

# By what is wrong: the file, the text that is replaced, what by, where the fault is reported (the
# first line that holds this text), and words of the message.
CASES: dict[str, tuple[str, str, str, str, str]] = {
    "broken YAML": (RAIN, "level: L0", "level: [L0", "evidence:", "not valid YAML"),
    "a day that does not exist": (
        RAIN,
        "next_review: 2027-11-20",
        "next_review: 2027-02-30",
        "next_review",
        "not valid YAML",
    ),
    "a key twice": (RAIN, "level: L0", "level: L0\nlevel: L0", "level: L0\nevidence", "second time"),
    "no front matter": (RAIN, "---\n", "", "title:", "front matter"),
    "a missing key": (RAIN, "level: L0\n", "", "title:", "“level” is missing"),
    "an unknown key": (RAIN, "level: L0", "level: L0\nlevle: L1", "levle:", "“levle” is not known"),
    "a key of a source that is unknown": (ZH, "    year: 2024", "    jahr: 2024", "jahr", "“jahr”"),
    "an unknown topic": (ZH, "topics: [emotions]", "topics: [emotion]", "topics:", "“emotion” in"),
    "an unknown audience": (RAIN, "[public]", "[everybody]", "audiences:", "“everybody” in"),
    "an unknown level": (RAIN, "level: L0", "level: L9", "level:", "“L9” in"),
    "an unknown competence": (ZH, '["1.1"]', '["9.9"]', "competences:", "“9.9” in"),
    "an unknown kind of evidence": (RAIN, "practice_consensus", "hearsay", "evidence:", "“hearsay”"),
    "a topic twice": (ZH, "topics: [emotions]", "topics: [emotions, emotions]", "topics:", "twice"),
    "a related article that does not exist": (RAIN, "[wind]", "[snow]", "related:", "“snow”"),
    "an article related to itself": (RAIN, "[wind]", "[rain]", "related:", "“rain”"),
    "a review after more than two years": (
        RAIN,
        "next_review: 2027-11-20",
        "next_review: 2028-11-21",
        "next_review:",
        "24 months",
    ),
    "a review before the last one": (
        RAIN,
        "next_review: 2027-11-20",
        "next_review: 2025-11-20",
        "next_review:",
        "before",
    ),
    "text in place of a number": (ZH, "minutes: 18", "minutes: long", "minutes:", "whole number"),
    "a number out of range": (ZH, "minutes: 18", "minutes: 0", "minutes:", "whole number"),
    "a number in place of text": (ZH, "title: 先看", "title: 12", "title:", "must be text"),
    "text in place of a list": (ZH, "topics: [emotions]", "topics: emotions", "topics:", "a list"),
    "a title over the limit": (ZH, "title: 先看", "title: " + "看" * 256, "title:", "256 characters"),
    "an objective over the limit": (ZH, "说出两种变化", "看" * 201, "看看看", "201 characters"),
    "an unknown directive": (ZH, "::: case 小雨", "::: fall 小雨", "::: fall", "“fall” is not known"),
    "a question in an article": (RAIN, "::: case", "::: check", "::: check", "“check” is not known"),
    "a directive that is not closed": (ZH, "打开书包。\n:::", "打开书包。", "::: case", "not closed"),
    "a directive not closed at the end": (
        ZH,
        "- 有危险的时候。\n:::",
        "- 有危险的时候。",
        "::: help",
        "not closed",
    ),
    "a closing line too many": (ZH, "打开书包。\n:::", "打开书包。\n:::\n:::", "", "none is open"),
    "a question without a right answer": (
        ZH,
        "- [x] 看一看",
        "- [ ] 看一看",
        "::: check c1",
        "No answer is marked",
    ),
    "a question without answers": (
        ZH,
        "- [ ] 讲道理\n- [x] 看一看\n",
        "",
        "::: check c1",
        "answers",
    ),
    "a question without explanation": (ZH, "? 先看，再问。\n", "", "::: check c1", "explanation"),
    "a question without question": (ZH, "先做什么？\n", "", "::: check c1", "question itself"),
    "an answer twice": (ZH, "- [x] 看一看", "- [x] 讲道理", "- [x] 讲道理", "twice"),
    "an answer over the limit": (ZH, "讲道理", "讲" * 301, "讲讲", "301 characters"),
    "an answer without a box": (ZH, "- [ ] 讲道理", "- 讲道理", "- 讲道理", "begins with"),
    "text after the answers": (ZH, "- [x] 看一看", "- [x] 看一看\n再想想", "再想想", "After the answers"),
    "a verdict that is none": (ZH, "= false", "= maybe", "::: truefalse", "whether it is so"),
    "a statement without explanation": (ZH, "? 不会。\n", "", "::: truefalse", "explanation"),
    "a key twice in a file": (ZH, "::: check c3", "::: check c1", "", "used in line"),
    "a question without a key": (ZH, "::: check c3", "::: check", "::: check\n", "key such as"),
    "an activity without minutes": (ZH, "明天试一试 | 10", "明天试一试", "::: activity", "minutes"),
    "a callout of an unknown tone": (ZH, "callout tip", "callout hint", "::: callout", "one of"),
    "a quotation of nobody": (ZH, "quote 一位老师", "quote", "::: quote", "who said"),
    "a help block without a title": (ZH, "help 什么时候要找人", "help", "::: help", "title"),
    "steps that are no list": (ZH, "1. **蹲下来。** 和", "**蹲下来。** 和", "**蹲下来。", "flat list"),
    "key points that are no list": (ZH, "- 先看。\n- 再问。", "先看，然后再问。", "先看，然后", "flat"),
    "a block title over the limit": (ZH, "case 小雨", "case " + "雨" * 81, "雨雨", "81 characters"),
    "HTML": (ZH, "小雨没有", "小雨<br>没有", "<br>", "HTML"),
    "an HTML comment": (ZH, "小雨没有", "<!-- 小雨 -->没有", "<!--", "HTML"),
    "a picture": (ZH, "小雨没有", "![](/x/)小雨没有", "![]", "image"),
    "a table row in code": (ZH, "小雨没有", "`小雨`没有", "`小雨`", "code inline"),
    "a heading of the first level": (ZH, "看看他今天", "# 看看他今天", "# 看", "## and ###"),
    "a heading in a block": (ZH, "小雨没有", "## 小雨没有", "## 小雨", "## and ###"),
    "a link without its scheme": (ZH, "小雨没有", "[小雨](//x.org)没有", "//x.org", "https://"),
    "a link that runs code": (ZH, "小雨没有", "[小雨](javascript:x)没有", "javascript", "https://"),
    "a character that shows nothing": (ZH, "小雨没有", "小雨\0没有", "\0", "control character"),
    "half a character": (ZH, "title: 先看", 'title: "\\ud800"', "title:", "not valid YAML"),
    "lists without end": (ZH, "topics: [emotions]", "topics: " + "[" * 5000, "", "not valid YAML"),
    "Markdown where none is shown": (ZH, "? 先看，", "? **先看**，", "? **", "no Markdown"),
    "another verdict in English": (EN, "= false", "= true", "::: truefalse", "verdict"),
    "other right answers in English": (
        EN,
        "- [ ] A lecture\n- [x] A look",
        "- [x] A lecture\n- [ ] A look",
        "::: check c1",
        "right answers is 1 here and 2",
    ),
    "fewer answers in English": (EN, "- [ ] New shoes\n", "", "::: check c3", "number of answers"),
    "another key in English": (EN, "::: check c3", "::: check c4", "::: check c4", "“check c3”"),
    "another order of blocks in English": (
        EN,
        "::: case Xiaoyu\nXiaoyu did not open her bag.\n:::\n",
        "",
        "::: check c1",
        "“case 1”",
    ),
    "a block that English lacks": (
        EN,
        "\n::: help When to get help\n- When there is danger.\n:::\n",
        "",
        "",
        "but not in",
    ),
    "other topics in English": (RAIN, "[emotions]", "[safety]", "topics:", "Different"),
    "other minutes in English": (EN, "minutes: 18", "minutes: 19", "minutes:", "19 here and 18"),
    "fewer objectives in English": (
        EN,
        "  - Name two kinds of change",
        "  - Name one\n  - Name two",
        "objectives:",
        "different numbers",
    ),
    "a unit in the wrong order": ("demo/units.yaml", "kind: school", "kind: nation", "kind: nation, slug: liuwan", "higher kind"),
    "a unit twice": ("demo/units.yaml", "slug: liuwan", "slug: china", "slug: china, children", "second time"),
    "an unknown role": ("demo/people.yaml", "role: author", "role: king", "role: king", "“king”"),
    "an unknown unit": ("demo/people.yaml", "unit: china", "unit: mars", "unit: mars", "“mars”"),
    "a name that is none": ("demo/people.yaml", "演示·林老师", "演示😀", "演示😀", "cannot be part"),
    "a help line checked too early": (
        "directory/helplines.yaml",
        "next_check: 2027-05-19",
        "next_check: 2026-05-19",
        "next_check: 2026",
        "before",
    ),
    "a number with letters": ("directory/helplines.yaml", '"110"', '"11O"', "11O", "digits"),
    "a term over the limit": (
        "glossary/mental-health.yaml",
        "term_zh: 心理健康",
        "term_zh: " + "心" * 81,
        "term_zh",
        "81 characters",
    ),
    "an unknown picture": ("courses/bridge/course.yaml", "school", "castle", "picture:", "“castle”"),
    "an unknown trainer": (
        "courses/bridge/course.yaml",
        "track: A",
        "track: A\ntrainers: [nobody]",
        "trainers:",
        "“nobody”",
    ),
    "a list that is a mapping": ("taxonomy/levels.yaml", "- {code", "{code", "{code", "must be a list"),
    "a mapping that is a list": ("glossary/mental-health.yaml", "term_zh: 心理健康", "- 心理健康", "", "YAML"),
}  # fmt: skip


def line_of(path: Path, text: str) -> int:
    return path.read_text(encoding="utf-8").partition(text)[0].count("\n") + 1


@pytest.mark.parametrize("fault", CASES)
def test_a_fault_is_reported_with_its_file_and_line(fault: str, folder: Path) -> None:
    name, old, new, where, message = CASES[fault]
    edit(folder / name, old, new)

    with translation.override("en"):
        found = faults_in(folder)

    assert found
    described = [str(one) for one in found]
    if where:
        expected = f"{name}:{line_of(folder / name, where)}: "
        assert any(one.startswith(expected) and message in one for one in described), described
    else:
        assert any(message in one for one in described), described


def test_files_in_order_have_no_faults(folder: Path) -> None:
    assert faults_in(folder) == []


def test_all_faults_are_found_in_one_run(folder: Path) -> None:
    edit(folder / RAIN, "level: L0", "level: L9")
    edit(folder / ZH, "= false", "= maybe")
    edit(folder / "demo/units.yaml", "kind: nation", "kind: planet")

    assert {fault.path for fault in faults_in(folder)} >= {RAIN, ZH, "demo/units.yaml"}


def test_wrong_encoding_is_reported_at_its_line(folder: Path) -> None:
    path = folder / ZH
    path.write_bytes(path.read_bytes().replace("看见变化".encode(), "看见变化".encode("gb18030")))

    assert (ZH, 3) in {(fault.path, fault.line) for fault in faults_in(folder)}


def test_a_byte_order_mark_is_a_fault(folder: Path) -> None:
    path = folder / ZH
    path.write_bytes("\ufeff".encode() + path.read_bytes())

    assert [(fault.path, fault.line) for fault in faults_in(folder)] == [(ZH, 1)]


def test_line_ends_of_windows_are_no_fault(folder: Path) -> None:
    path = folder / ZH
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert faults_in(folder) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_missing_counterpart_is_reported_at_the_other_file(language: str, folder: Path) -> None:
    (folder / f"{LESSON}.{language}.md").unlink()
    left = EN if language == "zh-hans" else ZH

    with translation.override("en"):
        [fault] = faults_in(folder)

    assert (fault.path, fault.line) == (left, 1)
    assert f"1-look.{language}.md" in fault.message


@pytest.mark.parametrize(
    "name", ["articles/rain.fr.md", "articles/Big Rain.en.md", "courses/bridge/1-see/look.en.md"]
)
def test_a_file_of_a_wrong_name_is_a_fault(name: str, folder: Path) -> None:
    (folder / name).write_text("---\n", encoding="utf-8")

    assert (name, 1) in {(fault.path, fault.line) for fault in faults_in(folder)}


def test_two_lessons_of_one_name_in_a_course_are_a_fault(folder: Path) -> None:
    for language in ("zh-hans", "en"):
        old = folder / f"courses/bridge/2-tell/1-report.{language}.md"
        old.rename(old.with_name(f"1-look.{language}.md"))

    assert [one.path for one in faults_in(folder)] == ["courses/bridge/2-tell/1-look.zh-hans.md"]


@pytest.mark.parametrize(
    "name", ["taxonomy/topics.yaml", "courses/bridge/course.yaml", "pages/index.yaml"]
)
def test_a_missing_file_is_a_fault(name: str, folder: Path) -> None:
    (folder / name).unlink()

    assert (name, 1) in {(fault.path, fault.line) for fault in faults_in(folder)}


def test_an_empty_file_is_a_fault(folder: Path) -> None:
    name = "courses/bridge/1-see/module.yaml"
    (folder / name).write_text("", encoding="utf-8")

    assert [(fault.path, fault.line) for fault in faults_in(folder)] == [(name, 1)]
