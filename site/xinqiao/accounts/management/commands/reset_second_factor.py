from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xinqiao.accounts import second_factor
from xinqiao.accounts.models import Person


class Command(BaseCommand):
    help = "Take a lost second factor from an account, such as the only administrator's."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="User name or e-mail address of the account.")
        parser.add_argument("--json", action="store_true", help="Print the outcome as JSON.")

    def handle(self, *, login: str, **options: Any) -> None:
        person = Person.objects.called(login).first()
        if person is None:
            raise CommandError("Nobody has an account of this name.")
        try:
            second_factor.reset(person, by=None)
        except second_factor.NoFactor:
            raise CommandError("This account has no second factor.") from None
        said = {"reset": person.username}
        self.stdout.write(json.dumps(said) if options["json"] else f"Reset: {person.username}")
