"""Fields of the forms around the account, and how they say what is wrong: plainly, and once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts import names, phones
from xinqiao.accounts.models import Person

INVISIBLE = _("There is an invisible control character in it. Please type it again.")
LONGEST_ADDRESS = Person._meta.get_field("email").max_length or 254


class NameField(forms.CharField):
    """What colleagues call somebody; tidied, then checked."""

    default_validators = [names.validate_name]
    default_error_messages = {"required": _("Please enter a name with at least one letter.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_nul_to_others(self)

    def to_python(self, value: Any) -> str:
        return names.tidy_name(super().to_python(value) or "")


class PhoneField(forms.CharField):
    """A phone number, tidied, then checked."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    default_validators = [phones.validate_phone]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_nul_to_others(self)

    def to_python(self, value: Any) -> str:
        return phones.tidy_phone(super().to_python(value) or "")


def leave_nul_to_others(field: forms.Field) -> None:
    """Take Django's check for NULs from *field*, whose own rules refuse them as well."""
    field.validators = [
        check
        for check in field.validators
        if not isinstance(check, ProhibitNullCharactersValidator)
    ]


def say_it_plainly(field: forms.Field) -> None:
    """Give *field*, of somebody else's form, our words for NULs and for an address too long.

    An address may be pasted in full: the browser would cut it without a word.
    """
    if isinstance(field, NameField) or not isinstance(field, forms.CharField):
        return
    leave_nul_to_others(field)
    if isinstance(field, forms.EmailField):
        limit_address(field)
    else:
        field.validators.append(ProhibitNullCharactersValidator(INVISIBLE))


def limit_address(field: forms.EmailField) -> None:
    field.widget.attrs.pop("maxlength", None)
    field.validators = [
        check for check in field.validators if not isinstance(check, MaxLengthValidator)
    ]
    field.validators.append(
        MaxLengthValidator(
            LONGEST_ADDRESS, _("An e-mail address may have up to %(limit_value)d characters.")
        )
    )
