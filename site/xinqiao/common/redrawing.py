"""A picture from outside is drawn anew, and nothing of its file is kept but the pixels."""

from __future__ import annotations

import io
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = 3000
"""Pixels; more than any screen of ours shows."""

KEPT_AS = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG", "AVIF": "WEBP"}
"""By format of the upload, the format that is kept. Of moving pictures the first frame stays."""

EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def no_picture() -> ValidationError:
    return ValidationError(
        _("This file is no picture that can be read. Use JPEG, PNG or WebP."), code="no_picture"
    )


def clean_picture(upload: File[bytes]) -> ContentFile[bytes]:
    """The picture of *upload*, drawn anew under a name of our own.

    Nothing of the old file stays but its pixels: no place and camera data, no second file
    hidden behind the first, no name from outside. Raises ValidationError for what is no picture,
    or one with more pixels than WAGTAILIMAGES_MAX_IMAGE_PIXELS.
    """
    out = io.BytesIO()
    try:
        upload.seek(0)
        with Image.open(upload, formats=list(KEPT_AS)) as opened:  # type: ignore[arg-type]
            refuse_too_many_pixels(opened)
            kind = KEPT_AS[opened.format or ""]
            pixels_only(redrawn(opened, kind)).save(out, kind, quality=85)
    except (ValidationError, MemoryError):
        raise
    except Exception as fault:  # Pillow's readers fail in many ways on a broken file
        raise no_picture() from fault
    return ContentFile(out.getvalue(), name=f"{uuid.uuid4().hex}.{EXTENSIONS[kind]}")


def refuse_too_many_pixels(picture: Image.Image) -> None:
    """Looks at the header only: a small file may unfold into gigabytes."""
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    if picture.width * picture.height > most:
        raise ValidationError(
            _("This picture has too many pixels. At most %(millions)d million are possible.")
            % {"millions": most // 1_000_000},
            code="too_many_pixels",
        )


def redrawn(picture: Image.Image, kind: str) -> Image.Image:
    """*picture* upright, no larger than needed, in colours that every screen shows alike."""
    colours = picture.info.get("icc_profile")
    clear = picture.has_transparency_data and kind != "JPEG"
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    if colours and upright.mode in {"RGB", "RGBA", "CMYK", "L"}:
        upright = in_common_colours(upright, colours)
    return upright.convert("RGBA" if clear else "RGB")


def in_common_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    """*picture* in sRGB, for its own profile is not kept. As it is, if the profile is broken."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(picture, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return picture
    return changed or picture


def pixels_only(picture: Image.Image) -> Image.Image:
    """A picture of the same pixels that remembers nothing else of its file."""
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    return clean
