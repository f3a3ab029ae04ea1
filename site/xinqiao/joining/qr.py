"""What stands on a slip for phones to read: our address with the code, as squares."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode
from django.conf import settings

from xinqiao.joining.models import Invitation

QUIET = 4
"""Modules left white all around; readers need them."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The dark modules as the path of an SVG, and the length of its sides in modules."""

    side: int
    path: str


def path_of(text: str) -> Drawing:
    """*text* as a QR code that a crease or a stain leaves readable (15 % may be lost)."""
    code = qrcode.QRCode(border=QUIET, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    return Drawing(len(rows), "".join(strips(rows)))


def strips(rows: list[list[bool]]) -> list[str]:
    """Each run of dark modules in a row as one strip."""
    found = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                found.append(f"M{x} {y}h{end - x}v1h-{end - x}z")
            x = end + 1
    return found


def address_of(invitation: Invitation) -> str:
    """Without a language: each phone has its own."""
    return f"{settings.BASE_URL}/join/{invitation.written}/"


def short_address() -> str:
    """Where one types the code, as one types it."""
    return f"{settings.BASE_URL.split('://')[-1]}/join"
