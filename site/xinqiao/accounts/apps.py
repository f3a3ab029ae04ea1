from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True  # the other one below is for Wagtail's own app
    name = "xinqiao.accounts"
    verbose_name = _("people and units")

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (they need the models)
        from .editor_groups import after_migrate

        # Django makes permissions app by app in the order of INSTALLED_APPS. Sessions come last.
        post_migrate.connect(after_migrate, sender=apps.get_app_config("sessions"))


class AdminUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user pages, on our model of a person."""

    user_viewset = "xinqiao.accounts.admin_users.PersonViewSet"
