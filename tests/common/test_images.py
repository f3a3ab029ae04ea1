from __future__ import annotations

import io
import re
import struct
import zlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from wagtail.images.models import Image as KeptImage
from wagtail.models import Collection, UploadedFile

from xinqiao.common.redrawing import LONGEST_SIDE, clean_picture

pytestmark = pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
PAGE = b"<script>alert(1)</script>"


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photo(**options: Any) -> bytes:
    """A red and blue JPEG of 60 × 40 that lies on its side, with the place and the camera."""
    picture = Image.new("RGB", (60, 40), "red")
    picture.paste("blue", (0, 0, 30, 40))
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned clockwise
    exif[MAKER] = "Camera of somebody"
    exif.get_ifd(GPS).update({1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (102.0, 30.0, 0.0)})
    return encoded(picture, "JPEG", exif=exif, **options)


def large_but_small_file() -> bytes:
    """A PNG of 100 megapixels in some 12 kB."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", 10_000, 10_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(10_000 * (1 + 10_000 // 8)), 9)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def upload(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def opened(file: Any) -> Image.Image:
    return Image.open(io.BytesIO(file.read()))


def test_the_place_and_the_camera_are_not_kept():
    clean = opened(clean_picture(upload(photo())))

    assert dict(clean.getexif()) == {}
    assert not {"exif", "icc_profile", "xmp", "comment"} & clean.info.keys()


def test_a_photo_taken_on_its_side_stands_upright():
    clean = opened(clean_picture(upload(photo())))

    assert clean.size == (40, 60)
    assert clean.getpixel((20, 5))[2] > 200  # blue was left and is now on top
    assert clean.getpixel((20, 55))[0] > 200


def test_a_page_hidden_behind_the_picture_is_gone():
    clean = clean_picture(upload(photo(comment=PAGE) + PAGE))

    assert b"script" not in clean.read()


def test_a_large_photo_is_made_smaller_and_keeps_its_shape():
    wide = encoded(Image.new("RGB", (4000, 1000)), "JPEG")

    assert opened(clean_picture(upload(wide))).size == (LONGEST_SIDE, LONGEST_SIDE // 4)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "GIF"])
def test_what_is_see_through_stays_so(kind):
    glass = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    glass.paste((0, 128, 0, 255), (0, 0, 10, 20))

    clean = opened(clean_picture(upload(encoded(glass, kind)))).convert("RGBA")

    assert clean.getpixel((15, 10))[3] < 10
    assert clean.getpixel((4, 10))[3] > 245


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB", "RGBA"])
def test_every_kind_of_png_can_be_used(mode):
    clean = clean_picture(upload(encoded(Image.new(mode, (8, 8)), "PNG")))

    assert clean.name.endswith(".png")
    assert opened(clean).size == (8, 8)


def test_a_photo_for_printing_becomes_one_for_screens():
    clean = opened(clean_picture(upload(encoded(Image.new("CMYK", (8, 8)), "JPEG"))))

    assert clean.mode == "RGB"


def test_colours_of_another_profile_are_carried_over():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = encoded(Image.new("RGB", (8, 8), (200, 30, 30)), "PNG", icc_profile=lab)

    clean = opened(clean_picture(upload(picture)))

    assert "icc_profile" not in clean.info
    assert clean.getpixel((0, 0))[0] == pytest.approx(200, abs=3)


def test_a_broken_colour_profile_does_no_harm():
    picture = encoded(Image.new("RGB", (8, 8), "red"), "PNG", icc_profile=b"no profile")

    assert opened(clean_picture(upload(picture))).getpixel((0, 0)) == (255, 0, 0)


def test_of_a_moving_picture_the_first_frame_stays():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])

    clean = clean_picture(upload(moving, "a.gif"))

    assert clean.name.endswith(".png")
    assert opened(clean).n_frames == 1
    assert opened(clean_picture(upload(moving))).convert("RGB").getpixel((0, 0)) == (255, 0, 0)


def test_100_megapixels_in_a_small_file_are_not_unfolded():
    with pytest.raises(ValidationError) as refusal:
        clean_picture(upload(large_but_small_file(), "a.png"))

    assert refusal.value.code == "too_many_pixels"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        PAGE,
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"%PDF-1.7",
        photo()[:300],
    ],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ValidationError) as refusal:
        clean_picture(upload(content))

    assert refusal.value.code == "no_picture"


@settings(max_examples=150, deadline=None)
@given(
    base=st.sampled_from(
        [
            photo(),
            *(encoded(Image.new("P", (9, 9)).convert("RGB"), k) for k in ("PNG", "GIF", "WEBP")),
        ]
    ),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=30
    ),
    cut=st.floats(0, 1),
)
def test_a_damaged_file_is_a_picture_or_refused_but_never_a_crash(base, changes, cut):
    damaged = bytearray(base)
    for place, value in changes:
        damaged[int(place * len(damaged))] = value

    try:
        clean = clean_picture(upload(bytes(damaged[: int(len(damaged) * (0.5 + cut / 2))])))
    except ValidationError as refusal:
        assert refusal.code in {"no_picture", "too_many_pixels"}
    else:
        assert opened(clean).size


# Through Wagtail's own pages


@pytest.fixture
def collection(db: None) -> int:
    return Collection.get_first_root_node().pk


def add_one(client: Client, file: SimpleUploadedFile, collection: int) -> str:
    fields = {"title": "一张照片", "file": file, "collection": collection, "tags": ""}
    return client.post(reverse("wagtailimages:add"), fields).content.decode()


def add_many(client: Client, file: SimpleUploadedFile, collection: int) -> str:
    fields = {"title": "一张照片", "files[]": file, "collection": collection}
    answer = client.post(reverse("wagtailimages:add_multiple"), fields)
    return "\n".join(map(str, answer.json().values()))


def add_in_chooser(client: Client, file: SimpleUploadedFile, collection: int) -> str:
    fields = {
        "image-chooser-upload-title": "一张照片",
        "image-chooser-upload-file": file,
        "image-chooser-upload-collection": collection,
        "image-chooser-upload-tags": "",
    }
    answer = client.post(reverse("wagtailimages_chooser:create"), fields)
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), answer.content.decode())


WAYS = pytest.mark.parametrize("add", [add_one, add_many, add_in_chooser])


@WAYS
def test_an_editor_adds_a_photo_and_only_its_pixels_stay(admin_client, collection, add):
    add(admin_client, upload(photo() + PAGE, "../../x.jpg"), collection)

    kept = KeptImage.objects.get()
    assert re.fullmatch(r"original_images/[0-9a-f]{32}\.jpg", kept.file.name)
    assert (kept.width, kept.height) == (40, 60)
    assert kept.file_size == kept.file.size
    with kept.file.open() as file:
        content = file.read()
    assert dict(Image.open(io.BytesIO(content)).getexif()) == {}
    assert PAGE not in content


@WAYS
@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"no picture", "a.jpg", "请上传一张有效的图片"),
        (photo()[:300], "a.jpg", "JPEG"),
        (photo()[:-200], "a.jpg", "JPEG"),
        (large_but_small_file(), "a.png", "40000000"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.svg", "JPEG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.png", "png"),
        (photo(), "a.png", "png"),
        (photo(), "../../x.php", "JPEG"),
    ],
    ids=[
        "no picture",
        "cut off in the header",
        "cut off in the picture",
        "100 megapixels",
        "svg",
        "svg as png",
        "jpeg as png",
        "php",
    ],
)
def test_an_editor_is_told_why_a_file_is_refused(
    admin_client, collection, add, content, name, message
):
    answer = add(admin_client, upload(content, name), collection)

    assert message in answer
    assert not KeptImage.objects.exists()


def test_a_photo_that_waits_for_a_shorter_title_is_cleaned_too(admin_client, collection):
    fields = {"title": "长" * 300, "files[]": upload(photo()), "collection": collection}
    admin_client.post(reverse("wagtailimages:add_multiple"), fields)
    waiting = UploadedFile.objects.get()
    prefix = f"uploaded-image-{waiting.pk}"

    answer = admin_client.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk]),
        {f"{prefix}-title": "短", f"{prefix}-collection": collection, f"{prefix}-tags": ""},
    )

    assert answer.json()["success"]
    kept = KeptImage.objects.get()
    assert re.fullmatch(r"original_images/[0-9a-f]{32}\.jpg", kept.file.name)
    with kept.file.open() as file:
        assert dict(Image.open(file).getexif()) == {}
    assert not waiting.file.storage.exists(waiting.file.name)


def test_replacing_a_photo_cleans_the_new_one_and_removes_the_old(admin_client, collection):
    add_one(admin_client, upload(photo()), collection)
    first = KeptImage.objects.get()

    fields = {
        "title": "新照片",
        "file": upload(photo(), "b.jpg"),
        "collection": collection,
        "tags": "",
    }
    admin_client.post(reverse("wagtailimages:edit", args=[first.pk]), fields)

    second = KeptImage.objects.get()
    assert second.file.name != first.file.name
    assert not first.file.storage.exists(first.file.name)
    with second.file.open() as file:
        assert dict(Image.open(file).getexif()) == {}
