"""The form behind a resource in the editor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.common.forms import SafePageForm
from xinqiao.knowledge.library import formats
from xinqiao.knowledge.library.files import add_file

PLACES = {"upload": ("file", "colour"), "upload_mono": ("mono_file", "mono")}
"""By field of the form, the field of the page whose version it makes, and which variant that is."""


class UploadField(forms.FileField):
    """A file that is looked into before it is kept."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            formats.format_of(file, file.size or 0)
        return file


class ResourcePageForm(SafePageForm):
    """Takes a new version of the file; readers get it when the resource was approved."""

    upload = UploadField(
        label=gettext_lazy("Put up a new version of the file"),
        required=False,
        help_text=gettext_lazy("PDF, DOCX, PPTX, XLSX, a recording or a picture, up to 30 MB."),
    )
    upload_mono = UploadField(
        label=gettext_lazy("Put up a new version to print in black and white"),
        required=False,
        help_text=gettext_lazy("Where the coloured one would print badly; PDF if you can."),
    )

    def save(self, commit: bool = True) -> Any:
        for field, (place, variant) in PLACES.items():
            if upload := self.cleaned_data.get(field):
                upload.seek(0)
                file = add_file(self.instance, upload, name=upload.name, variant=variant)
                setattr(self.instance, place, file)
        return super().save(commit=commit)

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_deferred_validation and self.holds_nothing():
            self.add_error(
                None, _("A resource needs a file, a link or a text before it goes to its readers.")
            )

    def holds_nothing(self) -> bool:
        resource = self.instance
        return not (
            self.cleaned_data.get("upload") or resource.file_id or resource.link or resource.body
        )
