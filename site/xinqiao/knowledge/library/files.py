"""Files come to a resource, each as a version of its own."""

from __future__ import annotations

import hashlib
import io
from typing import IO, TYPE_CHECKING
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from xinqiao.common.redrawing import clean_picture
from xinqiao.knowledge.library import formats
from xinqiao.knowledge.models.resource_files import ResourceFile
from xinqiao.operation.outbox import later

if TYPE_CHECKING:  # the form behind a resource uses this module
    from xinqiao.knowledge.models import ResourcePage

Variant = ResourceFile.Variant


@transaction.atomic
def add_file(
    resource: ResourcePage,
    content: IO[bytes],
    *,
    name: str = "",
    variant: str = Variant.COLOUR,
    made_from: str = "",
) -> ResourceFile:
    """Keep *content* as the next version of the file of *resource*, to be read by a task.

    Readers get it once `resource.file` (or `mono_file`) names it and the resource is published.
    The same content as in the newest version is that version. Raises ValidationError for what is
    not taken in.
    """
    from xinqiao.knowledge.tasks import read_file  # the task calls a module beside this one

    data, format_ = as_kept(content.read(formats.MOST_BYTES + 1))
    digest = hashlib.sha256(data).hexdigest()
    type(resource).objects.select_for_update().filter(pk=resource.pk).first()  # one at a time
    before = ResourceFile.objects.of(resource).filter(variant=variant)
    newest = before.order_by("version").last()
    if newest is not None and newest.digest == digest:
        if made_from and newest.made_from != made_from:
            newest.made_from = made_from
            newest.save(update_fields=["made_from"])
        return newest
    file = ResourceFile(
        key=uuid4(),
        resource_key=resource.translation_key,
        language=resource.locale.language_code,
        variant=variant,
        version=(before.aggregate(last=Max("version"))["last"] or 0) + 1,
        format=format_,
        name="".join(letter for letter in name if letter.isprintable())[-100:],
        size=len(data),
        digest=digest,
        made_from=made_from,
    )
    file.file.save(f"{file.key}.{format_}", ContentFile(data), save=False)
    file.save(force_insert=True)
    later(read_file, file.pk)
    return file


def as_kept(content: bytes) -> tuple[bytes, str]:
    """What is kept of *content*, and its format. Pictures are drawn anew.

    Raises ValidationError for what is not taken in.
    """
    format_ = formats.format_of(io.BytesIO(content), len(content))
    if format_ not in {"jpg", "png", "webp"}:
        return content, format_
    picture = clean_picture(ContentFile(content))
    return picture.read(), str(picture.name).rpartition(".")[2]


def note_shown(resource: ResourcePage) -> None:
    """Note that readers are given the files that *resource* names from now on."""
    files = [pk for pk in (resource.file_id, resource.mono_file_id) if pk]
    ResourceFile.objects.filter(pk__in=files, shown_at=None).update(shown_at=timezone.now())


def delete_files_of(resource: ResourcePage) -> None:
    """Delete all versions, but for those that a copy of *resource* still names."""
    named = type(resource).objects.values_list("file_id", "mono_file_id")
    kept = {pk for pair in named for pk in pair if pk}
    ResourceFile.objects.of(resource).exclude(pk__in=kept).delete()


def clear_away(file: ResourceFile) -> None:
    """Delete what lies on the disk of a deleted *file*."""
    storage = file.file.storage
    for name in [str(file.file.name), *map(file.preview_name, range(1, file.previews + 1))]:
        storage.delete(name)
