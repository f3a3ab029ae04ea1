"""Who hears of requests to join: those who may answer them, and then the one who asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xinqiao.accounts import granting
from xinqiao.accounts.models import Person
from xinqiao.joining.models import JoinRequest
from xinqiao.notifications.kinds import ByMail, Kind, in_each_language
from xinqiao.notifications.models import Notice
from xinqiao.notifications.services import notify, withdraw

GROUP = _("Schools and roles")


def still_theirs_to_answer(person: Person, notice: Notice) -> bool:
    return JoinRequest.objects.answerable_by(person).filter(pk=notice.about).exists()


REQUEST_WAITS = Kind(
    code="join_request_waits",
    title=_("Somebody asks to join"),
    group=GROUP,
    headline=_("A request to join waits: %(unit)s"),
    text=_("Somebody would like to learn with you. Please say yes, or no with a reason."),
    default=ByMail.DAILY,
    roles=frozenset(granting.givers(granting.GIVES, JoinRequest.role)),
    still_fits=still_theirs_to_answer,
)
ACCEPTED = Kind(
    code="join_accepted",
    title=_("Your request to join is accepted"),
    group=GROUP,
    headline=_("You now belong to %(unit)s"),
    text=_(
        "Your request to join is accepted. Those who look after its learners see your progress."
    ),
    default=ByMail.AT_ONCE,
)
DECLINED = Kind(
    code="join_declined",
    title=_("Your request to join is declined"),
    group=GROUP,
    headline=_("%(unit)s has answered your request to join"),
    text=_("The answer was no, for this reason: %(reason)s"),
    default=ByMail.AT_ONCE,
)


def tell_that_it_waits(asked: JoinRequest) -> None:
    """To exactly those to whom the page of requests shows it."""
    if asked.unit is None:
        return
    people = granting.people_who_may_give(asked.role, asked.unit).exclude(pk=asked.person_id)
    notify(
        people,
        REQUEST_WAITS,
        about=str(asked.pk),
        words={"unit": in_each_language(lambda: asked.unit_name)},
        url_name="teach_requests",
    )


def tell_the_answer(asked: JoinRequest) -> None:
    """To the one who asked; nobody else has to answer any more."""
    nobody_waits(asked)
    kind = ACCEPTED if asked.state == JoinRequest.State.ACCEPTED else DECLINED
    notify(
        [asked.person],
        kind,
        about=str(asked.pk),
        words={"unit": in_each_language(lambda: asked.unit_name), "reason": asked.reason},
        url_name="my_account",
    )


def nobody_waits(asked: JoinRequest) -> None:
    withdraw(REQUEST_WAITS, about=str(asked.pk))
