"""Audio and video, put up in the editors' pages and played on phones."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection
from wagtailmedia.models import Media

from tests.common.test_images import photo

MP3 = b"ID3\x04\x00\x00\x00\x00" + bytes(range(256)) * 8
HAS_FRAME = b"\xff\xfb\x90\x00" + bytes(400)
MP4 = b"\x00\x00\x00\x20ftypisom" + bytes(200)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def put_up(client: Client, content: bytes, name: str, kind: str = "audio", **more) -> str:
    fields = {
        "title": "三分钟",
        "file": SimpleUploadedFile(name, content),
        "duration": "180",
        "collection": Collection.get_first_root_node().pk,
        "tags": "",
    }
    answer = client.post(reverse("wagtailmedia:add", args=[kind]), fields | more)
    return answer.content.decode()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [(MP3, "a.mp3", "audio"), (HAS_FRAME, "a.mp3", "audio"), (MP4, "a.mp4", "video")],
)
def test_a_recording_is_kept(admin_client: Client, content: bytes, name: str, kind: str):
    put_up(admin_client, content, name, kind)

    with Media.objects.get().file.open() as kept:
        assert kept.read() == content


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"", b"MZ\x90\x00"])
def test_what_only_bears_the_name_of_a_recording_is_refused(admin_client: Client, content: bytes):
    answer = put_up(admin_client, content, "a.mp3")

    assert not Media.objects.exists()
    assert "MP3" in answer or "空" in answer


def test_the_picture_of_a_recording_is_drawn_anew_under_a_name_of_our_own(admin_client: Client):
    put_up(admin_client, MP3, "a.mp3", thumbnail=SimpleUploadedFile("at-home.jpg", photo()))

    thumbnail = Media.objects.get().thumbnail
    assert "at-home" not in thumbnail.name
    with thumbnail.open() as kept:
        assert not Image.open(io.BytesIO(kept.read())).getexif()


@pytest.fixture
def address(admin_client: Client) -> str:
    put_up(admin_client, MP3, "a.mp3")
    return Media.objects.get().file.url


def test_a_phone_can_ask_for_a_part_and_go_on_where_the_line_dropped(client: Client, address: str):
    first = client.get(address, headers={"Range": "bytes=0-9"})
    rest = client.get(address, headers={"Range": "bytes=10-"})

    assert first.status_code == rest.status_code == 206
    assert first["Content-Range"] == f"bytes 0-9/{len(MP3)}"
    assert first.getvalue() + rest.getvalue() == MP3


@pytest.mark.parametrize("part", ["bytes=9999999-", "bytes=5-2", "bytes=x", "lines=0-1", "\udcff"])
def test_a_part_that_is_not_there_is_no_fault_of_the_site(client: Client, address: str, part: str):
    assert client.get(address, headers={"Range": part}).status_code in {200, 416}


def test_a_recording_that_the_phone_has_is_not_sent_again(client: Client, address: str):
    whole = client.get(address)
    again = client.get(address, headers={"If-None-Match": whole["ETag"]})

    assert whole.getvalue() == MP3
    assert whole["Accept-Ranges"] == "bytes"
    assert again.status_code == 304


def test_a_part_is_sent_as_it_is_also_to_who_could_unpack_it(client: Client, address: str):
    part = client.get(address, headers={"Range": "bytes=10-999", "Accept-Encoding": "gzip"})

    assert part.getvalue() == MP3[10:1000]
    assert part["Content-Length"] == "990"
    assert "Content-Encoding" not in part


def test_nothing_can_be_posted_to_a_recording(client: Client, address: str):
    assert client.post(address).status_code == 405
