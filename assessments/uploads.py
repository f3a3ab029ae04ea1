"""Pictures and recordings that authors put up with a question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtailmedia.models import get_media_model
from wagtailmedia.settings import wagtailmedia_settings

from assessments.question_types.faults import Fault
from xinqiao.accounts.models import Person
from xinqiao.common.images import SafeImageField
from xinqiao.common.recordings import is_recording

MOST_OF_A_RECORDING = 20 * 1024 * 1024
PLACES = {"picture": "image", "recording": "media"}
"""By part of a question, where the id of its file stands."""


def take_in(
    form: QueryDict, files: MultiValueDict[str, UploadedFile], before: Any, *, by: Person
) -> tuple[QueryDict, list[Fault]]:
    """*form* with the ids of what was put up with it, and what is wrong with the rest.

    A file is kept at once, so that it is not lost when something else is wrong. Ids that stand
    neither in *before* nor among what *by* put up are left out.
    """
    form = form.copy()
    known = set(ids_in(before))
    for name, number in form.dict().items():
        part, place = part_of(name), name.rpartition(".")[2]
        if not part or place != PLACES[part] or (place, number) in known:
            continue
        if not put_up(place, str(number), by):
            del form[name]
    faults = []
    for name, upload in files.dict().items():
        part = part_of(name)
        if part and name.endswith(".file"):
            try:
                kept = KEEP[part](cast(UploadedFile, upload), by=by)
            except ValidationError as refusal:
                faults.append(Fault(name, "file", " ".join(refusal.messages)))
            else:
                form[f"{name.removesuffix('file')}{PLACES[part]}"] = str(kept.pk)
    return form, faults


def part_of(name: str) -> str:
    """Which part of a question a field is about: a picture, a recording, or another."""
    part = name.rpartition(".")[0].rpartition(".")[2]
    return part if part in PLACES else ""


def ids_in(data: Any) -> Iterator[tuple[str, str]]:
    """All ids of files in the data of a question."""
    if isinstance(data, dict):
        yield from (
            (place, str(data[place]))
            for place in PLACES.values()
            if isinstance(data.get(place), int)
        )
        data = list(data.values())
    if isinstance(data, list):
        for inner in data:
            yield from ids_in(inner)


def put_up(place: str, number: str, by: Person) -> bool:
    model = get_image_model() if place == "image" else get_media_model()
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return False
    return model.objects.filter(pk=int(number), uploaded_by_user=by).exists()


@transaction.atomic
def keep_picture(upload: UploadedFile, *, by: Person) -> models.Model:
    """Drawn anew, as all pictures of the site. Raises ValidationError."""
    file = SafeImageField().clean(upload)
    image = get_image_model()(title=_("Picture of a question"), uploaded_by_user=by, file=file)
    image._set_image_file_metadata()
    image.save()
    return image


@transaction.atomic
def keep_recording(upload: UploadedFile, *, by: Person) -> models.Model:
    """Under a name of its own, if it is what its name says. Raises ValidationError."""
    extension = (upload.name or "").rpartition(".")[2].lower()
    if extension not in wagtailmedia_settings.AUDIO_EXTENSIONS or not is_recording(upload):
        raise ValidationError(
            _("This file is no recording that can be played. Use MP3, M4A or OGG.")
        )
    if (upload.size or 0) > MOST_OF_A_RECORDING:
        most = MOST_OF_A_RECORDING // (1024 * 1024)
        raise ValidationError(_("This file is too large: up to %(most)s MB.") % {"most": most})
    upload.name = f"{uuid4().hex}.{extension}"
    return get_media_model().objects.create(
        title=_("Recording of a question"), type="audio", file=upload, uploaded_by_user=by
    )


KEEP = {"picture": keep_picture, "recording": keep_recording}
