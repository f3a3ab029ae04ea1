"""An author writes and publishes in the editor, and sees it live."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.translation import gettext
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.lessons import answer, right_choice
from tests.browser.people import PASSWORD
from tests.browser.watch import Watch


@pytest.fixture
def editor(visit: Visit, watch: Watch) -> Page:
    """The editor's first page, after signing in there by hand."""
    watch.expect("400 (Bad Request)")  # it saves a draft now and then, also an unfinished one
    page = visit().new_page()
    page.goto("/cms/")
    page.locator("[name=login]").fill("author")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .button").click()
    expect(page.locator("h1")).to_contain_text("演示·叶编辑")
    return page


def go_down(page: Page, *titles: str) -> None:
    """From the top of the tree of pages to the one below all of *titles*."""
    page.goto("/cms/pages/")
    for title in titles:
        row = page.locator("tbody tr", has=page.get_by_role("link", name=title, exact=True))
        row.locator("td.children a").click()


def add_page(page: Page) -> None:
    page.locator('header [href$="/add_subpage/"]').first.click()


def add_block(page: Page, english: str) -> Locator:
    """A new block at the end of the body; returns it."""
    page.locator("#body-root .c-sf-add-button").last.click()
    page.get_by_role("option", name=gettext(english), exact=True).click()
    return page.locator(
        "#body-root > [data-streamfield-stream-container] > [data-streamfield-child]"
    ).last


def write(block: Locator, words: str) -> None:
    """Into the rich text of *block*."""
    block.locator(".public-DraftEditor-content").click()
    block.page.keyboard.insert_text(words)


def publish(page: Page) -> None:
    """And open what was published."""
    page.locator("footer [data-w-dropdown-target=toggle]").last.click()
    page.locator("[name=action-publish]").click()
    live = page.locator(".messages .success a").first
    expect(live).to_be_visible()
    page.goto(str(live.get_attribute("href")))


def test_she_publishes_an_article_with_a_picture(editor: Page, tmp_path: Path) -> None:
    picture = tmp_path / "操场.jpg"
    Image.new("RGB", (1600, 1000), "darkseagreen").save(picture)
    go_down(editor, "心桥", "文章")
    add_page(editor)
    editor.locator("[name=title]").fill("秋天的操场")
    editor.locator("[name=summary]").fill("放学以后，操场上还有几个人。")
    write(add_block(editor, "Text"), "他们在等班车，也在等人问一句。")
    figure = add_block(editor, "Figure")
    figure.locator("[data-chooser-action-choose]").click()
    chooser = editor.locator(".modal")
    chooser.locator("[role=tab][href='#tab-upload']").click()
    chooser.locator("[type=file]").set_input_files(picture)
    expect(chooser.locator("#tab-upload [name$=title]")).to_have_value("操场")
    chooser.locator("#tab-upload [type=submit]").click()
    figure.locator("[name$=alt_text]").fill("傍晚的操场")
    editor.locator("[name=topics]").select_option(index=0)
    editor.locator("[name=audiences]").select_option(index=0)
    publish(editor)
    expect(editor.locator("h1")).to_have_text("秋天的操场")
    expect(editor.locator("main article")).to_contain_text("也在等人问一句")
    image = editor.get_by_alt_text("傍晚的操场")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0
    editor.goto("/zh-hans/articles/")
    expect(editor.locator(".reading-list")).to_contain_text("秋天的操场")


def test_she_publishes_a_lesson_written_in_one_screen(editor: Page) -> None:
    go_down(editor, "心桥", "课程", "守护第一步：班主任与儿童主任的心理支持入门", "照顾自己")
    add_page(editor)
    editor.locator("[name=title]").fill("放学路上")
    write(add_block(editor, "Text"), "先走一段，再开口。")
    case = add_block(editor, "Case")
    case.locator("[name$=title]").fill("最后一班车")
    write(case, "小满站在站牌下，没有上车。")
    check = add_block(editor, "Check question")
    check.locator("[name$=question]").fill("这时先做什么？")
    for number, words in enumerate(["催他快点", "陪他站一会儿"]):
        if number:
            check.locator(".c-sf-add-button").last.click()
        check.locator(f"[name$='answers-{number}-value-text']").fill(words)
    check.locator("[name$='answers-1-value-right']").check()
    check.locator("[name$=explanation]").fill("让他知道有人在。")
    publish(editor)
    expect(editor.locator("h1")).to_have_text("放学路上")
    expect(editor.locator(".case")).to_contain_text("小满站在站牌下")
    question = editor.locator("[data-check]")
    answer(question, right_choice(question))
    expect(question.locator("[data-says=right]")).to_be_visible()
    editor.locator(".crumbs a").last.click()
    expect(editor.locator(".lessons", has_text="放学路上")).to_be_visible()
