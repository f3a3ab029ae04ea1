"""docs/data-protection.md names all that is kept about people, and nothing that is not."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from celery.schedules import crontab
from django.apps import apps
from django.conf import settings
from django.db import models

from xinqiao.accounts.closing import KEPT_FOR
from xinqiao.accounts.models import Person

DOCUMENTS = ["data-protection.md", "data-protection.en.md"]
ABOUT_SOMEBODY = re.compile(
    r"(^|_)(e?mail|phone|mobile|ip|ip_address|user_agent|device|username|display_name|first_name"
    r"|last_name|session_data|session_key|verified_by|author|person|user|actor)(_id)?$"
)
"""Names of fields. `locale`, `name_zh` and the like are of things."""


def document(name: str) -> str:
    return (settings.REPO_DIR / "docs" / name).read_text(encoding="utf-8")


def listed(name: str) -> list[str]:
    rows = [line.split("|")[1] for line in document(name).splitlines() if line.startswith("| `")]
    return re.findall(r"`(\w+\.\w+)`", " ".join(rows))


def is_about_people(model: type[models.Model]) -> bool:
    """By its fields alone, whoever wrote it: it points to a person, or is called like one."""
    fields = model._meta.local_concrete_fields  # lists of people are models of their own
    points = any(field.related_model in (Person, EmailAddress) for field in fields)
    return points or any(ABOUT_SOMEBODY.search(field.name) for field in fields)


def all_models() -> dict[str, type[models.Model]]:
    return {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
    }


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_model_with_personal_data_is_listed(name):
    about_people = {label for label, model in all_models().items() if is_about_people(model)}

    assert {"accounts.Person", "sessions.Session", "wagtailcore.Revision"} <= about_people
    assert sorted(about_people - set(listed(name))) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_listed_model_exists_and_is_listed_once(name):
    assert sorted(set(listed(name)) - set(all_models())) == []
    assert len(listed(name)) == len(set(listed(name)))


def test_both_languages_list_the_same():
    assert listed(DOCUMENTS[0]) == listed(DOCUMENTS[1])


# What the documents say of time, the code does.


@pytest.mark.parametrize(
    "task",
    [
        "xinqiao.clear_sessions",
        "xinqiao.delete_long_closed",
        "notifications.forget_old",
        "operation.forget_given_up",
    ],
)
def test_what_is_said_to_be_cleared_every_day_is(task):
    (schedule,) = [
        line["schedule"] for line in settings.CELERY_BEAT_SCHEDULE.values() if line["task"] == task
    ]

    daily = isinstance(schedule, crontab) and len(schedule.hour) == len(schedule.minute) == 1
    assert daily or schedule == 86_400.0


def test_nothing_about_people_outlives_the_account_by_accident():
    """It goes with the account or loses the name; Wagtail's logs keep a number that leads nowhere."""
    kept = {
        f"{label}.{field.name}"
        for label, model in all_models().items()
        for field in model._meta.local_concrete_fields
        if field.related_model is Person
        and field.remote_field.on_delete not in (models.CASCADE, models.SET_NULL)
    }

    logs = {"wagtailcore.PageLogEntry.user", "wagtailcore.ModelLogEntry.user"}
    assert kept <= logs | {"accounts.AuditEntry.actor", "accounts.AuditEntry.person"}


def test_sessions_last_as_long_as_is_said():
    assert settings.SESSION_COOKIE_AGE == 14 * 86_400
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
    assert "14 天" in document("data-protection.md")


def test_closed_accounts_are_kept_as_long_as_is_said():
    assert KEPT_FOR.days == 5 * 365
    assert "五年后每天清除" in document("data-protection.md")


def test_backups_go_after_as_many_days_as_is_said():
    unit = settings.REPO_DIR / "deploy" / "systemd" / "xinqiao-backup.service"

    assert "-mtime +30 -delete" in unit.read_text(encoding="utf-8")
    assert "30 天前" in document("data-protection.md")
