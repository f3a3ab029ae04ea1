"""The forms around joining. What they refuse they say; what is allowed the services know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts import granting
from xinqiao.accounts.fields import INVISIBLE, leave_nul_to_others
from xinqiao.accounts.models import Person, Role, Unit
from xinqiao.joining.models.invitations import MOST_USES, check_last_day
from xinqiao.joining.models.requests import LONGEST_NOTE, LONGEST_REASON

INDENT = "\u3000"  # a blank as wide as a Chinese character
USUAL_LENGTH = timedelta(days=30)
USUAL_USES = 30


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, even if that is nothing; None while it is only shown."""
    return request.POST if request.method == "POST" else None


class PlainText(forms.CharField):
    """Text without invisible control characters, which are said in our words."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = [
            ProhibitNullCharactersValidator(INVISIBLE)
            if isinstance(check, ProhibitNullCharactersValidator)
            else check
            for check in self.validators
        ]


class CodeForm(forms.Form):
    """Takes whatever is typed: what is no code is told in the same words as one that is past."""

    code = forms.CharField(
        label=_("Invitation code"),
        help_text=_("Twelve letters and digits. Capitals, blanks and hyphens do not matter."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-input",
            }
        ),
        error_messages={"required": _("Please type the code.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_nul_to_others(self.fields["code"])


class MovingForm(forms.Form):
    """Asks whoever learns at a school already whether the place there ends."""

    def __init__(self, *args: Any, places: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.slug: place for place in places}
        if places:
            self.fields["leaving"] = forms.ChoiceField(
                label=_("Are you moving?"),
                choices=[("", _("No, I keep my place as it is"))]
                + [
                    (slug, _("Yes, I leave %(unit)s") % {"unit": place.name})
                    for slug, place in self.places.items()
                ],
                widget=forms.RadioSelect,
                required=False,
            )

    @property
    def left(self) -> Unit | None:
        return self.places.get(self.cleaned_data.get("leaving", ""))


class AskForm(MovingForm):
    note = PlainText(
        label=_("A note to the school"),
        help_text=_("Who you are, so that they know you. Nothing about any child."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeclineForm(forms.Form):
    reason = PlainText(
        label=_("Reason"),
        help_text=_("The person reads it. Say what they can do instead."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please say why: the person reads it.")},
    )


class UnitField(forms.ModelChoiceField):
    """Takes any unit, whichever are offered.

    One beyond one's reach is refused by the service, which says so and writes it down.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Unit.objects.all(), to_field_name="slug", **options)


class RoleForm(forms.Form):
    """A role on a unit, for the one who gives it."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    unit = UnitField(label=_("Unit"), help_text=_("The role holds here and in all units below."))

    def __init__(self, *args: Any, giver: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = granting.roles_to_give(giver)
        self.fields["role"].widget.choices = [(role.value, role.label) for role in roles]
        self.fields["unit"].widget.choices = indented(units_within_reach(giver))

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


def units_within_reach(giver: Person) -> QuerySet[Unit]:
    """Where *giver* may give some role: whoever gives any may make learners."""
    return granting.units_to_give(giver, Role.LEARNER)


def indented(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """Choices of units in tree order, each as far in as it stands below the highest."""
    offered = list(units)
    top = min((unit.depth for unit in offered), default=0)
    return [(unit.slug, INDENT * (unit.depth - top) + unit.name) for unit in offered]


class InvitationForm(RoleForm):
    uses = forms.IntegerField(
        label=_("For how many people"), min_value=1, max_value=MOST_USES, initial=USUAL_USES
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        help_text=_("The code works until the end of this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
        validators=[check_last_day],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = timezone.localdate() + USUAL_LENGTH
