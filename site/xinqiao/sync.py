"""`POST /sync/`: facts from devices, many at a time, each judged on its own.

The request is `{"person": "<public id>", "sent_at": "<ISO 8601>", "facts": [...]}`, or the bare
list of facts. A fact has `client_uuid`, `kind`, `at` and what its kind needs. The answer is 200
with one result for each fact, in the order of the facts:
`{"results": [{"client_uuid", "outcome": "accepted" | "known" | "refused", "code", "reason",
"mendable"}], "state": {"<lesson key>": {"seen", "right", "reflected", "done", "notes"}}}`.
A refused fact that is mendable may be sent again as it is when its reason is out of the way.
`notes` is there only for those that hold other words than the device has sent.

When nothing could be taken in: 401 `signed_out`, 403 `csrf` (ask with GET for a fresh cookie and
send again), 409 `other_person`, 413 `too_large`, 415 for a form, 400 for what cannot be read, 429
`too_many` with Retry-After, 500 `fault`, 503 `unavailable` with Retry-After while the database is
away; each with `code`, `reason` and `id`, the number of the request. Sending the same again is
always safe. Reasons are in the language that the page asks for by Accept-Language, else in the
person's own.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NoReturn

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

import assessments.steps
import courses.facts
from xinqiao.accounts.http import PersonRequest
from xinqiao.accounts.models import Person
from xinqiao.common.facts import (
    Fact,
    Judgement,
    Refused,
    other_person,
    read_fact,
    read_moment,
    unknown_kind,
)
from xinqiao.common.rates import Rate
from xinqiao.operation import ids, metrics

MAX_BYTES = 1_000_000
MAX_FACTS = 200

# A device sends what a week without a network has left in some fifty requests, one after another.
PER_PERSON = Rate(burst=300, per_second=2)
# Of those who are not signed in; a whole school shares one address.
PER_ADDRESS = Rate(burst=600, per_second=10)
COME_BACK = 20
"""Seconds after which a device that was refused is asked to send again."""

Handler = Callable[[Person, Sequence[Fact], datetime], Judgement]

HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(assessments.steps.KINDS, assessments.steps.record),
    **dict.fromkeys(courses.facts.KINDS, courses.facts.record),
}
"""Which function takes in which kind of fact."""


class Unreadable(Exception):
    """The request as a whole cannot be taken in."""

    def __init__(self, status: int, code: str, reason: str) -> None:
        super().__init__(code)
        self.status, self.code, self.reason = status, code, reason


def too_large() -> Unreadable:
    return Unreadable(413, "too_large", _("Too much at once. Send it in smaller parts."))


@never_cache
@ensure_csrf_cookie
@csrf_exempt  # `take_in` asks for it; a device that is signed out hears that first
@require_http_methods(["GET", "POST"])
def sync(request: PersonRequest) -> JsonResponse:
    """Take in facts. GET tells whether somebody is signed in, and gives a fresh CSRF cookie."""
    with translation.override(language_for(request)):
        if not request.user.is_authenticated:
            if not PER_ADDRESS.take(get_ip(request)):
                return too_many()
            reason = _("Sign in to send what is on this device. Nothing is lost.")
            return refused(401, "signed_out", reason)
        if not PER_PERSON.take(str(request.user.public_id)):
            return too_many()
        if request.method == "GET":
            return JsonResponse({"person": str(request.user.public_id)})
        try:
            refuse_forms(request)
            refuse_large(request)
            return take_in(request)
        except Unreadable as fault:
            return refused(fault.status, fault.code, fault.reason)


def refused(status: int, code: str, reason: str) -> JsonResponse:
    """`id` is the number to tell when somebody asks for help."""
    return JsonResponse({"code": code, "reason": reason, "id": ids.to_tell()}, status=status)


def too_many() -> JsonResponse:
    reason = _("Too much in a short time. What is left will be sent a little later.")
    answer = refused(429, "too_many", reason)
    answer["Retry-After"] = str(COME_BACK)
    return answer


def language_for(request: PersonRequest) -> str:
    """The first language the request asks for that we have, else the person's own."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    if request.user.is_authenticated:
        return request.user.language
    return settings.LANGUAGE_CODE


def refuse_forms(request: HttpRequest) -> None:
    """A form has no facts in it, and reading it would use up the body. Raises `Unreadable`."""
    if request.content_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        raise Unreadable(415, "not_json", _("What was sent cannot be read."))


def refuse_large(request: HttpRequest) -> None:
    """Refuse by the announced length, before anything is read. Raises `Unreadable`."""
    announced = request.headers.get("Content-Length") or "0"
    if announced.isdecimal() and int(announced) > MAX_BYTES:
        raise too_large()


@csrf_protect
def take_in(request: PersonRequest) -> JsonResponse:
    """Judge each fact in the request, and keep what can be kept. Raises `Unreadable`."""
    document = read_document(request)
    raw_facts = document.get("facts") if isinstance(document, dict) else document
    if not isinstance(raw_facts, list):
        raise Unreadable(400, "no_facts", _("What was sent holds no list of records."))
    if len(raw_facts) > MAX_FACTS:
        raise too_large()
    clock_off = timedelta()
    if isinstance(document, dict):
        refuse_other_person(request, document)
        clock_off = how_far_off(document)
    return JsonResponse(judge(request.user, raw_facts, clock_off))


def read_document(request: HttpRequest) -> Any:
    """The JSON of the request. Raises `Unreadable`."""
    try:
        return json.loads(request.body, parse_constant=refuse_constant)
    except RequestDataTooBig:
        raise too_large() from None
    except (ValueError, RecursionError, UnreadablePostError):
        raise Unreadable(400, "not_json", _("What was sent cannot be read.")) from None


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are no JSON


def refuse_other_person(request: PersonRequest, document: dict[str, Any]) -> None:
    """A device may be shared: what one person did is never kept for another."""
    owner = document.get("person")
    if owner is not None and owner != str(request.user.public_id):
        refusal = other_person()
        raise Unreadable(409, refusal.code, str(refusal.reason))


def how_far_off(document: dict[str, Any]) -> timedelta:
    """How far the device's clock is behind ours, by the moment at which it says it is sending."""
    if document.get("sent_at") is None:
        return timedelta()
    try:
        return timezone.now() - read_moment(document["sent_at"])
    except Refused as refusal:
        raise Unreadable(400, refusal.code, str(refusal.reason)) from None


def judge(person: Person, raw_facts: list[Any], clock_off: timedelta) -> dict[str, Any]:
    """Judge each of *raw_facts* and keep what can be kept; returns the body of the answer."""
    now = timezone.now()
    verdicts: list[Refused | str] = [""] * len(raw_facts)
    by_handler: dict[Handler, list[Fact]] = defaultdict(list)
    for place, raw in enumerate(raw_facts):
        try:
            fact = read_fact(raw, place=place, now=now, clock_off=clock_off)
            if fact.kind not in HANDLERS:
                raise unknown_kind()
        except Refused as refusal:
            verdicts[place] = refusal
        else:
            by_handler[HANDLERS[fact.kind]].append(fact)
    state: dict[str, Any] = {}
    for handler, facts in by_handler.items():
        judged = handler(person, facts, now)
        state |= judged.state
        for fact in facts:
            verdicts[fact.place] = judged.of(fact.place)
    results = list(map(result, raw_facts, verdicts))
    for outcome, count in Counter(told["outcome"] for told in results).items():
        metrics.FACTS.labels(outcome).inc(count)
    return {"results": results, "state": state}


def result(raw: Any, verdict: Refused | str) -> dict[str, Any]:
    """What the device hears about one fact, under the id that it gave."""
    given = raw.get("client_uuid") if isinstance(raw, dict) else None
    client_uuid = given[:100] if isinstance(given, str) else None
    if isinstance(verdict, str):
        return {"client_uuid": client_uuid, "outcome": verdict}
    return {
        "client_uuid": client_uuid,
        "outcome": "refused",
        "code": verdict.code,
        "reason": str(verdict.reason),
        "mendable": verdict.mendable,
    }
