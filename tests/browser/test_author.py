"""An author writes and submits in the editor, and sees it live once it is approved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import gettext
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.lessons import answer, right_choice
from tests.browser.people import PASSWORD, post
from tests.browser.reviewing import AsPerson, approve, live_address
from tests.browser.watch import Watch


class Editor:
    """What an author does in the editor; `page` is what she sees."""

    def __init__(self, page: Page, as_person: AsPerson) -> None:
        self.page = page
        self.as_person = as_person
        self.published: list[str] = []

    def go_down(self, *titles: str) -> None:
        """From the top of the tree of pages to the one below all of *titles*."""
        self.page.goto("/cms/pages/")
        for title in titles:
            exactly = re.compile(rf"^\s*{re.escape(title)}\s*$")
            name = self.page.locator(".title-wrapper [id$=_title]", has_text=exactly)
            self.page.locator("tbody tr", has=name).locator("td.children a").click()

    def add_page(self) -> None:
        self.page.locator('header [href$="/add_subpage/"]').first.click()

    def add_block(self, english: str) -> Locator:
        """A new block at the end of the body; returns it."""
        self.page.locator("#body-root .c-sf-add-button").last.click()
        self.page.get_by_role("option", name=gettext(english), exact=True).click()
        return self.page.locator(
            "#body-root > [data-streamfield-stream-container] > [data-streamfield-child]"
        ).last

    def submit(self) -> None:
        self.page.locator("footer [data-w-dropdown-target=toggle]").last.click()
        self.page.locator("[name=action-submit]").click()

    def see_it_live(self) -> None:
        """What was just submitted, after the reviewer has approved it."""
        link = self.page.locator(".messages .success a").last
        expect(link).to_be_visible()
        edit = link.get_attribute("href") or ""
        self.published.append(edit.removesuffix("edit/"))
        approve(self.as_person, edit, "reviewer")
        self.page.goto(live_address(self.page, edit))


@pytest.fixture
def editor(visit: Visit, watch: Watch, as_person: AsPerson) -> Iterator[Editor]:
    """The editor's first page, after signing in there by hand. What was published goes again."""
    watch.expect("400 (Bad Request)")  # it saves a draft now and then, also an unfinished one
    page = visit().new_page()
    page.goto("/cms/")
    page.locator("[name=login]").fill("author")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .button").click()
    expect(page.locator("h1")).to_contain_text("演示·叶编辑")
    editor = Editor(page, as_person)
    yield editor
    for address in editor.published:
        post(page.context, f"{address}delete/", {})


def write(block: Locator, words: str) -> None:
    """Into the rich text of *block*."""
    block.locator(".public-DraftEditor-content").click()
    block.page.keyboard.insert_text(words)


def test_her_article_with_a_picture_is_published_by_its_review(
    editor: Editor, tmp_path: Path
) -> None:
    picture = tmp_path / "操场.jpg"
    Image.new("RGB", (1600, 1000), "darkseagreen").save(picture)
    page = editor.page
    editor.go_down("心桥", "文章")
    editor.add_page()
    page.locator("[name=title]").fill("秋天的操场")
    page.locator("[name=summary]").fill("放学以后，操场上还有几个人。")
    write(editor.add_block("Text"), "他们在等班车，也在等人问一句。")
    figure = editor.add_block("Figure")
    figure.locator("[data-chooser-action-choose]").click()
    chooser = page.locator(".modal")
    chooser.locator("[role=tab][href='#tab-upload']").click()
    chooser.locator("[type=file]").set_input_files(picture)
    expect(chooser.locator("#tab-upload [name$=title]")).to_have_value("操场")
    chooser.locator("#tab-upload [type=submit]").click()
    figure.locator("[name$=alt_text]").fill("傍晚的操场")
    page.locator("[name=topics]").first.check()
    page.locator("[name=audiences]").first.check()
    editor.submit()
    editor.see_it_live()
    expect(page.locator("h1")).to_have_text("秋天的操场")
    expect(page.locator("main article")).to_contain_text("也在等人问一句")
    image = page.get_by_alt_text("傍晚的操场")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0
    page.goto("/zh-hans/articles/")
    expect(page.locator(".reading-list")).to_contain_text("秋天的操场")


def test_her_lesson_written_in_one_screen_is_published_by_its_review(editor: Editor) -> None:
    page = editor.page
    editor.go_down("心桥", "课程", "守护第一步：班主任与儿童主任的心理支持入门", "照顾自己")
    editor.add_page()
    page.locator('[href*="/pages/add/courses/lessonpage/"]').click()
    page.locator("[name=title]").fill("放学路上")
    write(editor.add_block("Text"), "先走一段，再开口。")
    case = editor.add_block("Case")
    case.locator("[name$=title]").fill("最后一班车")
    write(case, "小满站在站牌下，没有上车。")
    check = editor.add_block("Check question")
    check.locator("[name$=question]").fill("这时先做什么？")
    for number, words in enumerate(["催他快点", "陪他站一会儿"]):
        if number:
            check.locator(".c-sf-add-button").last.click()
        check.locator(f"[name$='answers-{number}-value-text']").fill(words)
    check.locator("[name$='answers-1-value-right']").press("Space")
    check.locator("[name$=explanation]").fill("让他知道有人在。")
    editor.submit()
    editor.see_it_live()
    expect(page.locator("h1")).to_have_text("放学路上")
    expect(page.locator(".case")).to_contain_text("小满站在站牌下")
    question = page.locator("[data-check]")
    answer(question, right_choice(question))
    expect(question.locator("[data-says=right]")).to_be_visible()
    page.locator(".crumbs a").last.click()
    expect(page.locator(".lessons", has_text="放学路上")).to_be_visible()


def test_submitting_waits_for_a_draft_that_is_being_saved(editor: Editor) -> None:
    saves: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.headers.get("accept") == "application/json":
            saves.append(route)
        else:
            route.continue_()

    page = editor.page
    editor.go_down("心桥", "文章")
    page.add_init_script(
        "addEventListener('w-unsaved:watch-edits',"
        " () => document.documentElement.setAttribute('data-watched', ''))"
    )
    editor.add_page()
    page.route("**/cms/pages/add/**", hold)
    # Changes before the editor's first look at the form count as its first state, and are not
    # saved. On a busy machine it looks late: so she writes letter by letter, as people do.
    expect(page.locator("html")).to_have_attribute("data-watched", "")
    with page.expect_request("**/cms/pages/add/**"):
        page.locator("[name=title]").press_sequentially("慢慢来，线路很慢也不要紧", delay=250)
    page.locator("[name=summary]").fill("线路很慢的时候。")
    page.locator("[name=topics]").first.check()
    page.locator("[name=audiences]").first.check()
    editor.submit()
    page.wait_for_timeout(1000)
    assert "/cms/pages/add/" in page.url
    assert len(saves) == 1
    saves[0].continue_()
    editor.see_it_live()
    page.goto("/zh-hans/articles/")
    expect(page.locator(".reading-list").get_by_text("慢慢来")).to_have_count(1)


def test_she_sees_in_the_panel_of_checks_which_words_to_change(
    editor: Editor, watch: Watch
) -> None:
    watch.expect("axe.run results")  # Wagtail's checks tell the console what they found
    page = editor.page
    editor.go_down("心桥", "文章")
    editor.add_page()
    page.locator("[name=title]").fill("一篇草稿")
    page.locator("[name=summary]").fill("不写自杀的方法，也不说问题学生。")
    page.locator("[data-side-panel-toggle=checks]").click()
    panel = page.locator("[data-checks-panel]")
    expect(panel).to_contain_text("自杀的方法-1")
    expect(panel).to_contain_text("问题学生-2")
    expect(panel).to_contain_text("让正难受的读者受到诱导")
