from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from xinqiao.common.backups.places import Refused, place_of_site
from xinqiao.common.backups.saving import Saved, save


class Command(BaseCommand):
    help = "Write the database and all uploads into one file, while the site goes on."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="The archive to make; a folder gets one named by the moment."
        )
        parser.add_argument("--json", action="store_true", help="Print the counts as JSON.")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            # disable=None: no bar when the output is a file or a pipe.
            with tqdm(unit="B", unit_scale=True, disable=None) as bar:
                saved = save(file, place_of_site(), progress=bar.update)
        except Refused as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(json.dumps(counts(saved)) if options["json"] else words(saved))
        for name in saved.manifest.missing:
            self.stderr.write(
                _("Named in the database, but not on the disk: %(name)s") % {"name": name}
            )
        for name in saved.manifest.left_out:
            self.stderr.write(_("Left out, as it is no plain file: %(name)s") % {"name": name})


def counts(saved: Saved) -> dict[str, Any]:
    manifest = saved.manifest
    return {
        "file": str(saved.file),
        "bytes": saved.size,
        "at": manifest.at,
        "version": manifest.version,
        "tables": len(manifest.rows),
        "rows": sum(manifest.rows.values()),
        "uploads": len(manifest.files) - 1,
        "missing": manifest.missing,
        "left_out": manifest.left_out,
    }


def words(saved: Saved) -> str:
    told = _(
        "%(file)s holds %(rows)d rows of %(tables)d tables and %(uploads)d uploads. The secrets "
        "in .env are not in it, so that whoever finds it cannot sign in for others; keep them "
        "in another place."
    )
    return told % counts(saved)
