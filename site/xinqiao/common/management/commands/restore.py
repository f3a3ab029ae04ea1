from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from xinqiao.common.backups.places import Refused, place_of_site
from xinqiao.common.backups.restoring import Restored, restore


class Command(BaseCommand):
    help = "Replace the database and all uploads by those of a backup; the old ones are put aside."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="An archive made by `backup`.")
        parser.add_argument("--json", action="store_true", help="Print the counts as JSON.")
        parser.add_argument(
            "--force",
            action="store_true",
            help="Do it although the site runs. Start the site anew afterwards.",
        )

    def handle(self, *, file: Path, force: bool, **options: Any) -> None:
        try:
            # disable=None: no bar when the output is a file or a pipe.
            with tqdm(unit="B", unit_scale=True, disable=None) as bar:
                restored = restore(file, place_of_site(), force=force, progress=bar.update)
        except Refused as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(json.dumps(counts(restored)) if options["json"] else words(restored))
        if restored.in_use:
            self.stderr.write(_("The site was running. Start it anew now."))


def counts(restored: Restored) -> dict[str, Any]:
    manifest = restored.manifest
    return {
        "at": manifest.at,
        "version": manifest.version,
        "tables": len(manifest.rows),
        "rows": sum(manifest.rows.values()),
        "uploads": len(manifest.files) - 1,
        "missing": manifest.missing,
        "migrated": restored.migrated,
        "put_aside": str(restored.put_aside),
    }


def words(restored: Restored) -> str:
    told = _(
        "Restored as of %(at)s: %(rows)d rows of %(tables)d tables and %(uploads)d uploads, all "
        "compared with the list in the backup; %(migrated)d migrations brought them up to date. "
        "The data that was here before lies in %(put_aside)s; delete it when all is well."
    )
    return told % counts(restored)
