"""Files for download, put up in the editors' pages."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection


@pytest.fixture
def collection(db: None) -> int:
    return Collection.get_first_root_node().pk


def add_one(client: Client, file: SimpleUploadedFile, collection: int) -> str:
    fields = {"title": "观察单", "file": file, "collection": collection, "tags": ""}
    return client.post(reverse("wagtaildocs:add"), fields).content.decode()


def add_many(client: Client, file: SimpleUploadedFile, collection: int) -> str:
    fields = {"title": "观察单", "files[]": file, "collection": collection}
    answer = client.post(reverse("wagtaildocs:add_multiple"), fields)
    return "\n".join(map(str, answer.json().values()))


WAYS = pytest.mark.parametrize("add", [add_one, add_many])


@WAYS
def test_a_name_that_climbs_out_of_its_folder_is_cut_down(admin_client, collection, add):
    add(admin_client, SimpleUploadedFile("../../x.pdf", b"%PDF-1.7"), collection)

    # Django adds letters where a file of that name exists.
    assert re.fullmatch(r"documents/x(_\w+)?\.pdf", Document.objects.get().file.name)


@WAYS
@pytest.mark.parametrize("name", ["../../x", "x.exe", "x.html", "x.svg", "x.pdf.js"])
def test_other_kinds_of_files_are_refused_with_the_kinds_that_may_be_used(
    admin_client, collection, add, name
):
    answer = add(admin_client, SimpleUploadedFile(name, b"anything"), collection)

    assert "pdf" in answer
    assert "文件扩展" in answer
    assert not Document.objects.exists()


@WAYS
def test_too_large_a_file_is_refused(admin_client, collection, add):
    content = bytes(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE + 1)

    answer = add(admin_client, SimpleUploadedFile("x.pdf", content), collection)

    assert "20.0" in answer
    assert not Document.objects.exists()


def test_a_file_comes_back_as_it_was_and_never_as_a_page_of_ours(admin_client, collection, client):
    add_one(admin_client, SimpleUploadedFile("x.txt", "<b>观察</b>".encode()), collection)

    answer = client.get(Document.objects.get().url)

    assert b"".join(answer.streaming_content).decode() == "<b>观察</b>"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
