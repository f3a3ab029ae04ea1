"""What an uploaded picture goes through before it is kept."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.images.views.multiple import CreateFromUploadedImageView

from xinqiao.common.redrawing import clean_picture, no_picture


class SafeImageField(WagtailImageField):
    """Wagtail's checks of kind and size, and then the file drawn anew."""

    def to_python(self, data: Any) -> Any:
        try:
            file = super().to_python(data)
        except ValidationError:
            raise
        except Exception as fault:  # a file cut off in its header gets through to Pillow
            raise no_picture() from fault
        return clean_picture(file) if file else None


class SafeImageForm(BaseImageForm):
    """The form behind every way of putting up a picture in the editors' pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if theirs := self.fields.get("file"):  # absent where only the title is edited
            self.fields["file"] = SafeImageField(
                label=theirs.label, required=theirs.required, widget=theirs.widget
            )


class CreateFromUpload(CreateFromUploadedImageView):
    """The way of a picture that waited for a better title: its file has passed no form yet."""

    def save_object(self, form: Any) -> None:
        clean = clean_picture(self.upload.file)
        self.object.file.save(clean.name, clean, save=False)
        self.object.uploaded_by_user = self.request.user
        self.object._set_image_file_metadata()
        form.save()
