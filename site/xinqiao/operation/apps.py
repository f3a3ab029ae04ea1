from django.apps import AppConfig


class OperationConfig(AppConfig):
    """What keeps the site running while a part of it is away, and tells how it is."""

    name = "xinqiao.operation"

    def ready(self) -> None:
        from xinqiao.operation import receivers  # noqa: F401  (connects them)
