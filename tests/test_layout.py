"""The promises that the repository makes about itself."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from tempfile import gettempdir

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands

from xinqiao.common.messages import catalogue_file, faults, our_messages
from xinqiao.common.styles import SHEETS

REPO = settings.REPO_DIR
BINARY = {".png", ".ico", ".webp", ".jpg"}


def tracked_files() -> list[Path]:
    """What git keeps, or would keep: all that is not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True).stdout
    return [path for line in listed.splitlines() if (path := REPO / line).is_file()]


def texts(*folders: str) -> str:
    """All our text files below *folders* as one string."""
    chosen = [path for path in tracked_files() if path.suffix not in BINARY]
    return "\n".join(
        path.read_text(encoding="utf-8")
        for path in chosen
        if str(path.relative_to(REPO)).startswith(folders)
    )


def test_the_folder_site_stays_a_plain_folder():
    assert not (settings.SITE_DIR / "__init__.py").exists()


def test_git_keeps_the_folder_site():
    assert REPO / "site" / "xinqiao" / "settings.py" in tracked_files()


def test_models_and_migrations_agree(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_have_telling_names():
    names = [path.stem for path in tracked_files() if path.parent.name == "migrations"]

    assert names
    assert [name for name in names if "auto" in name] == []


def test_every_string_of_ours_has_its_chinese_and_none_is_left_over():
    assert faults(catalogue_file(), our_messages()) == []


def test_env_example_names_every_variable_and_nothing_else():
    code = (settings.SITE_DIR / "xinqiao" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', code))
    read |= set(re.findall(r'os\.environ\.get\("([A-Z_]+)"', code))
    example = (REPO / ".env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE)) == read


def test_nothing_names_a_package_registry_or_a_place_on_this_machine():
    registries = r"://[^\s\"']*(pypi|pythonhosted|npmjs|maven|crates)"
    # Where everybody keeps things for a moment, or the top of all, says nothing of a machine.
    known = {REPO, REPO.parent, Path.home()} - {Path(gettempdir()), Path("/")}
    places = "|".join(rf"(?<![\w.]){re.escape(str(place))}/" for place in known)
    faulty = re.compile(f"{registries}|{places}")

    found = [
        path.relative_to(REPO).as_posix()
        for path in tracked_files()
        if path.suffix not in BINARY and path != Path(__file__)
        if faulty.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_the_readme_names_commands_and_places_that_exist():
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    makefile = (REPO / "Makefile").read_text(encoding="utf-8")

    for target in re.findall(r"\bmake ([a-z-]+)\b(?=`|\s+#)", readme):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
    for command in re.findall(r"manage\.py ([a-z_]+)", readme):
        assert command in get_commands(), command
    for place in re.findall(r"\]\(([^)]+)\)", readme) + re.findall(
        r"`((?:site|assessments|courses|search)/\S+)`", readme
    ):
        assert (REPO / place).exists(), place


@pytest.mark.parametrize("folder", ["js", "img"])
def test_every_static_file_is_used(folder: str):
    used = texts(
        "site/templates", "site/xinqiao", "assessments", "courses", "search", "site/static"
    )

    unused = [
        path.name
        for path in (settings.SITE_DIR / "static" / folder).iterdir()
        if path.name not in used and f'"{path.stem}"' not in used
    ]

    assert unused == []


def test_every_style_sheet_is_part_of_a_page():
    files = {path.stem for path in (settings.SITE_DIR / "static" / "css").glob("*.css")}

    assert files == {part for parts in SHEETS.values() for part in parts}
