"""Devices of people: what they ask of a county, and what they keep until it is confirmed."""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from tests.services.county import County


class Browser:
    """Keeps cookies and follows nothing. A *session* is that of somebody who is signed in."""

    def __init__(self, county: County, session: str = "") -> None:
        self.county = county
        self.cookies = {"sessionid": session} if session else {}

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, str]:
        """Status and body; 0 when there was no answer at all."""
        line = HTTPConnection("127.0.0.1", self.county.port, timeout=60)
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            for given in answer.headers.get_all("Set-Cookie", []):
                name, _sign, value = given.split(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        except (OSError, HTTPException):
            return 0, ""
        finally:
            line.close()

    def get(self, path: str) -> tuple[int, str]:
        return self.ask("GET", path)

    def post(self, path: str, **fields: str) -> int:
        """Fill in the form at *path*."""
        page = self.get(path)[1]
        [token, *_rest] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        body = urlencode(fields | {"csrfmiddlewaretoken": token})
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", path, body, **{"Content-Type": kind})[0]


class Device(Browser):
    """A phone that keeps each fact until the server has confirmed it."""

    def __init__(self, county: County, session: str) -> None:
        super().__init__(county, session)
        self.get("/sync/")  # brings the CSRF cookie
        self.waiting: list[dict[str, Any]] = []
        self.confirmed: set[str] = set()
        self.statuses: list[int] = []
        self.codes: set[str] = set()

    def note(self, kind: str, **more: Any) -> None:
        """Keep one more fact."""
        now = datetime.now(UTC).isoformat()
        self.waiting.append({"client_uuid": str(uuid.uuid4()), "kind": kind, "at": now} | more)

    def send(self) -> None:
        """Send what waits, fifty at once."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.cookies["csrftoken"]}
        status, body = self.ask("POST", "/sync/", json.dumps(self.waiting[:50]), **headers)
        self.statuses.append(status)
        if status != 200:
            self.codes.add(json.loads(body)["code"] if body else "")
            return
        for result in json.loads(body)["results"]:
            assert result["outcome"] in {"accepted", "known"}, result
            self.confirmed.add(result["client_uuid"])
        self.waiting = [one for one in self.waiting if one["client_uuid"] not in self.confirmed]
