"""A number, with a unit if asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from assessments.question_types import TYPES, read_content
from assessments.question_types.base import BadResponse
from assessments.question_types.faults import Faulty
from assessments.question_types.numeric import readings
from tests.assessments.question_types.examples import numeric, with_units

KIND = TYPES["numeric"]


def points(data: dict[str, Any], value: str, unit: str = "") -> float | None:
    content = read_content("numeric", data)
    given = {"value": value} | ({"unit": unit} if unit else {})
    return KIND.score(content, KIND.clean(content, given)).points


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("12.5", [12.5]),
        ("12,5", [12.5]),
        ("１２．５", [12.5]),
        ("１２，５", [12.5]),
        (" 1 234,5 ", [1234.5]),
        ("1\u202f234\u3000567", [1234567]),
        ("1,234.5", [1234.5]),
        ("1,234,567", [1234567]),
        ("1,234", [1.234, 1234]),
        ("0,125", [0.125]),
        (".5", [0.5]),
        ("−3", [-3]),
        ("+3", [3]),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, numbers: list[float]) -> None:
    assert readings(text) == numbers


@pytest.mark.parametrize(
    "text", ["NaN", "inf", "-Infinity", "1e5", "12 5", "1.2.3", "三", "10²", "12 kg", "--1", "."]
)
def test_what_is_no_number_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(BadResponse) as refused:
        KIND.clean(read_content("numeric", numeric()), {"value": text})
    with override("en"):
        assert str(refused.value.reason) == "Write a number in digits here, such as 12.5."


@given(number=st.floats(-1e9, 1e9).map(lambda number: round(number, 3)))
def test_every_number_is_read_with_point_and_with_comma(number: float) -> None:
    assert number in readings(f"{number:.3f}")
    assert number in readings(f"{number:.3f}".replace(".", ","))
    assert number in readings(f"{number:,.3f}")
    assert number in readings(f"{number:,.3f}".replace(",", " "))


@pytest.mark.parametrize(
    ("value", "earned"), [("12", 1), ("13", 1), ("11.9", 0), ("13,01", 0), ("-12.5", 0)]
)
def test_a_number_may_be_off_by_the_tolerance(value: str, earned: float) -> None:
    assert points(numeric(), value) == earned


def test_a_tolerance_may_be_a_share_of_the_number() -> None:
    data = numeric(value=-200, tolerance=0.1, relative=True)
    assert [points(data, value) for value in ("-180", "-220", "-179", "200")] == [1, 1, 0, 0]


def test_without_tolerance_a_decimal_number_is_still_found() -> None:
    assert points(numeric(value=0.3, tolerance=0), "0.3") == 1
    assert points(numeric(value=0.3, tolerance=0), "0.30001") == 0


@pytest.mark.parametrize(
    ("value", "unit", "earned"),
    [
        ("1,5", "小时", 1),
        ("90", "分钟", 1),
        ("90", "小时", 0.9),
        ("1.5", "", 0.9),
        ("90", "", 0.9),
        ("2", "小时", 0),
    ],
)
def test_a_number_with_another_unit_loses_a_little(value: str, unit: str, earned: float) -> None:
    assert points(with_units(), value, unit) == pytest.approx(earned)


def test_a_unit_may_be_all_that_matters() -> None:
    assert points(with_units(unit_penalty=1), "90", "小时") == 0


def test_a_unit_without_a_number_earns_nothing_and_is_kept() -> None:
    content = read_content("numeric", with_units())
    kept = KIND.clean(content, {"unit": "小时"})
    assert kept == {"unit": "小时"}
    assert KIND.score(content, kept).points == 0
    with pytest.raises(BadResponse):
        KIND.clean(content, {"value": "1", "unit": "年"})


@pytest.mark.parametrize(
    "more",
    [
        {"value": "nan"},
        {"value": "inf"},
        {"tolerance": -1},
        {"unit_penalty": 2},
        {"units": [{"name": "小时"}, {"name": " 小时 "}]},
        {"units": [{"name": "小时", "factor": 0}]},
        {"units": [{"name": " "}]},
        {"units": [{"name": "\x00"}]},
    ],
)
def test_what_asks_for_no_number_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(Faulty) as refused:
        read_content("numeric", numeric(**more))
    assert all(str(fault.reason) for fault in refused.value.faults)
