"""One page for each translation key: the version that the reader can read best."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.utils.translation import get_language
from wagtail.models import Page

P = TypeVar("P", bound=Page)


def in_active_language(pages: Iterable[P]) -> dict[UUID, P]:
    """*pages* by translation key: the version in the active language, else any other.

    Reads each page's locale, so select it together with the pages.
    """
    found: dict[UUID, P] = {}
    for page in pages:
        if page.translation_key not in found or page.locale.language_code == get_language():
            found[page.translation_key] = page
    return found
