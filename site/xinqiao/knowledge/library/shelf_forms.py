from __future__ import annotations

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from xinqiao.knowledge.models import ResourceCollection


class CollectionForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        max_length=80,
        help_text=_("Such as: for the first week of term."),
    )
    note = forms.CharField(
        label=_("What it is for"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_open = forms.BooleanField(
        label=_("Open to everybody"),
        required=False,
        help_text=ResourceCollection._meta.get_field("is_open").help_text,
    )

    def take(self, refusal: ValidationError) -> None:
        """What the model has against it, beside the fields that are here."""
        for name, faults in refusal.error_dict.items():
            self.add_error(
                name if name in self.fields and name != NON_FIELD_ERRORS else None, faults
            )
