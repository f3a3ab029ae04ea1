from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "xinqiao.notifications"
    verbose_name = _("notices")

    def ready(self) -> None:
        from xinqiao.notifications import receivers  # noqa: F401  (needs the models loaded)
