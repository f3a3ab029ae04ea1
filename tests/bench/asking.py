"""Requests of many devices at once, each on a connection of its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

PATIENCE = 60.0
"""Seconds after which a device gives a request up, as our pages do."""


@dataclass(frozen=True)
class Answer:
    status: int
    head: str
    body: str

    def header(self, name: str) -> str:
        """Its value, or "" without one."""
        for line in self.head.splitlines():
            key, _colon, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return ""


async def ask(host: str, method: str, path: str, headers: dict[str, str], body: str = "") -> Answer:
    """The whole answer. Raises OSError, also when it is cut off or nobody answers in time."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await exchange(host, request_of(host, method, path, headers, body))
    except (asyncio.IncompleteReadError, IndexError, ValueError) as fault:
        raise ConnectionError(f"{path}: cut off") from fault


def request_of(host: str, method: str, path: str, headers: dict[str, str], body: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{key}: {value}" for key, value in headers.items()]
    lines += [f"Content-Length: {len(body.encode())}", "", body]
    return "\r\n".join(lines).encode()


async def exchange(host: str, request: bytes) -> Answer:
    name, _colon, port = host.partition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    try:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        body = (await reader.read()).decode(errors="replace")
    finally:
        writer.close()
    return Answer(int(head.split(" ", 2)[1]), head, body)
