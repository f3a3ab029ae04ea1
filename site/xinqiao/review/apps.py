from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "xinqiao.review"
    verbose_name = _("review")

    def ready(self) -> None:
        from . import receivers, telling  # noqa: F401  (connects them; needs the models)
        from .workflow import after_migrate

        # As for the groups of editors: once all apps have their tables.
        post_migrate.connect(after_migrate, sender=apps.get_app_config("sessions"))
