"""Safe wording in the editor: seen while one writes, and told where it was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page

from xinqiao.common import wording

Config = list[dict[str, Any]]
CHECK = "wording"
ACCEPTED = "data-accepted"
"""No note has this attribute, so that axe finds something amiss in each."""


class WordingChecks(ContentCheckerItem):
    """Wagtail's content checks with one rule for each reason why words should change.

    The preview says which words (`editor_checks`); these rules carry that into the panel.
    """

    def get_axe_run_only(self, request: HttpRequest) -> list[str]:
        return [*super().get_axe_run_only(request), *map(rule_id, wording.reasons())]

    def get_axe_custom_rules(self, request: HttpRequest) -> Config:
        rules = [
            {
                "id": rule_id(reason),
                "impact": "serious",
                "selector": f'[data-wording="{reason}"]',
                "tags": ["best-practice"],
                "any": [CHECK],
                "enabled": True,
            }
            for reason in wording.reasons()
        ]
        return [*super().get_axe_custom_rules(request), *rules]

    def get_axe_custom_checks(self, request: HttpRequest) -> Config:
        always = {
            "id": CHECK,
            "evaluate": "attr-non-space-content-evaluate",
            "options": {"attribute": ACCEPTED},
        }
        return [*super().get_axe_custom_checks(request), always]

    def get_axe_messages(self, request: HttpRequest) -> dict[str, Any]:
        ours = {
            rule_id(reason): {"error_name": _("Words to change"), "help_text": why}
            for reason, why in wording.reasons().items()
        }
        return super().get_axe_messages(request) | ours


def rule_id(reason: str) -> str:
    return f"wording-{reason}"


class TellOfBlockedWords:
    """Where the editor meets blocked words on a way that has no form, it says so and leads there.

    Such as an approval from a list, or a page that is copied and published at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, wording.BlockedWords) or not request.path.startswith("/cms/"):
            return None
        tell(request, error)
        address = editor_of(error.thing)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":  # asked by a dialog
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)


def tell(request: HttpRequest, refusal: wording.BlockedWords) -> None:
    """Name the words, and where they stand."""
    title = _("“%(title)s” was not published.") % {"title": refusal.thing}
    messages.error(request, " ".join([title, *refusal.messages]))


def editor_of(thing: models.Model) -> str:
    if isinstance(thing, Page) and thing.pk:
        return reverse("wagtailadmin_pages:edit", args=[thing.pk])
    return reverse("wagtailadmin_home")


def refuse_many(request: HttpRequest, pages: list[Page], *, with_below: bool) -> bool:
    """Whether one of *pages*, as they stand in the editor, holds blocked words; says which."""
    found = False
    for page in pages:
        below = page.get_descendants().not_live() if with_below else []
        for one in [page, *below]:
            try:
                wording.refuse_blocked(one.specific.get_latest_revision_as_object())
            except wording.BlockedWords as refusal:
                tell(request, refusal)
                found = True
    return found


def warn(request: HttpRequest, thing: models.Model) -> None:
    """After saving *thing*: what an editor may want to write otherwise."""
    for finding in wording.check(thing):
        messages.warning(request, str(finding))
