"""What stands in deploy/ and docs/ fits the code: settings, commands and places that exist."""

from __future__ import annotations

import configparser
import re
from itertools import chain
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

REPO = settings.REPO_DIR
DEPLOY = REPO / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
DOCS = [REPO / "README.md", *sorted((REPO / "docs").glob("*.md"))]
OF_THE_IMAGES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "HOSTNAME"}


def read(*parts: str) -> str:
    return REPO.joinpath(*parts).read_text(encoding="utf-8")


def variables() -> set[str]:
    """All that the settings read. Another test holds .env.example to the settings."""
    return set(re.findall(r"^([A-Z_]+)=", read(".env.example"), flags=re.MULTILINE))


def compose() -> dict:
    return yaml.safe_load(read("deploy", "docker-compose.yml"))


def unit(file: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(file.read_text(encoding="utf-8"))
    return parser


# Containers


def test_the_containers_are_site_worker_database_and_redis():
    assert set(compose()["services"]) == {"site", "worker", "database", "redis"}


@pytest.mark.parametrize("name", ["site", "worker", "database", "redis"])
def test_each_container_is_watched_restarted_and_has_no_rights_to_spare(name):
    service = compose()["services"][name]

    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_images_come_by_short_names_and_major_versions():
    images = {name: service["image"] for name, service in compose()["services"].items()}

    assert images == {
        "site": "xinqiao",
        "worker": "xinqiao",
        "database": "postgres:15",
        "redis": "redis:7",
    }
    assert set(re.findall(r"^FROM (\S+)", read("deploy", "Dockerfile"), flags=re.MULTILINE)) == {
        "python:3.11-slim"
    }


def test_only_the_site_can_be_reached_and_only_from_this_machine():
    ports = {name: service.get("ports", []) for name, service in compose()["services"].items()}

    assert ports == {"site": ["127.0.0.1:8000:8000"], "worker": [], "database": [], "redis": []}


def test_the_image_runs_as_an_ordinary_user_and_checks_what_it_installs():
    dockerfile = read("deploy", "Dockerfile")

    assert "USER xinqiao" in dockerfile
    assert dockerfile.index("USER xinqiao") < dockerfile.index("\nCMD")
    assert "--require-hashes" in dockerfile
    for source in chain.from_iterable(
        line.split()[:-1] for line in re.findall(r"^COPY (?!--)(.+)$", dockerfile, re.MULTILINE)
    ):
        assert (REPO / source).exists(), source
        assert f"!{source.rstrip('/')}" in read(".dockerignore"), source


def test_what_deploy_sets_is_read_by_the_settings():
    files = [read("deploy", name) for name in ("docker-compose.yml", "env.example", "nginx.conf")]
    named = set(re.findall(r"^\s*([A-Z][A-Z_]+)[=:]", "\n".join(files), flags=re.MULTILINE))
    named |= set(re.findall(r"\$\{?([A-Z][A-Z_]+)", "\n".join(files)))
    named |= set(re.findall(r"\b([A-Z]+_[A-Z_]+)=true", "\n".join(files)))
    in_image = read("deploy", "Dockerfile").split("ENV PATH")[1].split("RUN")[0]
    named |= set(re.findall(r"\b([A-Z_]+)=", in_image))
    python = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}

    assert named - OF_THE_IMAGES - python <= variables()
    assert {"DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "SECRET_KEY", "LISTEN"} <= named


def test_the_proxy_sets_what_the_site_believes_behind_a_proxy():
    nginx = read("deploy", "nginx.conf")

    assert "proxy_set_header X-Forwarded-Proto $scheme;" in nginx
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    assert "proxy_set_header Host $host;" in nginx
    assert "BEHIND_PROXY=true" in nginx


# Services of systemd


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_each_unit_can_be_read_and_starts_what_exists(file):
    told = unit(file)
    wanted = {".service": "Service", ".timer": "Timer"}[file.suffix]

    assert wanted in told
    for line in re.findall(r"^ExecStart=(.+)$", file.read_text(encoding="utf-8"), re.MULTILINE):
        if "manage.py" in line:
            assert line.split("manage.py ")[1].split()[0] in get_commands()
        else:
            assert "celery -A xinqiao worker --beat" in line


@pytest.mark.parametrize(
    "file", [file for file in UNITS if file.suffix == ".service"], ids=lambda file: file.name
)
def test_each_service_can_write_nothing_but_data_and_gain_no_rights(file):
    service = unit(file)["Service"]

    assert service["User"] == "xinqiao"
    assert service["NoNewPrivileges"] == service["ProtectHome"] == service["PrivateTmp"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"].split()[0] == "/var/lib/xinqiao"
    assert service["CapabilityBoundingSet"] == ""
    assert service["EnvironmentFile"] == "/etc/xinqiao/env"
    if service.get("Type") != "oneshot":
        assert service["Restart"] == "always"


# Documents


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_each_document_names_commands_and_places_that_exist(file):
    text = file.read_text(encoding="utf-8")
    makefile = read("Makefile")

    for command in re.findall(r"manage\.py ([a-z_]+)", text):
        assert command in get_commands(), command
    for target in re.findall(r"`make ([a-z-]+)`", text):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
    for place in re.findall(r"\b(?:deploy|docs|site|assessments|courses|tests)/[\w./-]+\w", text):
        assert (REPO / place).exists() or place in {"deploy/.env"}, place


def test_each_setting_is_described_and_each_described_one_exists():
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", read("docs", "settings.md"), re.MULTILINE))

    assert described == variables()


@pytest.mark.parametrize("name", ["runbook.md", "runbook.en.md", "data-protection.en.md"])
def test_settings_that_a_document_names_exist(name):
    text = read("docs", name)
    named = set(re.findall(r"`([A-Z]{2,}(?:_[A-Z]+)+)\b", text))

    assert named - OF_THE_IMAGES <= variables()


def test_both_languages_of_the_runbook_name_the_same_commands_in_the_same_order():
    pattern = re.compile(r"^    (.+)$", re.MULTILINE)

    assert pattern.findall(read("docs", "runbook.md")) == pattern.findall(
        read("docs", "runbook.en.md")
    )
