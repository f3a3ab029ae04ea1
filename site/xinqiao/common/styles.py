"""The style sheet that stands inside each page, and its digest for the security policy.

On a bad line each extra request costs seconds, so the rules travel with the page. They are
written in several files below static/css/ and joined here, in this order.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from django.conf import settings

SHEETS: dict[str, list[str]] = {
    "site": ["layers", "tokens", "base", "layout", "components", "print"],
    "home": ["home"],
    "library": ["library"],
    "lesson": ["lesson"],
    "tables": ["tables"],
    "account": ["account"],
    "my": ["my"],
    "exam": ["questions", "exam"],
    "figures": ["tables", "figures"],
    "joining": ["joining"],
    "banks": ["banks"],
    "marking": ["marking"],
    "building": ["tables", "banks", "building"],
    "slips": ["slips"],
    "questions": ["questions"],
    "guide": ["guide"],
    "search": ["search"],
}
"""Which files make up which inline sheet; every page has "site", some one more."""

FOLDER = Path(settings.SITE_DIR, "static", "css")


def minify(css: str) -> str:
    """Take out comments and needless blanks. Strings in our sheets hold neither."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    return re.sub(r";}", "}", css).strip()


def read_sheet(name: str) -> str:
    return minify(
        "\n".join((FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in SHEETS[name])
    )


def digest(css: str) -> str:
    """The digest of an inline sheet, as a security policy writes it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()}'"


cached_sheet = cache(read_sheet)
cached_digest = cache(digest)


def sheet(name: str) -> str:
    """The rules of an inline sheet; read anew each time in DEBUG."""
    return read_sheet(name) if settings.DEBUG else cached_sheet(name)


def element(css: str) -> str:
    """An inline sheet as it stands in a page."""
    return f"<style>{css}</style>"


ELEMENT = re.compile(element("([^<]*)").encode())


def style_hashes(page: bytes) -> list[str]:
    """The digests of those inline sheets in *page* that are ours."""
    ours = set(map(sheet, SHEETS))
    found = (css.decode() for css in ELEMENT.findall(page))
    return [cached_digest(css) for css in found if css in ours]
