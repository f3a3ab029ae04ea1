from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "xinqiao.knowledge"

    def ready(self) -> None:
        from xinqiao.knowledge import receivers  # noqa: F401  (they register themselves)
