"""Rows of a form are added, moved and taken out by buttons, without scripts."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from .base import Data


def change(data: Data, press: str, form: QueryDict) -> None:
    """Do to the rows in *data* what the button *press* says, as `up:options.2`.

    A press that leads nowhere changes nothing.
    """
    verb, _colon, path = press.partition(":")
    if verb == "add":
        rows = found(data, path)
        if isinstance(rows, list):
            rows.append({"type": form.get(f"{path}.type", "")} if f"{path}.type" in form else {})
        return
    path, _dot, last = path.rpartition(".")
    rows, place = found(data, path), int(last) if last.isdecimal() and len(last) < 4 else -1
    if not isinstance(rows, list) or not 0 <= place < len(rows):
        return
    if verb == "out":
        del rows[place]
    elif verb in {"up", "down"}:
        other = place - 1 if verb == "up" else place + 1
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]


def found(data: Any, path: str) -> Any:
    """What stands in *data* at *path*; None where nothing does."""
    for step in path.split("."):
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and int(step[:4]) < len(data):
            data = data[int(step[:4])]
        else:
            return None
    return data
