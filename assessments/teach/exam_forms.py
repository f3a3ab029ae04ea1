"""The forms of who builds exams and leads sittings, but for the rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments import sittings
from assessments.models import Exam, Sitting
from assessments.models.exams import BUILD_EXAMS
from assessments.sittings import Setting
from assessments.timing import Grant
from xinqiao.accounts.models import Person, Unit
from xinqiao.joining.forms import PlainText, indented

MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and a time of the clock in Beijing."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        formats = [MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"]
        super().__init__(widget=widget, input_formats=formats, **options)


class ExamForm(forms.ModelForm):
    """What an exam is called, and whose it is."""

    class Meta:
        model = Exam
        fields = ["name_zh", "name_en", "slug", "unit"]
        help_texts = {
            "slug": _("Stands in its address: small Latin letters, digits and hyphens."),
            "unit": _("Its trainers and managers, and those above, may change the exam."),
        }

    def __init__(self, *args: Any, builder: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Unit.objects.visible_to(builder, BUILD_EXAMS)
        field = forms.ModelChoiceField(
            mine, label=_("Unit"), to_field_name="slug", help_text=self.fields["unit"].help_text
        )
        field.widget.choices = indented(mine)
        self.fields["unit"] = field


class NamesForm(forms.ModelForm):
    """What an exam is called."""

    class Meta:
        model = Exam
        fields = ["name_zh", "name_en"]


class SittingForm(forms.Form):
    """When, and for whom. *begun* leaves alone what does not change any more."""

    title = PlainText(
        label=_("Title"),
        required=False,
        max_length=120,
        help_text=_("For example a place or a group; the name of the exam stands above it."),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("For whom"),
        required=False,
        to_field_name="slug",
        help_text=_("For people of this unit and those below."),
    )
    opens_at = MomentField(label=_("Opens"), help_text=_("Beijing time"))
    closes_at = MomentField(
        label=_("Closes"), required=False, help_text=_("Without a time it stays open.")
    )
    close = forms.ChoiceField(
        label=_("At the close"), choices=Sitting.Close, widget=forms.RadioSelect
    )
    code = PlainText(
        label=_("Access code"),
        required=False,
        max_length=20,
        help_text=_("Told in the room; without it nobody begins. May stay empty."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "code-input"}),
    )

    def __init__(
        self, *args: Any, leader: Person, exam: Exam, begun: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        to_all = sittings.may_open_to_all(leader, exam)
        mine = sittings.units_for(leader)
        field = self.fields["unit"]
        field.queryset = Unit.objects.all() if begun else mine  # type: ignore[attr-defined]
        field.required = not to_all
        everybody = [("", _("for everybody"))] if to_all else [("", _("Please choose"))]
        field.widget.choices = everybody + indented(mine)
        if begun:
            for name in sittings.STAYS:
                self.fields[name].disabled = True
            held = self.initial["unit"]
            field.required = False
            field.widget.choices = [
                (held.slug, held.name) if held else ("", _("for everybody")),
            ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if is_backwards(said.get("opens_at"), said.get("closes_at")):
            self.add_error("closes_at", _("It closes before it opens."))
        return said

    @property
    def setting(self) -> Setting:
        stays = {name: self.initial[name] for name in sittings.STAYS if self.fields[name].disabled}
        return Setting(**self.cleaned_data | stays)


def is_backwards(opens_at: datetime | None, closes_at: datetime | None) -> bool:
    return bool(opens_at and closes_at and closes_at <= opens_at)


class GrantForm(forms.Form):
    """What one person, or all of a unit, gets beyond the rules."""

    person = PlainText(
        label=_("User name of the person"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("or all of a unit"), required=False, to_field_name="slug"
    )
    extra_minutes = forms.IntegerField(
        label=_("More minutes"), required=False, min_value=1, max_value=1440
    )
    multiplier = forms.FloatField(
        label=_("Times the time limit"),
        required=False,
        min_value=1,
        max_value=10,
        help_text=_("For example 1.5 for half as much again."),
        widget=forms.NumberInput(attrs={"step": "0.05"}),
    )
    extra_attempts = forms.IntegerField(
        label=_("More attempts"), required=False, min_value=1, max_value=20
    )
    opens_at = MomentField(label=_("Opens for them"), required=False, help_text=_("Beijing time"))
    closes_at = MomentField(label=_("Closes for them"), required=False)
    reason = PlainText(
        label=_("Reason"),
        max_length=300,
        help_text=_("For example: power cut from 9:10 to 9:25. Nothing about anybody's health."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, people: Any, units: Any, **kwargs: Any) -> None:
        """*people* and *units* are those to whom the reader may grant something."""
        super().__init__(*args, **kwargs)
        self.people = people
        field = self.fields["unit"]
        field.queryset = units  # type: ignore[attr-defined]
        field.widget.choices = [("", _("nobody else"))] + indented(units)

    def clean_person(self) -> Person | None:
        name = self.cleaned_data["person"]
        if not name:
            return None
        person = self.people.filter(username=name).first()
        if person is None:
            raise ValidationError(_("There is nobody of this user name whom you may see here."))
        return person

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        person, unit = said.get("person"), said.get("unit")
        if not self.errors and bool(person) == bool(unit):
            raise ValidationError(_("Name one person, or one unit."))
        if is_backwards(said.get("opens_at"), said.get("closes_at")):
            self.add_error("closes_at", _("It closes before it opens."))
        if not self.errors and self.terms == Grant():
            raise ValidationError(_("Nothing is granted yet: fill in at least one of the fields."))
        return said

    @property
    def terms(self) -> Grant:
        return Grant(**{name: self.cleaned_data[name] for name in Grant.__slots__})

    @property
    def to(self) -> Person | Unit:
        return self.cleaned_data["person"] or self.cleaned_data["unit"]
