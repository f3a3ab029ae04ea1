from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # All of it needs the models loaded.
        from search import receivers  # noqa: F401  (connects them)
        from search.wellbeing import CHECK, UnindexedTexts
        from xinqiao.operation import figures, health

        health.ask_too(CHECK)
        figures.COLLECTORS.append(UnindexedTexts)
