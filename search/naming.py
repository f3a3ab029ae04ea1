"""What readers see in the place of codes: kinds, facets and their values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from xinqiao.knowledge.models import Audience, Level, ResourcePage, Topic

Names = Mapping[str, object]

FACETS: dict[str, object] = {
    "kind": _("Kind"),
    "audience": _("For whom"),
    "topic": _("Topic"),
    "level": _("Level"),
    "type": _("Type of resource"),
    "theme": _("Side"),
}
"""By these a search is narrowed, in this order."""

KINDS: dict[str, object] = {
    "article": _("Article"),
    "resource": _("Resource"),
    "course": _("Course"),
    "lesson": _("Lesson"),
    "term": _("Glossary term"),
    "help": _("Help line"),
    "page": _("Help page"),
    "note": _("Your note"),
}


def vocabulary(model: type[Audience] | type[Level]) -> Callable[[], Names]:
    return lambda: {term.code: term.name for term in model.objects.all()}


VALUES: dict[str, Callable[[], Names]] = {
    "kind": lambda: KINDS,
    "audience": vocabulary(Audience),
    "topic": lambda: {topic.code: topic.name for topic in Topic.objects.filter(sensitive=False)},
    "level": vocabulary(Level),
    "type": lambda: dict(ResourcePage.Kind.choices),
    "theme": lambda: dict(ResourcePage.Facet.choices),
}


def names_of(facets: Iterable[str]) -> dict[str, Names]:
    """The names of the values of *facets*, in the order in which readers see them."""
    return {facet: VALUES[facet]() for facet in facets if facet in VALUES}
