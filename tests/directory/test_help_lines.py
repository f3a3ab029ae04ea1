"""Help lines as data: who sees which, and when one is due for a check."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from tests.factories import UnitFactory
from tests.knowledge_factories import ArticlePageFactory, HelpLineFactory, PlainPageFactory
from tests.page_factories import home_page, lessons_in, make_course
from xinqiao.directory.models import HelpLine


def test_the_bar_shows_national_lines_only_the_page_all_of_them_with_their_regions(
    client: Client, db: None
) -> None:
    home_page()
    province = UnitFactory(kind="province", name_zh="云岭省", name_en="Yunling Province")
    county = UnitFactory(kind="county", parent=province, name_zh="青禾县", name_en="Qinghe County")
    HelpLineFactory(number="0871-12349", region=county, position=1)
    HelpLineFactory(number="12356", region=county, position=2)
    HelpLineFactory(number="96110", region=province, position=3)
    HelpLineFactory(number="12356", position=4)

    chinese = client.get("/zh-hans/help-lines/").content.decode()
    english = client.get("/en/help-lines/").content.decode()
    home = client.get("/zh-hans/").content.decode()

    shown = chinese.split('class="list numbers-list"', 1)[1]
    order = ["tel:12356", "云岭省", "tel:96110", "青禾县", "tel:0871-12349", "tel:12356"]
    places = [shown.find(order[0])]
    for words in order[1:]:
        places.append(shown.find(words, places[-1] + 1))
    assert -1 not in places and places == sorted(places)
    assert "Yunling Province" in english and "Qinghe County" in english
    assert "0871-12349" not in home and "96110" not in home
    ids = re.findall(r' id="([^"]+)"', chinese)
    assert len(ids) == len(set(ids))


def test_the_page_of_help_lines_is_only_read(client: Client, db: None) -> None:
    for method in ("post", "put", "delete"):
        assert getattr(client, method)("/zh-hans/help-lines/").status_code == 405


@pytest.mark.parametrize(("days", "due"), [(0, False), (180, False), (181, True), (400, True)])
def test_a_number_is_due_when_nobody_verified_it_for_180_days(db: None, days: int, due: bool):
    today = timezone.localdate()
    HelpLineFactory(verified_on=today - timedelta(days=days), next_check=today)

    assert HelpLine.objects.due_for_a_check().exists() == due


def test_a_number_is_due_the_day_after_the_day_set_for_it(db: None):
    today = timezone.localdate()
    line = HelpLineFactory(verified_on=today - timedelta(days=9), next_check=today)
    assert not HelpLine.objects.due_for_a_check()

    line.next_check = today - timedelta(days=1)
    line.save()

    assert list(HelpLine.objects.due_for_a_check()) == [line]


def test_readers_see_an_overdue_number_and_no_warning(client: Client, db: None):
    home_page()
    HelpLineFactory(number="12356")
    fresh = client.get("/zh-hans/").content.decode()
    HelpLine.objects.update(verified_on="2020-01-01", next_check="2020-06-01")

    assert client.get("/zh-hans/").content.decode() == fresh
    assert "tel:12356" in client.get("/zh-hans/help-lines/").content.decode()


def test_a_number_changes_everywhere_as_soon_as_it_is_saved(client: Client, db: None):
    course = make_course(lessons=1)
    places = [
        "/zh-hans/",
        "/en/glossary/",
        course.url,
        lessons_in(course)[0].url,
        ArticlePageFactory().url,
        PlainPageFactory().url,
        "/zh-hans/account/login/",
        "/zh-hans/help-lines/",
        "/zh-hans/nosuch/",
        "/nosuch",
    ]
    line = HelpLineFactory(number="12356")
    for place in places:
        assert "tel:12356" in client.get(place).content.decode(), place

    line.number = "12357"
    line.save()

    for place in places:
        html = client.get(place).content.decode()
        assert "tel:12357" in html and "12356" not in html, place


def test_the_page_of_help_lines_tells_all_that_is_known(client: Client, db: None):
    home_page()
    HelpLineFactory(
        number="12110",
        by_sms=True,
        cost_zh="按当地短信费标准",
        cost_en="Text charges apply",
        source_url="https://www.gov.cn/x",
        in_help_bar=False,
    )

    chinese = client.get("/zh-hans/help-lines/").content.decode()
    english = client.get("/en/help-lines/").content.decode()

    for words in ("sms:12110", "按当地短信费标准", "每天至少18小时", "https://www.gov.cn/x"):
        assert words in chinese
    for words in ("sms:12110", "Text charges apply", "At least 18 hours a day"):
        assert words in english


def test_a_line_speaks_the_language_of_its_reader(db: None):
    line = HelpLineFactory(cost_zh="免费", cost_en="")

    assert (line.name, line.hours, line.cost) == ("心理援助热线", "每天至少18小时", "免费")
    with override("en"):
        assert (line.name, line.purpose) == ("Support line", "Somebody to talk to.")
        assert line.cost == "免费"  # better than nothing


@pytest.mark.parametrize("number", ["12 356", "call", "12356\n", "12", "１２３５６"])
def test_a_number_is_digits_and_hyphens(db: None, number: str):
    line = HelpLineFactory.build(number=number)

    with pytest.raises(ValidationError) as caught:
        line.full_clean()

    assert "number" in caught.value.message_dict


def test_a_number_stands_once_in_each_region(db: None):
    county = UnitFactory(kind="county")
    HelpLineFactory(number="12349")
    HelpLineFactory(number="12349", region=county)

    for region in (None, county):
        again = HelpLineFactory.build(number="12349", region=region)
        with override("en"), pytest.raises(ValidationError) as caught:
            again.full_clean()
        assert caught.value.messages == ["There is an entry for this number already."]
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save()


def test_nobody_has_verified_a_number_tomorrow(db: None):
    tomorrow = timezone.localdate() + timedelta(days=1)
    line = HelpLineFactory.build(verified_on=tomorrow)

    with pytest.raises(ValidationError) as caught:
        line.full_clean()

    assert caught.value.message_dict == {"verified_on": [gettext("This day is still to come.")]}
    HelpLineFactory.build(verified_on=timezone.localdate()).full_clean()


def test_the_next_check_is_not_before_the_last(db: None):
    today = timezone.localdate()
    line = HelpLineFactory.build(next_check=today - timedelta(days=1))

    with override("en"), pytest.raises(ValidationError) as caught:
        line.full_clean()

    assert caught.value.messages == ["The next check comes after the last one."]
