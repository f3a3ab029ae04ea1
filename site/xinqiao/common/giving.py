"""Give out a file that was put up, whole or in parts."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile


def give(request: HttpRequest, path: str, headers: dict[str, str]) -> HttpResponseBase:
    """The file at *path*; browsers take it for nothing but what its type says.

    Parts of it can be asked for, so that a recording can be played from the middle and a
    transfer goes on where the line dropped; some phones play nothing without.
    """
    always = {"Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff"}
    return WhiteNoiseMiddleware.serve(StaticFile(path, list((always | headers).items())), request)
