"""The editor under our name, with what an author needs and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button

from xinqiao.accounts import admin_users
from xinqiao.accounts.admin_units import OrganisationViewSetGroup
from xinqiao.accounts.models import Person
from xinqiao.accounts.second_factor import has_factor

OUTSIDE = ("http://", "https://", "//")


class WelcomePanel(Component):
    """In two sentences, how a lesson and an article are made."""

    name = "xinqiao_welcome"
    template_name = "wagtailadmin/home/xinqiao_welcome.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"request": parent_context["request"]}


@hooks.register("register_admin_viewset")
def register_organisation() -> OrganisationViewSetGroup:
    return OrganisationViewSetGroup()


@hooks.register("register_user_listing_buttons")
def lost_factor(user: Person, request_user: Person) -> Iterator[Button]:
    if request_user.is_superuser and user != request_user and has_factor(user):
        address = reverse("reset_factor", args=[user.pk])
        yield Button(_("Reset the second factor"), address, icon_name="key", priority=40)


hooks.register("before_bulk_action", admin_users.refuse_many)


@hooks.register("construct_homepage_panels")
def welcome(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(WelcomePanel())


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/brand.css"))


@hooks.register("construct_help_menu")
def help_from_this_site_only(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if not item.url.startswith(OUTSIDE)]


@hooks.register("construct_main_menu")
def leave_out_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    """Reports on the whole site are for those who look after it."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "reports"]


@hooks.register("register_account_menu_item")
def own_details(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("my_account"),
        "label": _("My account"),
        "help_text": _("Name, e-mail address, password and language."),
    }
