"""Forms around the account: allauth's with our words, and a person's own details."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts import names
from xinqiao.accounts.fields import NameField, PhoneField, say_it_plainly
from xinqiao.accounts.models import Person

STAY = _("Stay signed in on this device")
SHARED = _("Not on a shared computer: without it you are signed out when the browser is closed.")
CHOOSE_A_PASSWORD = _("At least 8 characters, not only digits, and not close to your name.")


class Worded:
    """A form of allauth with our labels and hints, and without placeholders, which vanish."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            say_it_plainly(field)


class LoginForm(Worded, allauth_forms.LoginForm):
    labels = {"login": _("User name or e-mail"), "password": _("Password"), "remember": STAY}
    hints = {"remember": SHARED}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

    def clean_login(self) -> str:
        return names.tidy_username(super().clean_login())


class SignupForm(Worded, allauth_forms.SignupForm):
    """Joining with a user name; a name to be called by; an e-mail address only if one wants."""

    display_name = NameField(widget=forms.TextInput(attrs={"autocomplete": "name"}))
    remember = forms.BooleanField(required=False)
    field_order = ["display_name", "username", "email", "password1", "password2", "remember"]
    labels = {
        "display_name": _("Your name"),
        "username": _("User name"),
        "email": _("E-mail"),
        "password1": _("Password"),
        "password2": _("The same password once more"),
        "remember": STAY,
    }
    hints = {
        "display_name": _("As colleagues know you, up to 40 characters."),
        "username": _("You sign in with it. Chinese characters, letters, digits and @ . + - _"),
        "email": _("With an address you can choose a new password when you forget the old one."),
        "password1": CHOOSE_A_PASSWORD,
        "remember": SHARED,
    }

    def try_save(self, request: HttpRequest) -> tuple[Person | None, HttpResponse | None]:
        """Raises IntegrityError if somebody was quicker, after this form was checked."""
        # Takes long, and may have to wait its turn: nobody else must wait for it to commit.
        self.hashed = make_password(self.cleaned_data["password1"])
        with transaction.atomic():
            return super().try_save(request)


class ResetPasswordForm(Worded, allauth_forms.ResetPasswordForm):
    labels = {"email": _("E-mail")}


class ResetPasswordKeyForm(Worded, allauth_forms.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("The same password once more")}
    hints = {"password1": CHOOSE_A_PASSWORD}


class ChangePasswordForm(Worded, allauth_forms.ChangePasswordForm):
    labels = {"oldpassword": _("Current password")} | ResetPasswordKeyForm.labels
    hints = {"password1": CHOOSE_A_PASSWORD}


class SetPasswordForm(Worded, allauth_forms.SetPasswordForm):
    labels = ResetPasswordKeyForm.labels
    hints = {"password1": CHOOSE_A_PASSWORD}


class AddEmailForm(Worded, allauth_forms.AddEmailForm):
    labels = {"email": _("New e-mail address")}


class ReauthenticateForm(Worded, allauth_forms.ReauthenticateForm):
    labels = {"password": _("Password")}


class AccountForm(forms.ModelForm):
    """What a person may correct without asking anybody."""

    display_name = NameField(
        label=_("Your name"),
        help_text=_("As colleagues know you, up to 40 characters."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    phone = PhoneField(label=_("Phone"), help_text=_("Only administrators see it."), required=False)

    class Meta:
        model = Person
        fields = ["display_name", "phone", "language"]
        widgets = {"language": forms.RadioSelect}


class AgainForm(forms.Form):
    """What was posted, to be sent once more. Only passwords have to be typed again."""

    PASSWORDS = {
        "oldpassword": (_("Current password"), "current-password"),
        "password": (_("Password"), "current-password"),
        "password1": (_("Password"), "new-password"),
        "password2": (_("The same password once more"), "new-password"),
    }

    def __init__(self, posted: QueryDict) -> None:
        super().__init__()
        for name, value in posted.items():
            if name in self.PASSWORDS:
                label, fill_in = self.PASSWORDS[name]
                widget = forms.PasswordInput(attrs={"autocomplete": fill_in})
                self.fields[name] = forms.CharField(label=label, widget=widget)
            elif name != "csrfmiddlewaretoken":
                self.fields[name] = forms.CharField(widget=forms.HiddenInput, initial=value)
        self.called = posted.get("login") or posted.get("username") or ""
        """The user name that was typed, if any."""


class CloseForm(forms.Form):
    """The last question before an account is closed."""

    sure = forms.BooleanField(
        label=_("Close my account for good"),
        error_messages={"required": _("Please tick this if you are sure.")},
    )
