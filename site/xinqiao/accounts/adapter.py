"""Where allauth asks us."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.accounts import limits, names, services, tasks
from xinqiao.accounts.models import Person
from xinqiao.operation.outbox import later

NO_MATCH = _("User name and password do not match. Check for capital letters in the password.")
TOO_MANY_CODES = _("There were ten wrong codes. Please try again in ten minutes.")


class AccountAdapter(DefaultAccountAdapter):
    """Our words, our count of failures, and mail in the language of who reads it."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": NO_MATCH,
        "email_password_mismatch": NO_MATCH,
        "username_taken": _("This user name is taken. Please choose another."),
        "username_blacklisted": _("This user name is kept free. Please choose another."),
        "email_taken": _(
            "This address belongs to another account. If that is yours, sign in there. If not, "
            "leave the address out for now and add it on your account page."
        ),
        "duplicate_email": _("This is your address already."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password. Check for capital letters."),
        "rate_limited": TOO_MANY_CODES,
        "too_many_login_attempts": TOO_MANY_CODES,
        "unverified_primary_email": _("Please confirm the address first."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP_OPEN

    def clean_username(self, username: str, shallow: bool = False) -> str:
        username = super().clean_username(names.tidy_username(username), shallow)
        # A user name must not pass for somebody's e-mail address.
        if not shallow and "@" in username and Person.objects.called(username).exists():
            raise self.validation_error("username_taken")
        return username

    def save_user(
        self, request: HttpRequest, user: Person, form: Any, commit: bool = True
    ) -> Person:
        """All of a new account in one row, with the password as the form has hashed it."""
        data = form.cleaned_data
        user.username, user.email = data["username"], data.get("email") or ""
        user.password = form.hashed
        user.display_name = data["display_name"]
        user.language = translation.get_language() or Person.Language.CHINESE
        user.save()
        return user

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return f"/{translation.get_language()}/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("my_account")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("my_account" if self.request.user.is_authenticated else "account_login")

    def post_login(
        self, request: HttpRequest, user: Person, *, signup: bool, **kwargs: Any
    ) -> HttpResponse:
        response = super().post_login(request, user, signup=signup, **kwargs)
        if signup:
            welcome = gettext("Welcome, %(name)s. Your account is ready.")
            messages.success(request, welcome % {"name": user.get_full_name()})
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for an account, whether it is called by user name or by e-mail."""
        login = (credentials.get("email") or credentials.get("username") or "").strip().lower()
        person = Person.objects.called(login).order_by("pk").values_list("pk", flat=True).first()
        return f"person:{person}" if person else f"login:{login}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as fault:
            raise ImmediateHttpResponse(limits.refuse(request, "login_failed")) from fault

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        with transaction.atomic():
            services.release_unconfirmed_email(email_address.email, keeper=email_address.user)
            return super().confirm_email(request, email_address)

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        """allauth's, in our words."""
        said = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": str(said[method["id"]])} for method in methods]

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell *user*, if there is an address, that something about the account has changed."""
        words = (context or {}) | {"user": user, "timestamp": timezone.now()}
        if to := email or user.email:
            self.send_mail(template_prefix, to, words)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language of the account, or of the page if there is none; then queue."""
        person = context.get("user")
        language = person.language if isinstance(person, Person) else translation.get_language()
        links = {
            key: translate_url(value, language)  # the page's own language must be active here
            for key, value in context.items()
            if key.endswith("_url")
        }
        with translation.override(language):
            mail = self.render_mail(template_prefix, email, context | links | {"email": email})
        later(tasks.send_mail, subject=mail.subject, body=mail.body, to=email)
