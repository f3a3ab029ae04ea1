from __future__ import annotations

import pytest
from django.utils.translation import override

from xinqiao.common.bilingual import in_language


@pytest.mark.parametrize(
    ("language", "chinese", "english", "shown"),
    [
        ("zh-hans", "情绪", "Emotions", "情绪"),
        ("en", "情绪", "Emotions", "Emotions"),
        ("en", "情绪", "", "情绪"),
        ("zh-hans", "", "Emotions", "Emotions"),
        (None, "情绪", "Emotions", "情绪"),
    ],
)
def test_a_text_is_shown_in_the_language_of_the_reader_or_in_the_other(
    language: str | None, chinese: str, english: str, shown: str
):
    with override(language):
        assert in_language(chinese, english) == shown
