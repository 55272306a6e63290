"""A clock that moves forward, and only forward."""

import time
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from chassis.clock import MovableClock, RehearsalClock, SystemClock
from tests.support.clock import StoppableClock

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_it_starts_at_the_given_moment_and_runs_on() -> None:
    clock = MovableClock(MONDAY)
    first, second = clock.now(), clock.now()
    assert MONDAY <= first <= second < MONDAY + timedelta(seconds=5)
    assert first.tzinfo is UTC


def test_without_a_start_it_is_the_machine_s_time() -> None:
    assert abs(MovableClock().now() - SystemClock().now()) < timedelta(seconds=5)


def test_it_moves_ahead_and_calls_its_listeners() -> None:
    clock, moves = MovableClock(MONDAY), []
    clock.on_move(lambda: moves.append(clock.now()))
    clock.advance(timedelta(weeks=4))
    clock.set(MONDAY + timedelta(weeks=6))
    assert len(moves) == 2
    assert moves[0] >= MONDAY + timedelta(weeks=4)
    assert moves[1] >= MONDAY + timedelta(weeks=6)


def test_it_refuses_to_go_back() -> None:
    clock = MovableClock(MONDAY)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.set(MONDAY - timedelta(hours=1))
    assert clock.now() >= MONDAY


def test_a_rehearsal_s_clock_is_the_same_for_all_who_read_its_file(tmp_path: Path) -> None:
    ours, theirs = RehearsalClock(tmp_path / "ahead"), RehearsalClock(tmp_path / "ahead")
    assert abs(theirs.now() - SystemClock().now()) < timedelta(seconds=5), "without a file it is the machine's"
    later = ours.now() + timedelta(weeks=5)
    ours.set(later)
    assert timedelta() <= theirs.now() - later < timedelta(seconds=5)
    with pytest.raises(ValueError, match="cannot go back"):
        theirs.set(MONDAY.replace(year=2020))


def test_the_clock_of_a_test_goes_on_when_that_of_the_machine_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that slept, or was set, made a slot of the past out of one that was offered a moment before."""
    clock = StoppableClock(MONDAY)
    clock.set(MONDAY + timedelta(hours=1))

    class AnHourOn(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "AnHourOn":
            return cls.fromtimestamp(time.time() + 3600, tz)

    monkeypatch.setattr("chassis.clock.datetime", AnHourOn)
    assert timedelta() <= clock.now() - (MONDAY + timedelta(hours=1)) < timedelta(minutes=30)
    clock.set(MONDAY + timedelta(hours=2))
    assert timedelta() <= clock.now() - (MONDAY + timedelta(hours=2)) < timedelta(minutes=30)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.set(MONDAY)
