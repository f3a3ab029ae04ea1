from __future__ import annotations

import pytest

from xinqiao.common.rates import Rate


def test_what_was_used_up_comes_back_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    rate = Rate(burst=3, per_second=0.5)

    assert [rate.take("lin") for _time in range(4)] == [True, True, True, False]
    now += 2
    assert [rate.take("lin") for _time in range(2)] == [True, False]
    now += 3600
    assert [rate.take("lin") for _time in range(4)] == [True, True, True, False]


def test_each_key_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    rate = Rate(burst=1, per_second=0)

    assert [rate.take(key) for key in ("lin", "shi", "lin")] == [True, True, False]


def test_made_up_keys_take_only_so_much_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rate, "MOST_KEYS", 10)
    rate = Rate(burst=1, per_second=0)

    for number in range(1000):
        rate.take(str(number))

    assert len(rate.left) == 10
