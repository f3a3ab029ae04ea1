"""Texts on hard subjects open behind a calm notice."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest

READ = "read"
"""`?read=1` after the address of a sensitive text: its reader comes from the calm notice."""


class BehindCalmNotice:
    """Of a page with `sensitive`, `topics` and `audiences`, a `template` and a `notice_template`."""

    def get_template(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """A sensitive text opens behind the notice; editors see it in their previews at once."""
        if self.pk:  # its page names them more than once
            models.prefetch_related_objects([self], "topics", "audiences")
        chosen = request.GET.get(READ) == "1" or getattr(request, "is_preview", False)
        template: str = self.template
        notice: str = self.notice_template
        return template if chosen or not self.is_sensitive() else notice

    def is_sensitive(self: Any) -> bool:
        """Marked so itself, or about a sensitive topic; what is set but not yet saved counts."""
        return self.sensitive or any(topic.sensitive for topic in self.topics.all())
