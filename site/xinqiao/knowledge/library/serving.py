"""Who is given which file, and how."""

from __future__ import annotations

import logging
from enum import Enum

from django.db import DatabaseError, models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import content_disposition_header

from xinqiao.common.pages import reachable
from xinqiao.knowledge.models import DownloadCount, ResourceFile, ResourcePage
from xinqiao.knowledge.models.resources import ResourceQuerySet

logger = logging.getLogger(__name__)

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
OPENED = {"pdf", "mp3", "m4a", "ogg", "jpg", "png", "webp"}
"""What a browser may open by itself; all else is only kept."""

CLOSED = "default-src 'none'; sandbox"
FOR_PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
"""Browsers open no PDF in a sandbox; what a PDF may do they bound themselves."""


def pages_with(file: ResourceFile) -> ResourceQuerySet:
    """The resource to which *file* was added, and copies that name it."""
    own = models.Q(translation_key=file.resource_key, locale__language_code=file.language)
    return ResourcePage.objects.filter(
        own | models.Q(file=file) | models.Q(mono_file=file)
    ).distinct()


class Access(Enum):
    """In which way somebody may have a file."""

    EVERYBODY = "a page that everybody may read gives it out, or has given it out"
    READER = "so does a page that is restricted, and they may read it"
    EDITOR = "they work on the resource, published or not"
    NONE = "not at all"


def access_to(file: ResourceFile, request: HttpRequest) -> Access:
    """For who asks by *request*."""
    if file.shown_at is not None:
        pages = reachable(pages_with(file).live())
        restrictions = [list(page.get_view_restrictions()) for page in pages]
        if [] in restrictions:
            return Access.EVERYBODY
        if any(all(one.accept_request(request) for one in some) for some in restrictions):
            return Access.READER
    user = request.user
    if user.is_authenticated and any(
        page.permissions_for_user(user).can_edit() for page in pages_with(file)
    ):
        return Access.EDITOR
    return Access.NONE


def headers_of(file: ResourceFile, *, access: Access, keep: bool, name: str) -> dict[str, str]:
    """*keep*: to be kept as a file called *name* rather than opened."""
    attached = keep or file.format not in OPENED
    return {
        "Cache-Control": "no-cache" if access == Access.EVERYBODY else "private, no-store",
        "Content-Disposition": content_disposition_header(attached, name) or "inline",
        "Content-Security-Policy": FOR_PDF if file.format == "pdf" else CLOSED,
        "Content-Type": TYPES[file.format],
    }


def name_of(file: ResourceFile) -> str:
    """What the file is called on the device of who takes it along."""
    page = pages_with(file).order_by("-live").first()
    title = page.title if page else "xinqiao"
    safe = "".join(
        " " if sign in '<>:"/\\\\|?*' or not sign.isprintable() else sign for sign in title
    )
    mono = "-bw" if file.variant == ResourceFile.Variant.MONO else ""
    return f"{' '.join(safe.split())[:80]}{mono}.{file.format}"


def begins(request: HttpRequest) -> bool:
    """Whether *request* asks for the beginning: a transfer that goes on is no second download."""
    asked = request.headers.get("Range", "").replace(" ", "")
    return request.method == "GET" and (not asked or asked.startswith("bytes=0-"))


def count_download(file: ResourceFile) -> None:
    """One more today. A count that cannot be written keeps nobody from the file."""
    today = DownloadCount.objects.filter(file=file, day=timezone.localdate())
    try:
        with transaction.atomic():
            if not today.update(count=models.F("count") + 1):
                DownloadCount.objects.get_or_create(file=file, day=timezone.localdate())
                today.update(count=models.F("count") + 1)
    except DatabaseError:
        logger.exception("A download was not counted")
