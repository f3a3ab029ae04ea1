"""Load that costs its maker little: requests are sent by the dozen, answers counted by their bytes."""

from __future__ import annotations

import socket
import time

CONNECTIONS, AT_ONCE = 4, 16


def request_for(path: str, host: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n".encode()


def answer_to(request: bytes, host: str) -> bytes:
    """The whole answer, with its head. Raises RuntimeError unless it is a 200."""
    name, _colon, port = host.partition(":")
    with socket.create_connection((name, int(port))) as connection:
        connection.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += connection.recv(65536)
        head, _blank, body = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{request!r}: {head!r}")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = fields.get(b"content-length")  # the server gives files out in pieces, without
        while len(body) < int(length) if length else not body.endswith(b"\r\n0\r\n\r\n"):
            body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def requests_within(seconds: float, path: str, host: str) -> tuple[int, float]:
    """How many requests for *path* were answered, and the seconds that they took."""
    request = request_for(path, host)
    length = len(answer_to(request, host)) * AT_ONCE
    name, _colon, port = host.partition(":")
    connections = [socket.create_connection((name, int(port))) for _ in range(CONNECTIONS)]
    for connection in connections:
        connection.settimeout(10)
    room = bytearray(length)
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        for connection in connections:
            connection.sendall(request * AT_ONCE)
        for connection in connections:
            left = memoryview(room)
            while left:
                got = connection.recv_into(left)
                if not got:
                    raise RuntimeError(f"{path}: the server has hung up")
                left = left[got:]
            count += AT_ONCE
    took = time.perf_counter() - began
    for connection in connections:
        connection.close()
    return count, took
