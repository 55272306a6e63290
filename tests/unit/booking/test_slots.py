"""Free time as bits, against what a minute-by-minute look says; and which of it comes first."""

import math
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from struct import pack
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.local_time import minutes_apart, start_of_day
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.needs import Lengths, Needs
from services.booking.calendar.domain.slots import (
    AllBusy,
    AtClinic,
    Busy,
    Equipment,
    Found,
    Lack,
    Offer,
    Reason,
    Room,
    Staff,
    Wish,
    asked,
    frame_of,
    free_in,
    lack_of,
    least_off,
    least_off_among,
    offers,
)
from services.booking.calendar.domain.slots.grid import (
    bits_of,
    lasting,
    micros,
    minutes_of,
    starts_blocked,
    starts_within,
    times_of_day,
)
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours, Span
from tests.unit.booking.given import LISBON, LORD_HOWE, NEW_YORK

MINUTE = timedelta(minutes=1)
CLINIC, ANA, EVA, ROOM = (UUID(int=number) for number in range(1, 5))
DAY = date(2027, 3, 2)
NINE = datetime(2027, 3, 2, 9, tzinfo=UTC)
TALK = Needs(AppointmentKind.CONSULT, Lengths(timedelta(), 30 * MINUTE))
PLACE = Place(CLINIC, "Chiado", LISBON, OpeningHours([OpenHours(day, time(9), time(12)) for day in range(7)]))
WHOLE_DAY = Span(start_of_day(DAY, LISBON), start_of_day(DAY + timedelta(days=1), LISBON))
WISH = Wish(WHOLE_DAY.start, WHOLE_DAY.end)

ZONES = st.sampled_from([LISBON, NEW_YORK, LORD_HOWE])
CHANGES = st.sampled_from([date(2027, 3, 27), date(2027, 3, 13), date(2027, 4, 3), date(2027, 11, 6), date(2027, 6, 1)])


def busy(*spans: tuple[datetime, int]) -> bytes:
    return b"".join(pack(">qq", micros(start), micros(start + minutes * MINUTE)) for start, minutes in spans)


@given(ZONES, CHANGES, st.integers(1, 3), st.data())
@settings(max_examples=150, deadline=None)
def test_a_start_is_blocked_exactly_when_the_time_that_it_needs_touches_a_busy_one(
    zone: ZoneInfo, first: date, days: int, data: st.DataObject
) -> None:
    frame = frame_of(zone, first, first + timedelta(days=days - 1))
    lead, length = (data.draw(st.integers(least, 120)) * MINUTE for least in (0, 1))
    around = st.integers(-300, days * 24 * 60 + 300)
    times = data.draw(st.lists(st.tuples(around, st.integers(1, 400)), max_size=6))
    spans = [(frame.moment(0) + after * MINUTE, minutes) for after, minutes in times]
    blocked = starts_blocked(busy(*spans), frame, lasting(lead), lasting(length))
    open_for = [Span(start, start + minutes * MINUTE) for start, minutes in spans]
    within = starts_within(open_for, frame, lasting(lead), lasting(length))
    for bit in range(frame.bits):
        needs = Span(frame.moment(bit) + lead, frame.moment(bit) + lead + length)
        touches = any(start < needs.end and needs.start < start + minutes * MINUTE for start, minutes in spans)
        assert bool(blocked >> bit & 1) is touches
        assert bool(within >> bit & 1) is any(span.holds(needs) for span in open_for)


@given(ZONES, CHANGES, st.integers(1, 4))
@settings(deadline=None)
def test_a_frame_has_a_bit_for_each_quarter_that_the_clocks_show(zone: ZoneInfo, first: date, days: int) -> None:
    frame = frame_of(zone, first, first + timedelta(days=days - 1))
    walls = [frame.moment(bit).astimezone(zone) for bit in range(frame.bits)]
    assert all(wall.minute % 15 == 0 and wall.second == 0 for wall in walls)
    assert all(later - earlier == 15 * MINUTE for earlier, later in pairwise(map(frame.moment, range(frame.bits))))
    assert [frame.day_of(bit) for bit in range(frame.bits)] == [(wall.date() - first).days for wall in walls]
    assert list(bits_of(frame.on_days([first]))) == [bit for bit, wall in enumerate(walls) if wall.date() == first]


@pytest.mark.parametrize("near", [0, 7, 12 * 60 + 37, 23 * 60 + 59])
def test_no_quarter_is_nearer_to_a_time_of_day_than_the_nearest_one(near: int) -> None:
    assert least_off(near) == min(minutes_apart(minute, near) for minute in range(0, 24 * 60, 15))


@given(ZONES, CHANGES, st.integers(1, 4), st.integers(0, 24 * 60 - 1), st.integers(0, 2**400 - 1))
@settings(deadline=None)
def test_no_start_among_some_is_nearer_than_the_nearest_of_them(
    zone: ZoneInfo, first: date, days: int, near: int, some: int
) -> None:
    frame = frame_of(zone, first, first + timedelta(days=days - 1))
    starts = some & ((1 << frame.bits) - 1)
    minutes = [minutes_of(frame)[bit] for bit in bits_of(starts)]
    assert times_of_day(starts, frame) == set(minutes)
    assert least_off_among(starts, frame, near) == min(
        (minutes_apart(minute, near) for minute in minutes), default=math.inf
    )


def one_room(*staff: Staff) -> Equipment:
    return Equipment(staff, (Room(ROOM, "Room"),))


def offered(equipment: Equipment, times: tuple[Busy, ...], wish: Wish = WISH, needs: Needs = TALK) -> list[Offer]:
    frame = frame_of(LISBON, DAY, DAY)
    starts = asked(AtClinic(PLACE, needs, WHOLE_DAY), frame, wish, NINE - timedelta(days=1))
    everybody = AllBusy(tuple(each.taken for each in times), tuple(each.away for each in times))
    free = free_in(equipment, everybody, PLACE, frame, needs.lengths, False)
    return list(offers([Found(0, CLINIC, free, starts & free.starts)], wish))


def test_who_has_least_to_do_that_day_is_offered_and_the_wanted_one_before() -> None:
    staff = one_room(Staff(ANA, "Ana"), Staff(EVA, "Eva"))
    times = (Busy(busy((NINE, 30))), Busy(busy((NINE, 30), (NINE + 120 * MINUTE, 60))), Busy())
    (first, *_) = offered(staff, times)
    assert (first.slot.starts_at, first.slot.practitioner_id) == (NINE + 30 * MINUTE, ANA)
    assert Reason.LEAST_BOOKED in first.slot.reasons
    (wanted, *_) = offered(staff, times, Wish(WISH.since, WISH.until, preferred_practitioner_id=EVA))
    assert wanted.slot.practitioner_id == EVA
    assert wanted.slot.reasons == (Reason.WANTED_PRACTITIONER, Reason.WITHOUT_GAP)


def test_offers_come_in_the_order_of_their_ranks_whatever_is_wanted() -> None:
    staff = one_room(Staff(ANA, "Ana"), Staff(EVA, "Eva"))
    times = (Busy(busy((NINE + 40 * MINUTE, 30))), Busy(busy((NINE + 75 * MINUTE, 20))), Busy())
    for near in (None, 9 * 60, 10 * 60 + 20, 11 * 60 + 45):
        for preferred in (None, ANA):
            found = offered(staff, times, Wish(WISH.since, WISH.until, near, preferred_practitioner_id=preferred))
            assert [each.rank for each in found] == sorted(each.rank for each in found)
            assert len({each.slot.starts_at for each in found}) == len(found) == 10


def test_what_a_clinic_lacks_is_named() -> None:
    assert lack_of(Equipment(), with_device=False) is Lack.NO_PRACTITIONER
    assert lack_of(Equipment((Staff(ANA, "Ana"),)), with_device=False) is Lack.NO_ROOM
    assert lack_of(one_room(Staff(ANA, "Ana")), with_device=True) is Lack.NO_DEVICE
    assert lack_of(one_room(Staff(ANA, "Ana")), with_device=False) is Lack.ALL_TAKEN
