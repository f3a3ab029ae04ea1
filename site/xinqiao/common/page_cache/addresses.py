"""Which requests a kept page may answer, and the address under which it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings

Environ = dict[str, Any]

LONGEST_QUERY = 200


def ordered(query: str) -> str:
    """The same for all query strings that name the same parameters in another order."""
    return urlencode(sorted(parse_qsl(query, keep_blank_values=True)))


class Addresses:
    """Those of the pages of one site, in both languages, under its own host names.

    Whatever may have an answer of its own (a session, a message, another scheme or host, a
    parameter that is not allowed) has no address here and goes to Django.
    """

    def __init__(self) -> None:
        base = urlsplit(settings.BASE_URL)
        port = f":{base.port}" if base.port else ""
        names = [name for name in settings.ALLOWED_HOSTS if name.strip("*.") == name]
        self.hosts = {base.netloc, *names, *(name + port for name in names)}
        self.scheme = base.scheme
        self.prefixes = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
        self.own_cookies = (settings.SESSION_COOKIE_NAME, "messages")
        self.parameters = frozenset(settings.PAGE_CACHE_PARAMETERS)
        self.scheme_header, self.secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")

    def of(self, environ: Environ) -> str | None:
        """The address that *environ* asks for, or None where only Django can answer."""
        path = environ["PATH_INFO"]
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or not path.startswith(self.prefixes)
            or environ.get("HTTP_HOST") not in self.hosts
            or self.scheme_of(environ) != self.scheme
            or self.knows(environ.get("HTTP_COOKIE"))
        ):
            return None
        query = environ.get("QUERY_STRING")
        if query:
            query = self.allowed(query)
            if query is None:
                return None
        return f"{environ['HTTP_HOST']}{path}?{query}"

    def scheme_of(self, environ: Environ) -> str:
        """As Django sees it behind a proxy."""
        told = environ.get(self.scheme_header) if self.scheme_header else None
        if told is None:
            return environ["wsgi.url_scheme"]
        return "https" if told.split(",", 1)[0].strip() == self.secure else "http"

    def knows(self, cookies: str | None) -> bool:
        """Whether *cookies* may tell who is reading, or hold a message for them."""
        return cookies is not None and any(name in cookies for name in self.own_cookies)

    def allowed(self, query: str) -> str | None:
        """*query* in order, unless it is too long or names what is not allowed."""
        if len(query) > LONGEST_QUERY:
            return None
        names: Iterable[str] = (name for name, _value in parse_qsl(query, keep_blank_values=True))
        return ordered(query) if self.parameters.issuperset(names) else None
