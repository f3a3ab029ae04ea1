from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.accounts.phones import MAX_LENGTH, tidy_phone, validate_phone


def fault(typed: str) -> str:
    """The code of what is wrong with *typed*, or nothing."""
    try:
        validate_phone(tidy_phone(typed))
    except ValidationError as error:
        return error.code or "?"
    return ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800000001", "13800000001"),
        ("１３８ ００００ ０００１", "138 0000 0001"),
        ("(010) 1234-5678", "010 1234-5678"),
        ("（010）12345678", "010 12345678"),
        ("010—12345678", "010-12345678"),
        ("+86 (10) 1234 5678", "+86 10 1234 5678"),
        ("1-3-8-0-0-0-0-0-0-0-1", "13800000001"),
    ],
)
def test_a_number_is_taken_as_people_write_it(typed: str, kept: str) -> None:
    assert tidy_phone(typed) == kept
    assert fault(typed) == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("12345", "length"),
        ("--------", "length"),
        ("1234567890123456", "length"),
        ("0 0 0 0 0 0", "one_digit"),
        ("call me", "character"),
        ("138\x000000000", "character"),
        ("138+00000001", "character"),
        ("1380000000١", "character"),
    ],
)
def test_what_is_wrong_with_a_number_is_named(typed: str, code: str) -> None:
    assert fault(typed) == code


@given(st.text(alphabet="0123456789 +-()（）＋", max_size=60))
def test_tidying_twice_changes_nothing_and_what_is_accepted_fits(typed: str) -> None:
    once = tidy_phone(typed)

    assert tidy_phone(once) == once
    assert fault(typed) or len(once) <= MAX_LENGTH
