from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    """Each method completes the sentence "checks that are …"."""

    def failing(self) -> Self:
        return self.filter(failing_since__isnull=False)


class LinkCheck(models.Model):
    """Whether an address outside, to which a resource leads, still answers."""

    class Problem(models.TextChoices):
        GONE = "gone", _("there is no such page any more")
        REFUSED = "refused", _("the page is not given out")
        BROKEN = "broken", _("the server has a fault")
        NO_ANSWER = "no_answer", _("there is no answer")
        NO_HOST = "no_host", _("there is no such host")
        NOT_PUBLIC = "not_public", _("the address is none of the public internet")
        IN_CIRCLES = "in_circles", _("it leads on and on")

    url = models.URLField(_("link"), max_length=500, unique=True)
    checked_at = models.DateTimeField(_("looked at"))
    problem = models.CharField(_("problem"), max_length=20, choices=Problem, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)

    objects = LinkCheckQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("check of a link")
        verbose_name_plural = _("checks of links")
        ordering = ["failing_since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(problem="", failing_since=None)
                | ~models.Q(problem="") & models.Q(failing_since__isnull=False),
                name="a_failing_link_has_its_problem",
            )
        ]

    def __str__(self) -> str:
        return self.url
