from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "xinqiao.common"

    def ready(self) -> None:
        from xinqiao.common import receivers  # noqa: F401  (connects them; needs the models loaded)
