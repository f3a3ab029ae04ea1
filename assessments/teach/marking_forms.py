"""What a marker fills in: a level for each thing that is looked at, and words to the candidate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from xinqiao.common import wording

LEVEL = "level."
LONGEST = 2000


class FeedbackForm(forms.Form):
    """Words to the candidate; those that the site publishes nowhere are refused here, too."""

    feedback = forms.CharField(
        label=_("Words to the candidate"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Read together with the result: what went well, and one thing to work on. "
            "Your name does not stand there."
        ),
    )

    def clean_feedback(self) -> str:
        words: str = self.cleaned_data["feedback"]
        refused = [one for one in wording.check_text(words) if one.blocks]
        if refused:
            raise ValidationError([str(one) for one in refused])
        return words


def levels_in(form: QueryDict) -> dict[str, int]:
    """The chosen levels, by what was looked at; what is no number is left out."""
    found: dict[str, Any] = {
        name.removeprefix(LEVEL): form[name] for name in form if name.startswith(LEVEL)
    }
    return {
        name: int(value)
        for name, value in found.items()
        if value.isascii() and value.isdecimal() and len(value) < 4
    }
