"""Put back what an archive holds. The old data stays beside it until all is verified, and after."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from xinqiao.common.locks import Taken, hold
from xinqiao.common.page_cache.generation import generation_of_site

from . import databases
from .archives import Archive, Progress
from .databases import Migrations
from .manifests import Damaged, Manifest, TooNew
from .places import (
    DATABASE,
    MEDIA,
    Place,
    Refused,
    UnderWay,
    faults_told,
    refuse_without_room,
    workshop,
)
from .switching import finish_interrupted, switch

logger = logging.getLogger(__name__)


class SiteRuns(Refused):
    """Somebody works on the data that would be replaced."""


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    put_aside: Path
    """Where the data is that was replaced."""
    migrated: int
    """How many migrations the restored data had not seen."""
    in_use: bool
    """Whether it was done under a running site, which has to be started anew."""


def restore(file: Path, place: Place, *, force: bool = False, progress: Progress) -> Restored:
    """Replace the data in *place* by that of the archive *file*, or raise `Refused` and leave
    everything as it was. *force* does it although the site runs."""
    with faults_told(), file.open("rb") as opened:
        archive = Archive(opened)
        refuse_unknown(archive.manifest.migrations)
        with alone_with(place, force=force) as in_use:
            finish_interrupted(place)
            more = place.database.stat().st_size * 2 if in_use else 0
            refuse_without_room((place.folder, archive.manifest.size + more))
            with workshop(place) as folder:
                restored = folder / "restored"
                migrated = prepare(archive, restored, progress)
                belong_to_owner(restored, place.folder)
                moment = f"{timezone.localtime():%Y%m%d-%H%M%S}"
                aside = switch(place, restored, moment, in_use=in_use)
            forget_caches()
    return Restored(archive.manifest, aside, migrated, in_use)


def refuse_unknown(applied: Migrations) -> None:
    """Raises `TooNew` if a later version of the code has worked on the data."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    unknown = [(app, name) for app in applied for name in applied[app] if (app, name) not in known]
    if unknown:
        raise TooNew(
            _(
                "This backup is of a later version of Xinqiao: this one does not know %(names)s. "
                "Bring the code up to date first. Nothing was changed."
            )
            % {"names": ", ".join(".".join(key) for key in unknown[:5])}
        )


@contextmanager
def alone_with(place: Place, *, force: bool) -> Iterator[bool]:
    """Keep all others away in the block; gives whether, by *force*, there are some nonetheless.

    A site that was started the usual way holds a lock, whatever else has the database open is
    found by SQLite. Raises `SiteRuns` or `UnderWay`.
    """
    with ExitStack() as locks:
        try:
            locks.enter_context(hold(place.at_work))
        except Taken:
            raise UnderWay from None
        try:
            locks.enter_context(hold(place.running))
            in_use = opened_elsewhere(place.database)
        except Taken:
            in_use = True
        if in_use and not force:
            raise SiteRuns(
                _("The site is running on this data. Stop it first. Nothing was changed.")
            )
        yield in_use


def opened_elsewhere(database: Path) -> bool:
    """False also for a database that is none any more: nobody can work with it."""
    try:
        return database.exists() and not databases.fold(database)
    except sqlite3.Error:
        return False


def prepare(archive: Archive, folder: Path, progress: Progress) -> int:
    """Unpack all into *folder*, compare it, and bring it up to date with the code.

    Returns how many migrations that took. Raises `Damaged`.
    """
    (folder / MEDIA).mkdir(parents=True)
    archive.extract(folder, progress)
    database = folder / DATABASE
    try:
        compare(database, archive.manifest)
    except sqlite3.Error as fault:
        raise Damaged(_("The backup is damaged: %(fault)s.") % {"fault": fault}) from fault
    before = databases.migrations_in(database)
    if not all_known_applied(before):
        migrate(database)
    return count(databases.migrations_in(database)) - count(before)


def compare(database: Path, manifest: Manifest) -> None:
    """Raises `Damaged` if the database is not the one that the manifest tells of."""
    found = databases.faults_in(database)
    if found:
        raise Damaged(_("The backup is damaged: %(fault)s.") % {"fault": found[0]})
    if databases.migrations_in(database) != manifest.migrations:
        raise Damaged(_("The backup is damaged: the database is of another version than its list."))
    rows = databases.rows_in(database)
    differ = sorted(
        name for name in rows | manifest.rows if rows.get(name) != manifest.rows.get(name)
    )
    if differ:
        raise Damaged(
            _("The backup is damaged: other numbers of rows in %(tables)s.")
            % {"tables": ", ".join(differ[:5])}
        )


def all_known_applied(applied: Migrations) -> bool:
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    return all(name in applied.get(app, []) for app, name in graph.nodes)


def count(migrations: Migrations) -> int:
    return sum(map(len, migrations.values()))


def migrate(database: Path) -> None:
    """Bring *database* up to date, in place of that of the site, which is not touched."""
    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(database)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("update_index", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
    databases.fold(database)


def forget_caches() -> None:
    """What was worked out from the old data."""
    shutil.rmtree(settings.SEARCH_DIR, ignore_errors=True)  # the index is made anew
    try:
        generation_of_site().move_on()  # the pages that are kept ahead of Django
        cache.clear()
    except Exception:  # a cache can fail in any way; the data is restored
        logger.exception("The caches could not be emptied")


def belong_to_owner(folder: Path, model: Path) -> None:
    """Give all in *folder* to the owner of *model*, as root would else keep it from the site."""
    if os.geteuid() == 0:
        owner = model.stat()
        for file in [folder, *folder.rglob("*")]:
            os.chown(file, owner.st_uid, owner.st_gid, follow_symlinks=False)
