"""How people are shown and edited in Wagtail's own pages for users."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import account
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import DeleteView, UserViewSet

from xinqiao.accounts import closing, services
from xinqiao.accounts.fields import NameField, PhoneField

from .models import Person

# Groups follow from the roles; our people have one name, not two.
LEFT_OUT = {"first_name", "last_name", "groups"}
ADDED = {"display_name", "phone", "language"}


class PersonFields(forms.Form):
    """The fields that differ from Wagtail's."""

    first_name = last_name = None
    display_name = NameField(
        label=_("Display name"), help_text=_("As colleagues know the person."), required=False
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Without one, only an administrator can set a new password."),
        required=False,
    )
    phone = PhoneField(label=_("Phone"), required=False)
    field_order = [
        "username",
        "display_name",
        "email",
        "phone",
        "language",
        "password1",
        "password2",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username = Person._meta.get_field("username")
        self.fields["username"].help_text = username.help_text
        if "is_superuser" in self.fields:  # nobody changes that for themselves
            self.fields["is_superuser"].help_text = _(
                "May do everything, everywhere. What others may do follows from their roles."
            )


class PersonEditForm(PersonFields, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = (UserEditForm.Meta.fields | ADDED) - LEFT_OUT
        widgets: dict[str, Any] = {}

    def save(self, commit: bool = True) -> Person:
        person = super().save(commit)
        if commit and "email" in self.changed_data:
            services.forget_old_emails(person)
        return person


class PersonCreationForm(PersonFields, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = (UserCreationForm.Meta.fields | ADDED) - LEFT_OUT
        widgets: dict[str, Any] = {}


class PersonCloseView(DeleteView):
    """Accounts are closed, never deleted: what others rely on stays, without the name."""

    page_title = _("Close an account")
    success_message = _("The account is closed.")
    confirmation_message = _(
        "Close this account for good? Name, addresses and private notes go; records that others "
        "rely on stay without the name."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except closing.AlreadyClosed:
            problem = gettext("This account is closed already.")
        except closing.LastAdministrator:
            problem = gettext("This is the last administrator. Name another one first.")
        except closing.OnlySupervisor as fault:
            problem = gettext("Name another supervisor first: %(units)s.") % {
                "units": ", ".join(map(str, fault.units))
            }
        messages.error(request, problem)
        return redirect("wagtailusers_users:index")

    def delete_action(self) -> None:
        import_string(settings.CLOSE_ACCOUNT)(self.object, by=self.request.user)


def refuse_many(
    request: HttpRequest, action_type: str, objects: list[Any], action: BulkAction
) -> HttpResponse | None:
    """Accounts are closed one by one, each after a look at it."""
    if action_type != "delete" or action.models != [Person]:
        return None
    messages.error(request, gettext("Accounts are closed one by one. Nothing has changed."))
    return redirect("wagtailusers_users:index")


class PersonViewSet(UserViewSet):
    model = Person
    # Wagtail's own templates name its fields one by one.
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"
    delete_view_class = PersonCloseView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm


class EditorAccountView(account.AccountView):
    """What an editor may set for the editor itself; name and password have a page of their own.

    A picture of oneself is not asked for: nothing shows it.
    """

    panels = (
        account.NotificationsSettingsPanel,
        account.LocaleSettingsPanel,
        account.ThemeSettingsPanel,
    )

    def get_panels(self) -> list[account.BaseSettingsPanel]:
        user = self.request.user
        profile = account.UserProfile.get_for_user(user)
        panels = [panel(self.request, user, profile) for panel in self.panels]
        return [panel for panel in panels if panel.is_active()]


editor_account = never_cache(require_admin_access(EditorAccountView.as_view()))
