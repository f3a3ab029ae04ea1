"""The rules of an exam in words, for those who build it and lead its sittings."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.exam_pages import spacing_said
from assessments.plan import Draw, Plan
from assessments.texts import NAMES


def rules_said(plan: Plan) -> list[str]:
    """One sentence each."""
    said = [ngettext("%(n)s question.", "%(n)s questions.", plan.length) % {"n": plan.length}]
    drawn = sum(slot.count for slot in plan.slots if isinstance(slot, Draw))
    if drawn:
        said.append(
            ngettext(
                "%(n)s of them is drawn for each person.",
                "%(n)s of them are drawn for each person.",
                drawn,
            )
            % {"n": drawn}
        )
    if plan.minutes is None:
        said.append(_("There is no time limit."))
    else:
        minutes = {"n": plan.minutes}
        said.append(ngettext("%(n)s minute.", "%(n)s minutes.", plan.minutes) % minutes)
    said.append(_("To pass, reach %(percent)s percent.") % {"percent": plan.pass_percent})
    if plan.must_pass_counts:
        said.append(_("Questions about children's safety have to be right to pass."))
    if plan.attempts is None:
        said.append(_("It can be begun as often as one likes."))
    else:
        said.append(
            ngettext("It can be begun once.", "It can be begun %(n)s times.", plan.attempts)
            % {"n": plan.attempts}
        )
    if plan.days_between:
        said.append(spacing_said(plan.days_between))
    if plan.marking.markers == 2:
        said.append(
            _(
                "Two people mark each answer that no rule can mark; a third one where they differ "
                "by more than %(percent)s percent."
            )
            % {"percent": plan.marking.third_from}
        )
    if plan.marking.release == "together":
        said.append(_("Its results are told to all of a sitting together."))
    if plan.course:
        said.append(_("A course has to be finished first."))
    languages = _(", ").join(NAMES[code] for code in plan.languages)
    said.append(_("Languages: %(languages)s.") % {"languages": languages})
    return said
