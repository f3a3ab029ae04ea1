from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from xinqiao.common.images import CreateFromUpload


@hooks.register("register_admin_urls", order=-1)
def clean_uploads() -> list[URLPattern]:
    """Stands before Wagtail's own view at the same address, which keeps the file as it came."""
    return [
        path(
            "images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/",
            CreateFromUpload.as_view(),
        )
    ]
