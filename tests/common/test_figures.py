"""Pictures in pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail_factories import ImageFactory

from tests.knowledge_factories import ArticlePageFactory
from xinqiao.common.tasks import prepare_figures


def test_a_published_picture_is_ready_before_its_first_reader(
    db: None,
    tmp_path: Path,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
):
    settings.MEDIA_ROOT = str(tmp_path)
    image = ImageFactory()
    picture = {"image": image.pk, "alt_text": "操场", "decorative": False}

    with django_capture_on_commit_callbacks(execute=True):
        ArticlePageFactory(body=[{"type": "figure", "value": {"image": picture, "caption": ""}}])

    assert image.renditions.exists()


@pytest.mark.django_db
def test_a_page_that_is_gone_when_its_turn_comes_does_no_harm():
    prepare_figures(0)
