"""With a real Redis."""

from __future__ import annotations

from django.core.cache import cache


def test_a_lost_redis_is_noticed_in_seconds_and_not_tried_again_and_again():
    connection = cache._cache.get_client().connection_pool.make_connection()

    assert connection.retry.get_retries() == 0
    assert (connection.socket_timeout, connection.socket_connect_timeout) == (1, 1)


def test_the_cache_keeps_what_it_is_given():
    cache.set("桥", ["心", 1])

    assert cache.get("桥") == ["心", 1]
