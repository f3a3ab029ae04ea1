"""What is said about a question, as tags: for formats that know nothing else."""

from __future__ import annotations

from uuid import UUID

from assessments.models import Label

from .base import Finding, Item

MUST_BE_RIGHT = "must-pass"


def tags_of(item: Item) -> list[str]:
    """*item*'s tags, and the rest as tags like `competence:3.4`."""
    written = item.written
    told = [("competence", code) for code in item.of_kind(Label.Kind.COMPETENCE)]
    if written.difficulty is not None:
        told.append(("difficulty", str(written.difficulty)))
    if written.source:
        told.append(("source", written.source))
    if written.lesson_key:
        told.append(("lesson", str(written.lesson_key)))
    if item.family:
        told.append(("family", item.family))
    tags = item.of_kind(Label.Kind.TAG) + [f"{name}:{value}" for name, value in told]
    return [*tags, MUST_BE_RIGHT] if written.must_pass else tags


def take_tags(finding: Finding, tags: list[str]) -> None:
    """The other way round. A tag that only looks like one of these stays a tag."""
    for tag in map(str.strip, tags):
        name, _colon, value = tag.partition(":")
        if tag == MUST_BE_RIGHT:
            finding.must_pass = True
        elif name == "competence" and value:
            finding.competences.append(value)
        elif name == "difficulty" and value.isascii() and value.isdigit() and int(value[:4]) <= 100:
            finding.difficulty = int(value)
        elif name == "source" and value and not finding.source:
            finding.source = value
        elif name == "family" and value and not finding.family:
            finding.family = value
        elif name == "lesson" and (key := _key(value)):
            finding.lesson_key = key
        elif tag:
            finding.tags.append(tag)


def _key(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def category_tag(path: str) -> str:
    """A category as `$course$/top/倾听/基础` as a tag."""
    parts = [part.strip() for part in path.replace("//", "\x00").split("/")]
    kept = [
        part.replace("\x00", "/")
        for part in parts
        if part and part != "top" and not (part.startswith("$") and part.endswith("$"))
    ]
    whole = "/".join(kept)
    return whole if len(whole) <= 60 else kept[-1][:60]
