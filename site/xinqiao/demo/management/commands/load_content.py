from __future__ import annotations

import json
import logging
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from xinqiao.demo import content
from xinqiao.demo.reading.faults import Faults
from xinqiao.demo.rows import Tally


class Command(BaseCommand):
    help = (
        "Load the content files. Run it as often as you like: what is right already stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.SITE_DIR / "content")
        parser.add_argument("--check", action="store_true", help="Read the files and load nothing.")
        parser.add_argument(
            "--i-know",
            action="store_true",
            help="Load although this is no demonstration. It makes people with a public password.",
        )
        parser.add_argument("--json", action="store_true", help="Print the result as JSON.")

    def handle(self, *, folder: Path, check: bool, i_know: bool, **options: Any) -> None:
        if not (check or settings.DEMO or i_know):
            raise CommandError(
                _(
                    "This makes people with a public password, among them an administrator. "
                    "Set DEMO=true on a demonstration site, or say --i-know."
                )
            )
        started = time.monotonic()
        self.as_json = options["json"]
        if not folder.is_dir():
            raise CommandError(_("There is no folder %(folder)s.") % {"folder": folder})
        faults = Faults(settings.REPO_DIR)
        files = content.read(folder, faults)
        if faults:
            self.report_faults(faults)
        if check:
            self.report(
                {"files": files.counts(), "faults": []}, _("The content files are in order.")
            )
            return
        tally = self.load(files)
        seconds = round(time.monotonic() - started, 1)
        self.report(
            {
                "files": files.counts(),
                "new": tally.new,
                "changed": tally.changed,
                "kept": tally.kept,
                "seconds": seconds,
            },
            _("%(new)d new, %(changed)d changed, the rest was right already (%(seconds)s s).")
            % {"new": tally.new, "changed": tally.changed, "seconds": seconds},
        )
        for page in tally.kept:
            message = _("%(page)s was changed in the editor and is left as it is.")
            self.stderr.write(message % {"page": page})

    def load(self, files: content.Content) -> Tally:
        """Write everything or nothing, behind a progress bar."""
        tally = Tally()
        title = ""
        # disable=None: no bar when the output is a file or a pipe.
        with (
            quiet_logs("wagtail", "celery.app.trace"),
            tqdm(total=files.size, disable=None) as bar,
            transaction.atomic(),
        ):
            try:
                for title in content.load(files, tally):
                    bar.set_postfix_str(title, refresh=False)
                    bar.update()
            except ValidationError as error:
                # The files are in order, so something else in the database stands in the way.
                message = _("Nothing was loaded. After “%(title)s”: %(reason)s")
                reason = " ".join(error.messages)
                raise CommandError(message % {"title": title, "reason": reason}) from error
        return tally

    def report(self, result: dict[str, Any], sentence: str) -> None:
        if self.as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self.stdout.write(sentence)

    def report_faults(self, faults: Faults) -> None:
        """Print where the faults are, and end with status 1."""
        found = faults.in_order()
        if self.as_json:
            rows = [
                {"path": fault.path, "line": fault.line, "message": fault.message}
                for fault in found
            ]
            self.stdout.write(json.dumps({"faults": rows}, ensure_ascii=False))
        else:
            for fault in found:
                self.stderr.write(str(fault))
        raise CommandError(
            _("%(count)d faults in the content files. Nothing was loaded.") % {"count": len(found)}
        )


@contextmanager
def quiet_logs(*names: str) -> Iterator[None]:
    """Keep a log line for each published page and each job from tearing the progress bar."""
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
