from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from xinqiao.demo import content
from xinqiao.demo.printing import Surroundings, sheet_of
from xinqiao.demo.reading.faults import Faults
from xinqiao.demo.reading.files import CHINESE, LANGUAGES
from xinqiao.knowledge.print.maker import CannotPrint, make_pdf


class Command(BaseCommand):
    help = "Make the PDF of a resource from its content file, to look at while writing it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", type=Path, help="Where the PDF goes.")
        parser.add_argument("--language", choices=LANGUAGES, default=CHINESE)
        parser.add_argument("--mono", action="store_true", help="For a printer without colour.")
        parser.add_argument("--folder", type=Path, default=settings.SITE_DIR / "content")

    def handle(self, *, slug: str, file: Path, folder: Path, **options: Any) -> None:
        faults = Faults(settings.REPO_DIR)
        files = content.read(folder, faults)
        for fault in faults.in_order():
            self.stderr.write(str(fault))
        resource = next((one for one in files.resources if one.slug == slug), None)
        if resource is None or faults:
            raise CommandError(_("There is no such resource, or its files have faults."))
        around = Surroundings(files.taxonomy, files.helplines)
        sheet = sheet_of(resource, options["language"], around)
        try:
            file.write_bytes(make_pdf(sheet, colour=not options["mono"]))
        except (CannotPrint, OSError) as error:
            raise CommandError(str(error)) from error
