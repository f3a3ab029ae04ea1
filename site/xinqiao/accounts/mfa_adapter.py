"""Where allauth asks us about second factors."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import Person

NAME = "心桥 Xinqiao"


class MFAAdapter(DefaultMFAAdapter):
    """Our words, and user names instead of e-mail addresses in other people's apps."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not fit. Codes change every half minute: try the next one."),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
    }

    def get_totp_issuer(self) -> str:
        return NAME

    def _get_site_name(self) -> str:
        return NAME

    def _get_user_identifier(self, user: Person) -> str:
        return user.username

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        held = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": held + 1}
