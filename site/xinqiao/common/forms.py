"""Forms of the editor."""

from __future__ import annotations

from wagtail.admin.forms import WagtailAdminPageForm

from xinqiao.common import wording

LETS_BE = {"action-cancel-workflow": None, "workflow-action-name": "reject"}
"""What takes a text out of review, with its value where that matters."""


class SafePageForm(WagtailAdminPageForm):
    """Refuses blocked words where a page is published or handed in, and says where they stand.

    A draft may hold them, and a text that holds them can be sent back to its author.
    """

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation or self.is_sent_back():
            return
        for field, messages in wording.errors_by_field(wording.blocked(self.instance)).items():
            for message in messages:
                self.add_error(field if field in self.fields else None, message)

    def is_sent_back(self) -> bool:
        return any(
            name in self.data and value in {None, self.data[name]}
            for name, value in LETS_BE.items()
        )
