"""What the editor asks about courses and lessons beyond the fields of their models."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from wagtail.models import Page

from courses.counterparts import items_of, keys_to_take
from courses.models.facts import LessonFact
from xinqiao.accounts.models import Person
from xinqiao.common.forms import SafePageForm


class CourseForm(SafePageForm):
    """Offers the trainers whom the editor may see, and each course to finish first once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "trainers" in self.fields:
            chosen = {person.pk for person in self.instance.trainers.all()}
            self.fields["trainers"].queryset = trainers_to_choose(self.for_user, chosen)
        if "prerequisites" in self.fields:
            self.offer_courses(self.fields["prerequisites"])

    def offer_courses(self, field: forms.ModelMultipleChoiceField) -> None:
        """In the language of the page where there is such a version, whichever was chosen."""
        field.queryset = courses_to_choose(self.instance)
        keys = [course.translation_key for course in self.instance.prerequisites.all()]
        offered = field.queryset.filter(translation_key__in=keys)
        self.initial["prerequisites"] = list(offered)


def trainers_to_choose(editor: Person | None, chosen: set[int]) -> QuerySet[Person]:
    """Trainers whom *editor* may see, and whoever is *chosen* already, by name."""
    visible = Person.objects.none()
    if editor is not None:
        visible = Person.objects.trainers_visible_to(editor).filter(is_active=True)
    people = Person.objects.filter(Q(pk__in=visible.values("pk")) | Q(pk__in=chosen))
    return people.order_by("display_name", "username")


def courses_to_choose(course: Page) -> QuerySet[Any]:
    """All courses but *course*, each in one language: that of *course*, else the other one."""
    courses = type(course).objects.order_by("path")
    others = courses.exclude(translation_key=course.translation_key)
    own = others.filter(locale=course.locale)
    return own | others.exclude(translation_key__in=own.values("translation_key"))


class LessonForm(SafePageForm):
    """Gives a question the key that it has in the other language."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("body") and self.instance.translation_key:
            self.take_keys(cleaned["body"])
        return cleaned

    def take_keys(self, body: Any) -> None:
        """From the other version, unless somebody has already answered under a key of this one."""
        mine = items_of(body)
        for other in self.instance.get_translations():
            version = other if other.live else other.get_latest_revision_as_object()
            keys = keys_to_take(mine, items_of(version.body))
            given_up = [item.key for item in mine if item.place in keys and item.key]
            answered = LessonFact.objects.filter(
                lesson_key=self.instance.translation_key, item__in=given_up
            )
            if keys and not answered.exists():
                for place, key in keys.items():
                    body[place].id = key
                return
