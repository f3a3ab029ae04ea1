"""What an uploaded recording goes through before it is kept."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _
from wagtailmedia.forms import BaseMediaForm

from xinqiao.common.images import SafeImageField

STARTS = {
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2"),
    "ogg": (b"OggS",),
    "opus": (b"OggS",),
    "webm": (b"\x1aE\xdf\xa3",),
}
"""By extension, how a file of that kind begins (mp3: with a tag or with a frame of layer III)."""

BOX = b"ftyp"
"""Stands at the fifth byte of MPEG-4 files (ISO/IEC 14496-12)."""


def is_recording(file: File[bytes]) -> bool:
    """Whether *file* begins as its name says it does. Looks at the first bytes only."""
    extension = (file.name or "").rpartition(".")[2].lower()
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if extension in {"m4a", "mp4"}:
        return start[4:] == BOX
    return start.startswith(STARTS.get(extension, ()))


class SafeMediaForm(BaseMediaForm):
    """The form behind every way of putting up audio and video in the editors' pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if theirs := self.fields.get("thumbnail"):
            self.fields["thumbnail"] = SafeImageField(
                label=theirs.label, required=theirs.required, widget=theirs.widget
            )

    def clean_file(self) -> File[bytes]:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and not is_recording(file):
            raise ValidationError(
                _("This file is no recording that can be played. Use MP3, M4A, OGG, MP4 or WebM."),
                code="no_recording",
            )
        return file
