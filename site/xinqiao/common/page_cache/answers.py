"""A page as it is kept: in three encodings, each with its headers and its ETag."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import brotli

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),  # 11 takes as long as three pages
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
    "identity": lambda body: body,
}
"""The best first."""

OF_ONE_ANSWER = {"content-length", "date", "etag", "server-timing", "x-request-id"}
"""Headers that belong to the first request, or are written anew."""

ON_304 = {"cache-control", "content-language", "content-security-policy", "vary"}


@dataclass(frozen=True, slots=True)
class Form:
    """A page in one encoding."""

    etag: str
    headers: Headers
    body: bytes

    def reply(self, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and names(known, self.etag):
            start_response("304 Not Modified", self.short_headers())
            return [b""]
        start_response("200 OK", self.headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else self.body]

    def short_headers(self) -> Headers:
        return [("ETag", self.etag), *(pair for pair in self.headers if pair[0].lower() in ON_304)]


@dataclass(frozen=True, slots=True)
class Page:
    """What is kept of an address; true while the mark is *mark*, and until the clock says *until*."""

    mark: int
    until: float
    forms: dict[str, Form]

    @property
    def size(self) -> int:
        return sum(len(form.body) for form in self.forms.values())

    def reply(self, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        """The answer to *environ*. A Range is not taken up: whoever asks gets the whole page."""
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return self.forms[encoding].reply(environ, start_response)


def page_of(body: bytes, headers: Headers, *, mark: int, until: float) -> Page:
    """The page *body* with the *headers* that Django has given it."""
    shared = [pair for pair in headers if pair[0].lower() not in OF_ONE_ANSWER]
    if not any(name.lower() == "cache-control" for name, _value in shared):
        shared.append(("Cache-Control", "no-cache"))  # ask each time: a change is seen at once
    digest = hashlib.sha256(body + repr(shared).encode()).hexdigest()[:24]
    forms = {
        encoding: form_of(encode(body), shared, f'"{digest}-{encoding}"', encoding)
        for encoding, encode in ENCODERS.items()
    }
    return Page(mark, until, forms)


def form_of(body: bytes, shared: Headers, etag: str, encoding: str) -> Form:
    own = [("ETag", etag), ("Content-Length", str(len(body)))]
    if encoding != "identity":
        own.append(("Content-Encoding", encoding))
    return Form(etag, [*shared, *own], body)


def names(known: str, etag: str) -> bool:
    """Whether an If-None-Match names *etag*, be it marked as weak by a proxy."""
    tags = (tag.strip().removeprefix("W/") for tag in known.split(","))
    return any(tag in ("*", etag) for tag in tags)


@lru_cache(maxsize=128)
def best_encoding(accepted: str) -> str:
    """The encoding that an Accept-Encoding header likes best, of those that we keep."""
    weights = dict(map(weight_of, accepted.lower().split(",")))
    rest = weights.get("*", 0.0)
    # Whoever does not name it takes the plain page too, but rather another.
    weights.setdefault("identity", rest if "*" in weights else 0.0001)
    best = max(ENCODERS, key=lambda encoding: weights.get(encoding, rest))
    return best if weights.get(best, rest) else "identity"


def weight_of(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    return name, min(map(quality, parameters), default=1.0)


def quality(parameter: str) -> float:
    """The weight that *parameter* gives, 0 for one that is none."""
    name, _sign, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
