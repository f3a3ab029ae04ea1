"""What a phone reads on a slip."""

from __future__ import annotations

import re

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.joining import qr
from xinqiao.joining.models import Invitation


def squares(drawing: qr.Drawing) -> set[tuple[int, int]]:
    """The dark squares of a drawing, as its path fills them."""
    strips = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", drawing.path)
    assert "".join("M{} {}h{}v1h-{}z".format(*strip) for strip in strips) == drawing.path
    return {
        (x, int(y))
        for left, y, length, _back in strips
        for x in range(int(left), int(left) + int(length))
    }


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60))
def test_the_drawing_holds_exactly_the_dark_squares(text: str) -> None:
    code = qrcode.QRCode(border=qr.QUIET, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    dark = {(x, y) for y, row in enumerate(code.get_matrix()) for x, on in enumerate(row) if on}

    drawing = qr.path_of(text)

    assert squares(drawing) == dark
    assert {0, 1, 2, 3, drawing.side - 1}.isdisjoint({x for x, _y in dark})


@pytest.mark.django_db
def test_the_address_is_whole_and_names_no_language(invitation: Invitation) -> None:
    assert qr.address_of(invitation) == f"http://127.0.0.1:8000/join/{invitation.written}/"
