from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from xinqiao.common.messages import catalogue_file, our_messages, update_catalogue


class Command(BaseCommand):
    help = "Bring the file of translations in line with the code, keeping what is translated."

    def handle(self, **options: Any) -> None:
        messages = our_messages()
        added, dropped = update_catalogue(catalogue_file(), messages)
        self.stdout.write(f"{len(messages)} strings, {added} new, {dropped} dropped")
