"""allauth's forms around the second factor, with our words."""

from __future__ import annotations

import struct
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import forms as codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts.forms import Worded
from xinqiao.accounts.second_factor import SET_UP_HERE

UNREADABLE = (
    AttributeError,
    IndexError,
    InvalidSignature,
    KeyError,
    TypeError,
    ValueError,
    struct.error,
)
"""What the libraries raise over an answer that no passkey gave."""

CODE = {"code": _("Code")}
OR_RECOVERY = {"code": _("From your app, or one of your recovery codes.")}


class CodeForm(Worded):
    """A form that takes a code of digits, on a phone from the number pad."""

    labels = CODE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        self.fields["code"].widget.attrs |= attrs  # type: ignore[attr-defined]


class AuthenticateForm(CodeForm, base.AuthenticateForm):
    hints = OR_RECOVERY


class ReauthenticateForm(CodeForm, base.ReauthenticateForm):
    hints = OR_RECOVERY


class ActivateTOTPForm(CodeForm, totp.ActivateTOTPForm):
    hints = {"code": _("The six digits that the app shows.")}

    def clean_code(self) -> str:
        code = super().clean_code()
        context.request.session[SET_UP_HERE] = True
        return code


class DeactivateTOTPForm(Worded, totp.DeactivateTOTPForm):
    pass


class GenerateRecoveryCodesForm(Worded, codes.GenerateRecoveryCodesForm):
    pass


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):
    labels = {"name": _("Name of the passkey")}
    hints = {"name": _("So that you know it again, such as “my phone”.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = 60

    def clean(self) -> dict[str, Any]:
        try:
            cleaned = super().clean()
        except UNREADABLE as fault:
            raise get_adapter().validation_error("incorrect_code") from fault
        if not self.errors:
            context.request.session[SET_UP_HERE] = True
        return cleaned


class RenamePasskeyForm(Worded, webauthn.EditWebAuthnForm):
    labels = AddPasskeyForm.labels

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = 60


class PasskeyForm(Worded, webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except UNREADABLE as fault:
            raise get_adapter().validation_error("incorrect_code") from fault


class ReauthenticatePasskeyForm(PasskeyForm):
    reauthenticated = True
