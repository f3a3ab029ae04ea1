from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


class DemoConfig(AppConfig):
    name = "xinqiao.demo"


@register(Tags.security, deploy=True)
def no_public_password(**options: Any) -> list[CheckMessage]:
    """A demonstration on an address that everybody can reach is warned about."""
    if not settings.DEMO or settings.LOOPBACK:
        return []
    return [
        Warning(
            "DEMO is on: everybody knows the password of its administrator.",
            hint="Set DEMO=false where real people learn, and change or close those accounts.",
            id="demo.W001",
        )
    ]
