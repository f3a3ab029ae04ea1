from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from xinqiao.common.pages import Described
from xinqiao.review.pages import Reviewed, reviewed_again_later

from .banks import Bank


class SelfCheckPage(Reviewed, Described, Page):
    """A few questions below a module, to see for oneself what has stayed. Nothing is kept."""

    bank = models.ForeignKey(
        Bank,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"practice": True},
        verbose_name=_("question bank"),
        help_text=_("Only banks for practice: everybody may see their answers."),
    )
    tag = models.CharField(
        _("tag"), max_length=60, help_text=_("The questions of the bank that bear it are asked.")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("bank"),
        FieldPanel("tag"),
        Reviewed.review_panel,
    ]
    promote_panels = Described.promote_panels
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    template = "assessments/self_check_page.html"

    class Meta:
        verbose_name = _("self-check")
        verbose_name_plural = _("self-checks")
        constraints = [reviewed_again_later("self_check_is_reviewed_again_later")]
