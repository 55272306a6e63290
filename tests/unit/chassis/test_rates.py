"""Rates of requests: bursts are allowed, what exceeds the rate waits, and callers do not affect each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.http import rates as module
from chassis.http.rates import BURST_SECONDS, Rates


class Watch:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_and_then_the_rate_holds() -> None:
    watch = Watch()
    rates = Rates(5, watch)
    burst = int(5 * BURST_SECONDS)
    assert [rates.take("ana") for _ in range(burst)] == [0.0] * burst
    assert 0 < rates.take("ana") < 0.21
    watch.now += 1
    assert [rates.take("ana") for _ in range(5)] == [0.0] * 5
    assert rates.take("ana") > 0


def test_one_caller_does_not_use_up_what_another_may_send() -> None:
    rates = Rates(1, Watch())
    while not rates.take("ana"):
        pass
    assert rates.take("rui") == 0


def test_a_rate_below_one_a_burst_still_lets_one_through() -> None:
    watch = Watch()
    rates = Rates(0.01, watch)
    assert rates.take("ana") == 0
    assert rates.take("ana") > 0
    watch.now += 100
    assert rates.take("ana") == 0


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_NAMES", 50)
    watch = Watch()
    rates = Rates(1, watch)
    for number in range(1000):
        rates.take(f"caller-{number}")
        assert len(rates._free_at) <= 50
    watch.now += 5
    rates.take("new")
    assert list(rates._free_at) == ["new"]


@given(steps=st.lists(st.floats(0, 3), max_size=200), per_second=st.floats(0.5, 50))
def test_over_any_time_no_more_pass_than_the_rate_and_one_burst(steps: list[float], per_second: float) -> None:
    watch = Watch()
    rates = Rates(per_second, watch)
    passed = 0
    for step in steps:
        watch.now += step
        passed += rates.take("ana") == 0
    assert passed <= per_second * (watch.now - 100 + BURST_SECONDS) + 1.001


@given(steps=st.lists(st.floats(0, 3), min_size=1, max_size=50))
def test_who_waits_as_long_as_told_passes(steps: list[float]) -> None:
    watch = Watch()
    rates = Rates(2, watch)
    for step in steps:
        watch.now += step / 10
        wait = rates.take("ana")
        if wait:
            watch.now += wait + 1e-6
            assert rates.take("ana") == 0
