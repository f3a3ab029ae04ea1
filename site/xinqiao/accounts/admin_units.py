"""Units and roles in the editor, for administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.log_actions import log

from xinqiao.accounts import granting, services
from xinqiao.accounts.models import Assignment, Person, Role, Unit

INDENT = "\u3000"  # a blank as wide as a Chinese character


class UnitChoiceField(forms.ModelChoiceField):
    """The tree as a list, indented."""

    def label_from_instance(self, unit: Unit) -> str:
        return f"{INDENT * (unit.depth - 1)}{unit.name}"


class UnitForm(forms.ModelForm):
    """Makes a unit at its place in the tree."""

    parent = UnitChoiceField(
        queryset=Unit.objects.all(),
        label=_("Belongs to"),
        help_text=_("The unit directly above. Only a nation has none."),
        required=False,
    )

    class Meta:
        model = Unit
        fields = ["kind", "name_zh", "name_en", "slug"]
        help_texts = {
            "kind": _("From top to bottom: nation, province, prefecture, county, school."),
            "slug": _("Latin letters, digits and hyphens. It stays when the name changes."),
        }

    field_order = ["parent", "kind", "name_zh", "name_en", "slug"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "kind" in cleaned and "parent" in cleaned:
            try:
                services.check_place(cleaned["kind"], cleaned["parent"])
            except services.WrongPlace as fault:
                self.add_error("parent", str(fault.reason))
        return cleaned

    def save(self, commit: bool = True) -> Unit:
        values = self.cleaned_data
        self.instance = services.put_unit(
            values["parent"],
            kind=values["kind"],
            slug=values["slug"],
            name_zh=values["name_zh"],
            name_en=values["name_en"],
        )
        return self.instance


class UnitEditForm(UnitForm):
    """Renames a unit, or moves it with all below it. What it is stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].disabled = self.fields["slug"].disabled = True
        self.fields["parent"].initial = self.instance.get_parent()

    def save(self, commit: bool = True) -> Unit:
        if parent := self.cleaned_data["parent"]:
            services.move_unit(self.instance, parent)
        return super().save(commit)


class AssignmentForm(WagtailAdminModelForm):
    """Gives a role."""

    who = forms.CharField(
        label=_("Person"), help_text=_("User name or e-mail address of the account.")
    )
    unit = UnitChoiceField(
        queryset=Unit.objects.all(),
        label=_("Unit"),
        help_text=_("The role holds here and in all units below."),
    )

    class Meta:
        model = Assignment
        fields = ["role", "unit"]
        help_texts = {
            "role": _(
                "Trainers, supervisors and programme managers see learners by name. Authors, "
                "trainers, reviewers and safety reviewers may open this editor."
            )
        }

    field_order = ["who", "role", "unit"]

    def clean_who(self) -> Person:
        person = Person.objects.called(self.cleaned_data["who"].strip()).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has an account of this name."), code="nobody")
        return person

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if {"who", "role", "unit"} <= values.keys():
            try:
                granting.insist(
                    self.for_user, Role(values["role"]), unit=values["unit"], person=values["who"]
                )
            except granting.MayNotGive as refused:
                self.add_error("who", str(refused.reason))
        return values

    def save(self, commit: bool = True) -> Assignment:
        values = self.cleaned_data
        self.instance = services.give_role(
            values["who"], Role(values["role"]), unit=values["unit"], by=self.for_user
        )
        return self.instance


class UnitDeleteView(generic.DeleteView):
    def delete_action(self) -> None:
        services.remove_unit(self.object)
        log(self.object, "wagtail.delete", user=self.request.user, deleted=True)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except services.UnitInUse:
            message = gettext(
                "“%(unit)s” stays: other units, roles or help lines still belong to it."
            )
            messages.error(self.request, message % {"unit": self.object})
            return redirect(self.get_success_url())


class AssignmentEditView(generic.EditView):
    """A role is given and ended, never changed, so that it stays plain who held what."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.delete_url_name, self.object_pk)

    post = get


class AssignmentDeleteView(generic.DeleteView):
    page_title = _("End a role")
    success_message = _("The role has ended: %(object)s")

    @property
    def confirmation_message(self) -> str:
        return gettext("End this role? What the person has learnt and written stays.")

    def delete_action(self) -> None:
        log(self.object, "wagtail.delete", user=self.request.user, deleted=True)
        role, unit = Role(self.object.role), self.object.unit
        services.take_role(self.object.person, role, unit=unit, by=self.request.user)


class UnitIndexView(generic.IndexView):
    """The tree from top to bottom."""

    @property
    def columns(self) -> list[Column]:
        name = self._get_title_column_class(TitleColumn)
        return [
            name("name", label=_("Name"), accessor=indented, get_url=self.get_edit_url),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("slug", label=_("Short name")),
        ]


def indented(unit: Unit) -> SafeString:
    return format_html("<span aria-hidden=true>{}</span>{}", INDENT * (unit.depth - 1), unit.name)


class AssignmentIndexView(generic.IndexView):
    @property
    def columns(self) -> list[Column]:
        person = self._get_title_column_class(TitleColumn)
        return [
            person("person", label=_("Person")),
            Column("username", label=_("User name"), accessor="person.username"),
            Column("role", label=_("Role"), accessor="get_role_display"),
            Column("unit", label=_("Unit")),
            DateColumn("since", label=_("Since")),
        ]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("person", "unit")

    def get_edit_url(self, instance: Assignment) -> None:
        """There is none: see `AssignmentEditView`."""


class UnitViewSet(ModelViewSet):
    model = Unit
    icon = "site"
    menu_label = _("Units")
    ordering = "path"
    list_per_page = 100
    list_filter = ["kind"]
    search_fields = ["name_zh", "name_en", "slug"]
    search_backend_name = None
    index_view_class = UnitIndexView
    delete_view_class = UnitDeleteView
    copy_view_enabled = add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return UnitEditForm if for_update else UnitForm


class AssignmentViewSet(ModelViewSet):
    model = Assignment
    icon = "key"
    name = "role"
    menu_label = _("Roles")
    ordering = "-since"
    list_per_page = 50
    list_filter = ["role"]
    search_fields = ["person__username", "person__display_name", "unit__name_zh", "unit__name_en"]
    search_backend_name = None
    index_view_class = AssignmentIndexView
    edit_view_class = AssignmentEditView
    delete_view_class = AssignmentDeleteView
    copy_view_enabled = add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AssignmentForm


class OrganisationViewSetGroup(ModelViewSetGroup):
    items = (UnitViewSet, AssignmentViewSet)
    menu_label = _("Organisation")
    menu_icon = "group"
    menu_order = 800
