"""What is noted when Wagtail publishes a resource, or deletes it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_published

from xinqiao.knowledge.library import files
from xinqiao.knowledge.models import ResourceFile, ResourcePage, ResourceUpload


@receiver(page_published, sender=ResourcePage, dispatch_uid="files given to readers")
def published(instance: ResourcePage, **_signal: Any) -> None:
    """Wagtail sends it too when a page that nobody sees yet is scheduled."""
    if instance.live:
        files.note_shown(instance)


@receiver(post_delete, sender=ResourcePage, dispatch_uid="files of a deleted resource")
def deleted(instance: ResourcePage, **_signal: Any) -> None:
    files.delete_files_of(instance)


@receiver(post_delete, sender=ResourceUpload, dispatch_uid="folder of a deleted upload")
def upload_deleted(instance: ResourceUpload, **_signal: Any) -> None:
    if instance.file:
        name, storage = str(instance.file.name), instance.file.storage
        transaction.on_commit(lambda: storage.delete(name))


@receiver(post_delete, sender=ResourceFile, dispatch_uid="what a deleted file leaves on the disk")
def file_deleted(instance: ResourceFile, **_signal: Any) -> None:
    transaction.on_commit(lambda: files.clear_away(instance))
