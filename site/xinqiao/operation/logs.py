"""Logs as lines of JSON that programs can read, with nothing in them that is nobody's business."""

from __future__ import annotations

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from xinqiao.operation import ids

KEPT = ("time", "level", "logger", "message", "request_id", "status", "ms", "path", "exc_info")
"""What a line may hold. Whatever else libraries attach (requests, arguments of tasks) stays out."""

SECRETS = (
    (re.compile(r"://[^/\s@]+@"), "://…@"),  # a password in the address of a service
    (re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+"), "…@…"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "1…"),  # a mobile number
    (re.compile(r"(/(?:key|confirm-email|join)/)[^\s/'\"<>]+"), r"\1…"),
    (re.compile(r"(/[^\s?'\"<>]*)\?[^\s'\"<>]+"), r"\1?…"),
    (
        re.compile(
            r"(?i)\b(\w*(?:passw(?:or)?d|token|secret|otp|cookie|sessionid|authorization)\w*"
            r"['\"]?\s*[=:]\s*)(?:Bearer\s+)?['\"]?[^\s'\",;}&]+"
        ),
        r"\1…",
    ),
)
"""Mail addresses, numbers, codes and queries in addresses, and what is called a secret."""


def without_secrets(text: str) -> str:
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


class RequestId(logging.Filter):
    """Gives each line the number of the request or task in which it was written."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = ids.current() or "-"
        return True


class JsonLines(JsonFormatter):
    """One object a line, with the fields of `KEPT` and their texts without secrets."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message", "request_id"],
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {
            key: without_secrets(value) if isinstance(value, str) else value
            for key in KEPT
            if (value := log_data.get(key)) is not None
        }
