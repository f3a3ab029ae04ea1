"""The smallest valid object of each kind. Pages come from page_factories.py."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from xinqiao.accounts.models import Assignment, Person, Role, Unit
from xinqiao.accounts.services import give_role, put_unit

PASSWORD = "xinqiao-demo"


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    username = factory.Sequence("person{}".format)
    display_name = factory.Sequence("林老师{}".format)

    @classmethod
    def _create(cls, model_class: type[Person], *args: Any, **kwargs: Any) -> Person:
        return model_class.objects.create_user(**({"password": PASSWORD} | kwargs))


def the_nation() -> Unit:
    return Unit.objects.filter(depth=1).first() or UnitFactory(kind=Unit.Kind.NATION)


class UnitFactory(DjangoModelFactory[Unit]):
    """A school, directly below the nation unless a `parent` is given."""

    class Meta:
        model = Unit

    kind = Unit.Kind.SCHOOL
    slug = factory.Sequence("unit-{}".format)
    name_zh = factory.LazyAttribute(lambda unit: f"单位 {unit.slug}")
    name_en = factory.LazyAttribute(lambda unit: f"Unit {unit.slug}")
    parent = factory.LazyAttribute(
        lambda unit: None if unit.kind == Unit.Kind.NATION else the_nation()
    )

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, **kwargs: Any) -> Unit:
        return put_unit(kwargs.pop("parent"), **kwargs)


class AssignmentFactory(DjangoModelFactory[Assignment]):
    class Meta:
        model = Assignment

    person = factory.SubFactory(PersonFactory)
    role = Role.LEARNER
    unit = factory.SubFactory(UnitFactory)

    @classmethod
    def _create(cls, model_class: type[Assignment], *args: Any, **kwargs: Any) -> Assignment:
        return give_role(kwargs["person"], kwargs["role"], unit=kwargs["unit"])
