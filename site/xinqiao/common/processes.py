"""Several processes that live and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM or a closed terminal."""


class Died(Exception):
    """A process of the family ended by itself."""


class Family:
    """Starts processes, waits until one of them ends, and leaves none behind.

    Each gets a group of its own, so that a Ctrl-C in the terminal reaches only us and all end in
    order; what they started ends with them.
    """

    def __init__(self, *, grace: float) -> None:
        self.grace = grace
        """Seconds between asking to end and ending by force."""
        self.members: dict[str, subprocess.Popen[bytes]] = {}
        self.farewells: dict[str, signal.Signals] = {}

    def __enter__(self) -> Family:
        for number in ENDING:
            signal.signal(number, self.stop)
        return self

    def __exit__(self, *failure: object) -> None:
        for number in ENDING:  # a second Ctrl-C must not leave half of them running
            signal.signal(number, signal.SIG_IGN)
        self.end()

    def stop(self, number: int, frame: FrameType | None) -> None:
        raise Stopped

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        farewell: signal.Signals = signal.SIGTERM,
        **options: Any,
    ) -> subprocess.Popen[bytes]:
        """Start *command*; *farewell* asks it to end, *options* are those of Popen."""
        self.farewells[name] = farewell
        self.members[name] = subprocess.Popen(  # noqa: S603  (our own words only)
            command, start_new_session=True, stdin=subprocess.DEVNULL, **options
        )
        return self.members[name]

    def look(self) -> None:
        """Raises `Died` if one has ended."""
        for name, process in self.members.items():
            if process.poll() is not None:
                raise Died(f"{name} ended with status {process.returncode}")

    def wait(self) -> None:
        """Stay until `Stopped` or `Died` is raised."""
        while True:
            self.look()
            time.sleep(0.3)

    def end(self) -> None:
        """End all, gently first. Returns when none is left."""
        for name, process in self.members.items():
            if process.poll() is None:
                process.send_signal(self.farewells[name])
        patience = time.monotonic() + self.grace
        for process in self.members.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, patience - time.monotonic()))
            with suppress(ProcessLookupError):  # also what it started and did not end itself
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
