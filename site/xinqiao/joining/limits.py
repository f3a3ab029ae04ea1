"""How often somebody may be wrong about a code. A whole school shares one address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest

from xinqiao.accounts import limits
from xinqiao.joining.services.invitations import NotValid

BY_ADDRESS = "join_code"
BY_ACCOUNT = "join_code_of_account"
REQUESTS = "join_request"


class TooMany(Exception):
    """So many codes were wrong that none is looked at for a while, right or wrong."""


@contextmanager
def a_try(request: HttpRequest) -> Iterator[None]:
    """Counts one for the address and the account, and takes it back unless `NotValid` comes.

    Raises `TooMany`.
    """
    counted = []
    for action in [BY_ADDRESS, BY_ACCOUNT][: 1 + request.user.is_authenticated]:
        usage = consume(request, app=limits.APP, action=action, limit_get=True)
        if usage is None:
            raise TooMany
        counted.append(usage)
    wrong = False
    try:
        yield
    except NotValid:
        wrong = True
        raise
    finally:
        for usage in [] if wrong else counted:
            usage.rollback()


def may_ask_again(request: HttpRequest) -> bool:
    """Whether the person has not asked too many schools today; counts this time."""
    return consume(request, app=limits.APP, action=REQUESTS) is not None
