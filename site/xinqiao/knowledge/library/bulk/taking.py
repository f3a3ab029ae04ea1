"""Rows become drafts of resources. Taken in twice, a folder changes nothing the second time."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.accounts.models import Person
from xinqiao.knowledge.library.files import add_file, as_kept
from xinqiao.knowledge.models import LibraryPage, ResourcePage

from .folder import Folder, Unreadable
from .lines import Refused, Told, Vocabulary, make_sense
from .sheet import read_sheet

PLACES = {"file": ("file", "colour"), "mono": ("mono_file", "mono")}
"""By column, the field of the resource and the variant of the file."""


class Outcome(models.TextChoices):
    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    UNCHANGED = "unchanged", gettext_lazy("there already")
    REFUSED = "refused", gettext_lazy("refused")


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    title: str
    outcome: str
    reason: str = ""


def take_folder(folder: Folder, *, by: Person, dry_run: bool) -> Iterator[Row]:
    """Row by row, in the order of the sheet. Raises `Unreadable`."""
    words = Vocabulary()
    found = LibraryPage.objects.select_related("locale")
    libraries = {page.locale.language_code: page for page in found}
    seen: set[tuple[str, str]] = set()
    for line in read_sheet(*folder.sheet()):
        title = line.cells.get("title", "")[:100]
        try:
            told = make_sense(line, words, folder)
            if (told.name, told.language) in seen:
                raise Refused(_("“%s” stands twice in the sheet in this language.") % told.name)
            seen.add((told.name, told.language))
            outcome = take(told, folder, libraries.get(told.language), by=by, dry_run=dry_run)
        except (Refused, Unreadable) as refusal:
            yield Row(line.number, title, Outcome.REFUSED, str(refusal))
        except ValidationError as refusal:
            yield Row(line.number, title, Outcome.REFUSED, " ".join(refusal.messages))
        else:
            yield Row(line.number, title, outcome)


def take(
    told: Told, folder: Folder, library: LibraryPage | None, *, by: Person, dry_run: bool
) -> Outcome:
    """Write the draft of one row. Raises `Refused`, ValidationError or `Unreadable`."""
    if library is None:
        raise Refused(_("There is no library in this language."))
    page = ResourcePage.objects.child_of(library).filter(slug=told.name).first()
    check_permission(page, library, by)
    contents = {name: folder.read(path) for name, path in told.files.items()}
    digests = {name: digest_of(content) for name, content in contents.items()}
    draft = page.get_latest_revision_as_object() if page else None
    if draft is not None and is_told_already(draft, told, digests):
        return Outcome.UNCHANGED
    if not dry_run:
        write(draft, told, contents, library, by=by)
    return Outcome.CHANGED if draft is not None else Outcome.NEW


def check_permission(page: ResourcePage | None, library: LibraryPage, by: Person) -> None:
    if page is None:
        if not library.permissions_for_user(by).can_add_subpage():
            raise Refused(_("You may not add resources to the library."))
        return
    may = page.permissions_for_user(by)
    if not may.can_edit() or may.page_locked():
        raise Refused(_("You may not change this resource just now."))


def digest_of(content: bytes) -> str:
    """Of what would be kept. Raises ValidationError."""
    return hashlib.sha256(as_kept(content)[0]).hexdigest()


def is_told_already(page: ResourcePage, told: Told, digests: dict[str, str]) -> bool:
    same_fields = all(getattr(page, name) == value for name, value in told.fields.items())
    same_terms = all(
        {term.pk for term in getattr(page, name).all()} == {term.pk for term in terms}
        for name, terms in told.terms.items()
    )
    files = {name: getattr(page, PLACES[name][0]) for name in digests}
    same_files = all(file and file.digest == digests[name] for name, file in files.items())
    return same_fields and same_terms and same_files


@transaction.atomic
def write(
    draft: ResourcePage | None,
    told: Told,
    contents: dict[str, bytes],
    library: LibraryPage,
    *,
    by: Person,
) -> None:
    page = draft or start(told, library, by=by)
    for name, value in (told.fields | told.terms).items():
        setattr(page, name, value)
    for name, content in contents.items():
        place, variant = PLACES[name]
        called = told.files[name].rpartition("/")[2]
        setattr(page, place, add_file(page, io.BytesIO(content), name=called, variant=variant))
    page.full_clean()
    page.save_revision(user=by)


def start(told: Told, library: LibraryPage, *, by: Person) -> ResourcePage:
    """A draft below *library*, joined with the one of the same name in the other language."""
    page = ResourcePage(
        slug=told.name, title=told.fields["title"], locale=library.locale, owner=by, live=False
    )
    other = ResourcePage.objects.filter(slug=told.name).exclude(locale=library.locale).first()
    if other is not None:
        page.translation_key = other.translation_key
    library.add_child(instance=page)
    return page
