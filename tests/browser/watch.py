"""What the browser complains about: errors in scripts, breaches of the policy, foreign hosts."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

OFFLINE = "net::ERR_INTERNET_DISCONNECTED"


class Watch:
    """Looks over the shoulder of every page; a test says beforehand what it expects."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.complaints: list[str] = []
        self.expected: set[str] = set()

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self.on_console)
        context.on("weberror", self.on_error)
        context.on("request", self.on_request)

    def expect(self, *parts: str) -> None:
        """Complaints with one of *parts* in them are no fault."""
        self.expected |= set(parts)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def on_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"asks another host: {request.url}")

    @property
    def faults(self) -> list[str]:
        return [
            complaint
            for complaint in self.complaints
            if not any(part in complaint for part in self.expected)
        ]
