"""What an archive says of itself: the file manifest.json in it."""

from __future__ import annotations

import json
import posixpath
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from .databases import Migrations
from .places import DATABASE, MEDIA, Refused

PRODUCT = "xinqiao"
FORMAT = 1
"""Goes up when an older version of this code could not read the archive."""

FILE = "manifest.json"


class Damaged(Refused):
    """The archive is not as it was written."""


class NotOurs(Refused):
    """The file is something else than a backup of this product."""


class TooNew(Refused):
    """The archive was made by a later version of the product."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file in the archive."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    at: str
    """The moment that the database is of."""
    migrations: Migrations
    rows: dict[str, int]
    """By table."""
    files: dict[str, Member]
    missing: list[str]
    """Uploads that rows name and the disk had lost before."""
    left_out: list[str]
    """What lay among the uploads and was no plain file."""
    version: str = version("xinqiao")
    product: str = PRODUCT
    format: int = FORMAT

    @property
    def size(self) -> int:
        return sum(member.size for member in self.files.values())

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def read_manifest(content: bytes) -> Manifest:
    """Raises `NotOurs`, `TooNew`, `Damaged`."""
    try:
        told = json.loads(content)
        product, number = told["product"], told["format"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotOurs(_("This file is no backup of Xinqiao.")) from None
    if product != PRODUCT:
        raise NotOurs(
            _("This is a backup of “%(product)s”, not of Xinqiao.") % {"product": product}
        )
    if number != FORMAT:
        raise TooNew(
            _(
                "This backup was made by version %(version)s of Xinqiao and cannot be read by this one."
            )
            % {"version": told.get("version")}
        )
    try:
        manifest = Manifest(**{**told, "files": members(told["files"])})
        check(manifest)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Damaged(_("The backup is damaged: its list of contents makes no sense.")) from None
    return manifest


def members(told: dict[str, Any]) -> dict[str, Member]:
    return {name: Member(**member) for name, member in told.items()}


def check(manifest: Manifest) -> None:
    """Raises `ValueError`, `TypeError` or `AttributeError` on what we would never have written."""
    datetime.fromisoformat(manifest.at)
    if not isinstance(manifest.version, str):
        raise TypeError("version")
    folders = {str(above) for name in manifest.files for above in PurePosixPath(name).parents}
    for name, member in manifest.files.items():
        if not is_safe(name) or name in folders:
            raise ValueError(name)
        if type(member.size) is not int or member.size < 0 or len(member.sha256) != 64:
            raise ValueError(name)
    if DATABASE not in manifest.files:
        raise ValueError(DATABASE)
    for app, names in manifest.migrations.items():
        if not all(isinstance(name, str) for name in [app, *names]):
            raise ValueError(app)
    if not all(type(count) is int for count in manifest.rows.values()):
        raise ValueError("rows")


def is_safe(name: str) -> bool:
    """Whether *name* is the database or lies below the folder of uploads, and nowhere else."""
    below = name.startswith(f"{MEDIA}/") and posixpath.normpath(name) == name
    return name == DATABASE or (below and "\\" not in name and "\0" not in name)
