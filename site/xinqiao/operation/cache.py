"""The cache in Redis. While Redis is away pages are made anew and nobody waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import OutOfMemoryError, ReadOnlyError
from redis.exceptions import TimeoutError as NoAnswer

from xinqiao.operation.absence import Absence

FAULTS = (NoConnection, NoAnswer, ReadOnlyError, OutOfMemoryError)
PAUSE = 5.0

COUNTED_HERE = "allauth:rl:"
"""How keys of counted tries begin. While Redis is away each process counts for itself: whoever
guesses passwords then has a few more tries, and nobody is locked out."""


@cache
def absence_of(server: str) -> Absence:
    """One for all threads of this process."""
    return Absence("cache", pause=PAUSE)


class LastingRedisCache(RedisCache):
    """Finds nothing and keeps nothing while Redis is away."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.absence = absence_of(str(server))
        self.counts = LocMemCache(f"counts while {server} is away", {})

    def attempt(self, name: str, *arguments: Any, otherwise: Any) -> Any:
        """The method *name* with Redis; without it the answer is *otherwise*."""
        if self.absence.may_ask():
            try:
                if self.absence.away:
                    RedisCache.clear(self)  # what has changed meanwhile was not noticed there
                answer = getattr(RedisCache, name)(self, *arguments)
            except FAULTS as fault:
                self.absence.no_answer(fault)
            else:
                self.absence.answered()
                return answer
        if arguments and str(arguments[0]).startswith(COUNTED_HERE):
            return getattr(self.counts, name)(*arguments)
        return otherwise

    def ping(self) -> None:
        """Ask Redis itself. Raises one of `FAULTS`."""
        self._cache.get_client(None, write=True).ping()

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return self.attempt("add", key, value, timeout, version, otherwise=True)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self.attempt("get", key, default, version, otherwise=default)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self.attempt("set", key, value, timeout, version, otherwise=None)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self.attempt("touch", key, timeout, version, otherwise=False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self.attempt("delete", key, version, otherwise=False)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        return self.attempt("get_many", list(keys), version, otherwise={})

    def set_many(
        self,
        data: Mapping[str, Any],
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> list[str]:
        """Returns the keys that could not be kept."""
        return self.attempt("set_many", data, timeout, version, otherwise=list(data))

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        self.attempt("delete_many", list(keys), version, otherwise=None)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self.attempt("has_key", key, version, otherwise=False)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError without such a key, so also while Redis is away."""
        count = self.attempt("incr", key, delta, version, otherwise=None)
        if count is None:
            raise ValueError(f"Key '{key}' not found.")
        return count

    def clear(self) -> None:
        self.attempt("clear", otherwise=None)
