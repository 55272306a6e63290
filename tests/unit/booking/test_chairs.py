"""A room that takes several appointments at once: which starts have a chair, against a look at every minute."""

from datetime import UTC, date, datetime, timedelta
from struct import pack

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.local_time import local_day
from services.booking.calendar.domain.rooms import SINCE_EVER, Capacity, capacity_during, capacity_on
from services.booking.calendar.domain.slots import frame_of
from services.booking.calendar.domain.slots.chairs import starts_with_a_chair
from services.booking.calendar.domain.slots.grid import lasting, micros
from services.booking.people.domain.opening_hours import Span
from tests.unit.booking.given import LISBON
from tests.unit.booking.test_slots import PLACE

MINUTE = timedelta(minutes=1)
STEP = 20 * MINUTE
DAY = date(2027, 3, 27)
"""The clocks change in the night after it."""
MIDNIGHT = datetime(2027, 3, 27, tzinfo=UTC)
STATED = (Capacity(SINCE_EVER, 2), Capacity(date(2027, 3, 28), 3), Capacity(date(2027, 3, 29), 1))

TIMES = st.lists(st.tuples(st.integers(0, 150), st.integers(1, 12), st.integers(0, 3)), max_size=25)
"""Starts and lengths in steps of twenty minutes, and lanes."""


def apart(times: list[tuple[int, int, int]]) -> list[tuple[datetime, datetime, int]]:
    """Those of the times that do not overlap in a lane, as the database keeps them."""
    kept: list[tuple[datetime, datetime, int]] = []
    for first, steps, lane in times:
        since, until = MIDNIGHT + first * STEP, MIDNIGHT + (first + steps) * STEP
        if not any(lane == other and since < end and begin < until for begin, end, other in kept):
            kept.append((since, until, lane))
    return kept


@given(TIMES, st.integers(1, 6))
@settings(max_examples=150, deadline=None)
def test_a_start_has_a_chair_exactly_when_one_stays_free_and_the_room_is_never_full(
    times: list[tuple[int, int, int]], steps: int
) -> None:
    taken, length = apart(times), steps * STEP
    packed = b"".join(pack(">qqq", micros(since), micros(until), lane) for since, until, lane in taken)
    frame = frame_of(LISBON, DAY, DAY + timedelta(days=2))
    found = starts_with_a_chair(packed, STATED, frame, lasting(length))
    for bit in range(frame.bits):
        start = frame.moment(bit)
        minutes = [start + 5 * MINUTE * number for number in range(length // (5 * MINUTE))]
        at_once = min(capacity_on(STATED, local_day(minute, LISBON)) for minute in minutes)
        assert at_once == capacity_during(STATED, Span(start, start + length), PLACE)
        lanes = [{lane for since, until, lane in taken if since <= minute < until} for minute in minutes]
        a_chair_stays_free = bool(set(range(at_once)).difference(*lanes))
        expected = a_chair_stays_free and all(len(there) < at_once for there in lanes)
        assert bool(found >> bit & 1) == expected, (start, lanes)


def test_the_capacity_that_began_last_counts_and_without_any_a_room_takes_one() -> None:
    assert capacity_on((), DAY) == 1
    assert [capacity_on(STATED, DAY + timedelta(days=number)) for number in range(4)] == [2, 3, 1, 1]
