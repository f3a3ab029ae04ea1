from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from xinqiao.accounts.models import Person

from .kinds import ByMail, Kind, kinds_for
from .models import MailChoice


class MailChoicesForm(forms.Form):
    """For each kind that concerns the person, when it goes by mail."""

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds_for(person)
        chosen = dict(MailChoice.objects.filter(person=person).values_list("kind", "by_mail"))
        for kind in self.kinds:
            self.fields[kind.code] = forms.ChoiceField(
                label=str(kind.title),
                choices=ByMail.choices,
                initial=chosen.get(kind.code, kind.default),
                widget=forms.RadioSelect,
            )

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields under the title of their group, in the order of the kinds."""
        by_group: dict[str, list[Kind]] = {}
        for kind in self.kinds:
            by_group.setdefault(str(kind.group), []).append(kind)
        for title, kinds in by_group.items():
            yield title, [self[kind.code] for kind in kinds]
