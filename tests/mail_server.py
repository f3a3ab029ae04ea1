"""A small mail server that can be slow, refuse, or stop answering."""

from __future__ import annotations

import socketserver
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event, Thread
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine and keeps what it accepts."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mails: list[EmailMessage] = []
        self.connections = 0
        self.silent_at = ""
        """From this moment of a session on nothing is answered: "", "greeting", "RCPT", "accepted"."""
        self.silent_for: set[str] = set()
        """Addresses at which a session falls silent."""
        self.refused: dict[str, int] = {}
        """By address, the code with which it is refused."""
        self.seconds_before_mail = self.seconds_after_mail = 0.0
        """How long it takes to answer to an address, and to the whole mail."""
        self.over = Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def received(self) -> Counter[str]:
        """How many mails each address has got."""
        return Counter(str(mail["To"]) for mail in list(self.mails))


class Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.connections += 1
        try:
            self.talk()
        except ConnectionError:  # the other end died
            return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def fall_silent(self) -> None:
        self.server.over.wait(60)
        raise ConnectionAbortedError

    def talk(self) -> None:
        if self.server.silent_at == "greeting":
            self.fall_silent()
        self.say("220 ready")
        while line := self.rfile.readline():
            verb, _blank, rest = line.decode().strip().partition(" ")
            if verb.upper() == "DATA":
                self.take_mail()
            elif verb.upper() == "QUIT":
                return self.say("221 bye")
            elif verb.upper() == "RCPT":
                self.say(self.answer_to(rest.partition(":")[2].strip("<> ")))
            else:
                self.say("250 ok")
        return None

    def answer_to(self, address: str) -> str:
        if self.server.silent_at == "RCPT" or address in self.server.silent_for:
            self.fall_silent()
        time.sleep(self.server.seconds_before_mail)
        code = self.server.refused.get(address)
        return f"{code} not here" if code else "250 ok"

    def take_mail(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise ConnectionAbortedError  # cut off: no mail
            lines.append(line[1:] if line.startswith(b"..") else line)
        time.sleep(self.server.seconds_after_mail)
        if self.server.silent_at == "accepted":
            self.fall_silent()
        mail: Any = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.mails.append(mail)
        self.say("250 taken")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
