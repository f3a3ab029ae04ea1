"""What readers see where an editor has deleted a file that a text still names."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail_factories import DocumentFactory
from wagtailmedia.models import Media

from tests.knowledge_factories import ArticlePageFactory
from xinqiao.knowledge.models import ArticlePage


def downloads(*documents: Any) -> dict[str, Any]:
    files = [{"document": document.pk, "title": document.title} for document in documents]
    return {"type": "downloads", "value": {"files": files}}


def main_of(client: Client, article: ArticlePage) -> str:
    response = client.get(article.url)
    assert response.status_code == 200
    return response.content.decode().split("<main", 1)[1].split("</main>")[0]


def test_a_deleted_document_leaves_the_list_of_downloads(client: Client, db: None):
    kept, gone = DocumentFactory(title="观察单"), DocumentFactory(title="旧的表")
    article = ArticlePageFactory(body=[downloads(kept, gone)])

    gone.delete()

    page = main_of(client, article)
    assert "观察单" in page
    assert "旧的表" not in page
    assert 'href=""' not in page


def test_a_list_of_deleted_documents_is_not_shown(client: Client, db: None):
    gone = DocumentFactory(title="旧的表")
    article = ArticlePageFactory(body=[downloads(gone)])

    gone.delete()

    assert 'class="downloads' not in main_of(client, article)


def test_a_recording_that_the_disk_has_lost_leaves_the_page_standing(client: Client, db: None):
    file = ContentFile(b"x", name="lost.mp3")
    recording = Media.objects.create(title="录音", type="audio", duration=1, file=file)
    value = {"title": "一段话", "recording": recording.pk, "transcript": "<p>我在这里。</p>"}
    article = ArticlePageFactory(body=[{"type": "audio", "value": value}])

    recording.file.storage.delete(recording.file.name)

    assert "我在这里。" in main_of(client, article)


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_of_a_deleted_recording_the_transcript_stays_and_is_open(
    client: Client, db: None, kind: str
):
    recording = Media.objects.create(
        title="录音", type=kind, duration=1, file=ContentFile(b"x", name="x.mp3")
    )
    value = {"title": "一段话", "recording": recording.pk, "transcript": "<p>我在这里。</p>"}
    article = ArticlePageFactory(body=[{"type": kind, "value": value}])
    assert f"<{kind}" in main_of(client, article)

    recording.delete()

    page = main_of(client, article)
    assert f"<{kind}" not in page
    assert 'src=""' not in page
    assert "<details open>" in page
    assert "我在这里。" in page
