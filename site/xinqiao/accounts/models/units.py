from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from xinqiao.common.bilingual import Bilingual

from .roles import SEE_PEOPLE, Assignment, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .people import Person


class UnitQuerySet(MP_NodeQuerySet):
    """Each method completes the sentence "units that are …"."""

    def visible_to(
        self,
        person: Person | AnonymousUser,
        roles: frozenset[Role] = SEE_PEOPLE,
        *,
        further_down: bool = False,
    ) -> Self:
        """Those at or below a unit where *person* holds one of *roles*; all for a superuser.

        With *further_down*, only those below.

        This is the one rule behind every page, report, export and notice that shows people.
        Signing in alone shows nothing. It becomes part of the query it is used in and costs
        none of its own.
        """
        if not person.is_authenticated or not person.is_active:
            return self.none()
        if person.is_superuser:
            return self.all()
        held_above = (
            Assignment.objects.filter(person=person.pk, role__in=roles)
            .alias(here=ExpressionWrapper(OuterRef("path"), output_field=models.CharField()))
            .filter(here__startswith=F("unit__path"))
        )
        if further_down:
            held_above = held_above.filter(unit__depth__lt=OuterRef("depth"))
        return self.filter(Exists(held_above))

    def below(self, unit: Unit) -> Self:
        """At *unit* or anywhere below it."""
        return self.filter(path__startswith=unit.path)


class UnitManager(MP_NodeManager.from_queryset(UnitQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> UnitQuerySet:
        return UnitQuerySet(self.model, using=self._db).order_by("path")


class Unit(Bilingual, MP_Node):
    """One node of the organisation tree: nation › province › prefecture › county › school.

    A municipality has counties directly below the province, so a kind may be skipped, but
    never turned round.
    """

    class Kind(models.TextChoices):
        NATION = "nation", _("nation")
        PROVINCE = "province", _("province")
        PREFECTURE = "prefecture", _("prefecture")
        COUNTY = "county", _("county")
        SCHOOL = "school", _("school")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    slug = models.SlugField(_("short name in addresses"), unique=True)

    objects = UnitManager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["nation", "province", "prefecture", "county", "school"]
                ),
                name="unit_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="nation", depth=1)
                | (~models.Q(kind="nation") & models.Q(depth__gt=1)),
                name="only_a_nation_is_a_root",
            ),
        ]

    def __str__(self) -> str:
        return self.name
