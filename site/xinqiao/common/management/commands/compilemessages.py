from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from xinqiao.common.messages import compile_catalogues


class Command(BaseCommand):
    help = "Compile the translations, without GNU gettext. What is up to date is left alone."

    def handle(self, **options: Any) -> None:
        for file in compile_catalogues():
            self.stdout.write(f"wrote {file}")
