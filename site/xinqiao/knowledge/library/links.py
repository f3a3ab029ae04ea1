"""Whether the addresses outside to which resources lead still answer.

An editor may write any address; so none is asked for that is not of the public internet, after
a redirection neither, and the host is asked at the very address that was looked at.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xinqiao.knowledge.models import LinkCheck, ResourcePage

EVERY = timedelta(days=6, hours=12)
"""Looked for by night, so that it comes to once a week."""
SECONDS = 10
MOST_TURNS = 5
PORTS = {"http": 80, "https": 443}
AGENT = "Xinqiao link check"
REFUSALS = {401, 403, 429, 451}
"""A site that refuses a program may well answer a person; it is told apart from one that is gone."""

Problem = LinkCheck.Problem
Resolve = Callable[[str, int], list[str]]


class Fails(Exception):
    """Carries a `LinkCheck.Problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def addresses_of(host: str, port: int) -> list[str]:
    """The addresses of *host* as numbers. Raises `Fails`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Fails(Problem.NO_HOST) from None
    return [str(entry[4][0]) for entry in found]


def is_public(number: str) -> bool:
    """Whether *number* is an address of the public internet, also when it hides in another one."""
    try:
        address = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if inner := address.ipv4_mapped or address.sixtofour:
            return is_public(str(inner))
        if address.teredo or address in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return address.is_global and not address.is_multicast


def public_address(url: str, resolve: Resolve) -> tuple[str, int]:
    """The number and port to ask for *url*. Raises `Fails` unless all its numbers are public."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise Fails(Problem.NOT_PUBLIC) from None
    if parts.scheme not in PORTS or port != PORTS[parts.scheme] or not parts.hostname:
        raise Fails(Problem.NOT_PUBLIC)
    if parts.username is not None:
        raise Fails(Problem.NOT_PUBLIC)
    numbers = resolve(parts.hostname, port)
    if not numbers or not all(map(is_public, numbers)):
        raise Fails(Problem.NOT_PUBLIC)
    return numbers[0], port


def ask(url: str, number: str, port: int) -> tuple[int, str]:
    """Status and, of a redirection, its target; the body is not read. Raises `Fails`."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    scheme = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = scheme(host, port, timeout=SECONDS)  # which names the port where it is not usual
    try:
        plain = socket.create_connection((number, port), timeout=SECONDS)
        if parts.scheme == "https":
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        connection.sock = plain
        connection.request("GET", path, headers={"User-Agent": AGENT, "Accept": "*/*"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    except (OSError, http.client.HTTPException, ValueError):
        raise Fails(Problem.NO_ANSWER) from None
    finally:
        connection.close()


def problem_of(
    url: str,
    *,
    resolve: Resolve = addresses_of,
    ask: Callable[[str, str, int], tuple[int, str]] = ask,
) -> Problem | None:
    """What is wrong with *url*, if anything. Takes up to a minute."""
    try:
        for _turn in range(MOST_TURNS):
            status, target = ask(url, *public_address(url, resolve))
            if 300 <= status < 400 and target:
                url = urljoin(url, target)
                continue
            return said_by(status)
    except Fails as fault:
        return fault.problem
    return Problem.IN_CIRCLES


def said_by(status: int) -> Problem | None:
    if status < 400:
        return None
    if status in REFUSALS:
        return Problem.REFUSED
    return Problem.BROKEN if status >= 500 else Problem.GONE


def links_of_resources() -> set[str]:
    """All to which readers are led by a published resource."""
    return set(ResourcePage.objects.live().exclude(link="").values_list("link", flat=True))


def due(now: datetime | None = None) -> list[str]:
    """The links to look at now; none where the site asks no host outside.

    What is known of addresses to which nothing leads any more is forgotten.
    """
    links = links_of_resources()
    LinkCheck.objects.exclude(url__in=links).delete()
    if not settings.CHECK_LINKS:
        return []
    lately = LinkCheck.objects.filter(checked_at__gt=(now or timezone.now()) - EVERY)
    return sorted(links - set(lately.values_list("url", flat=True)))


def check(url: str) -> None:
    """Look at *url* and note what came of it."""
    if url in links_of_resources():
        note(url, problem_of(url))


@transaction.atomic
def note(url: str, problem: Problem | None, *, at: datetime | None = None) -> LinkCheck:
    """Write down what came of a check; a link that still fails keeps the day since when it does."""
    at = at or timezone.now()
    before = LinkCheck.objects.select_for_update().filter(url=url).first()
    since = (before and before.failing_since) or at
    values = {
        "checked_at": at,
        "problem": problem or "",
        "failing_since": since if problem else None,
    }
    return LinkCheck.objects.update_or_create(url=url, defaults=values)[0]
