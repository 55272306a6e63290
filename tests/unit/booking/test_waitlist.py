"""Whom a freed time suits, who is asked first, and until when."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from chassis.ids import new_id
from chassis.refusals import Invalid
from services.booking.calendar.domain.refusals import InThePast
from services.booking.care.domain.refusals import OfferOver
from services.booking.care.domain.waitlist import (
    Priority,
    Waiting,
    WaitWish,
    ranked,
    require_period,
    require_times,
    why_asked,
)
from services.booking.care.domain.waitlist_offers import Asked, OfferState, WaitlistPolicy, deadline, require_open
from services.booking.people.domain.message_hours import MessageHours

LISBON = ZoneInfo("Europe/Lisbon")
TUESDAY = date(2027, 3, 2)
TEN = datetime(2027, 3, 2, 10, tzinfo=UTC)
EIGHT = datetime(2027, 3, 1, 8, tzinfo=UTC)
ANY_TIME = WaitWish(TUESDAY, TUESDAY + timedelta(days=30), timedelta(hours=24))
HOURS = MessageHours(time(8), time(21), LISBON)
POLICY = WaitlistPolicy()


def waits(**changes: object) -> Waiting:
    facts: dict[str, object] = {
        "entry_id": new_id(),
        "patient_id": new_id(),
        "wish": ANY_TIME,
        "priority": Priority.NORMAL,
        "since": EIGHT,
    }
    return Waiting(**facts | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "wish", "suits"),
    [
        ("any time in the period", ANY_TIME, True),
        ("the first day", replace(ANY_TIME, last_day=TUESDAY), True),
        ("a later period", replace(ANY_TIME, first_day=TUESDAY + timedelta(days=1)), False),
        ("an earlier period", replace(ANY_TIME, last_day=TUESDAY - timedelta(days=1)), False),
        ("Tuesdays", replace(ANY_TIME, weekdays=frozenset({1})), True),
        ("Mondays and Fridays", replace(ANY_TIME, weekdays=frozenset({0, 4})), False),
        ("from ten on", replace(ANY_TIME, earliest=time(10)), True),
        ("the afternoon", replace(ANY_TIME, earliest=time(12)), False),
        ("until ten", replace(ANY_TIME, latest=time(10)), True),
        ("the early morning", replace(ANY_TIME, latest=time(9, 45)), False),
        ("a notice of a day and two hours", replace(ANY_TIME, notice=timedelta(hours=26)), True),
        ("a longer notice", replace(ANY_TIME, notice=timedelta(hours=27)), False),
    ],
)
def test_a_time_suits_a_wish_by_the_clinics_clock(what: str, wish: WaitWish, suits: bool) -> None:
    assert wish.suits(TEN, LISBON, EIGHT) is suits, what


def test_the_time_of_day_is_that_of_the_clinic() -> None:
    morning = replace(ANY_TIME, latest=time(10))
    assert not morning.suits(TEN, ZoneInfo("Europe/Paris"), EIGHT)


def test_who_comes_first() -> None:
    in_ten_weeks, in_two = (TEN + timedelta(weeks=weeks, days=1) for weeks in (10, 2))
    seldom = replace(ANY_TIME, weekdays=frozenset({1}), earliest=time(9), latest=time(11))
    order = [
        waits(priority=Priority.HIGH, booked_at=in_two),
        waits(since=EIGHT - timedelta(days=9)),
        waits(),
        waits(booked_at=in_ten_weeks),
        waits(booked_at=in_two, since=EIGHT - timedelta(days=40)),
        waits(booked_at=in_two, wish=seldom),
        waits(booked_at=in_two),
        waits(booked_at=in_two, since=EIGHT + timedelta(hours=1)),
    ]
    for shuffled in list(permutations(order))[:: 40320 // 50]:
        assert ranked(shuffled, TEN) == order


def test_the_reasons_name_what_decided() -> None:
    moving = waits(booked_at=TEN + timedelta(weeks=3), since=EIGHT - timedelta(days=9), priority=Priority.HIGH)
    assert why_asked(moving, TEN, EIGHT, before=2) == [
        {"code": "high_priority", "number": None},
        {"code": "weeks_earlier", "number": 3},
        {"code": "days_waited", "number": 9},
        {"code": "does_not_suit_others", "number": 2},
    ]
    assert why_asked(waits(), TEN, EIGHT, before=0)[0] == {"code": "nothing_booked", "number": None}


@pytest.mark.parametrize(
    ("what", "now", "reachable", "asked", "until"),
    [
        ("a message by day", datetime(2027, 3, 1, 9, tzinfo=UTC), True, Asked.MESSAGE, (1, 9, 30)),
        ("nobody to write to", datetime(2027, 3, 1, 9, tzinfo=UTC), False, Asked.DESK, (1, 10, 0)),
        ("at night the desk calls in the morning", datetime(2027, 3, 1, 23, tzinfo=UTC), True, Asked.DESK, (2, 9, 0)),
        (
            "two hours before the start it ends",
            datetime(2027, 3, 2, 11, 45, tzinfo=UTC),
            True,
            Asked.MESSAGE,
            (2, 12, 0),
        ),
    ],
)
def test_how_somebody_is_asked_and_until_when(
    what: str, now: datetime, reachable: bool, asked: Asked, until: tuple[int, int, int]
) -> None:
    day, hour, minute = until
    found = deadline(datetime(2027, 3, 2, 14, tzinfo=UTC), now, HOURS, POLICY, reachable=reachable)
    assert found is not None, what
    assert (found.asked, found.until) == (asked, datetime(2027, 3, day, hour, minute, tzinfo=UTC)), what


def test_nobody_is_asked_who_has_no_time_to_answer() -> None:
    now = datetime(2027, 3, 2, 9, 55, tzinfo=UTC)
    assert deadline(datetime(2027, 3, 2, 12, tzinfo=UTC), now, HOURS, POLICY, reachable=True) is None
    tonight = datetime(2027, 3, 1, 22, tzinfo=UTC)
    assert deadline(datetime(2027, 3, 2, 9, tzinfo=UTC), tonight, HOURS, POLICY, reachable=True) is None


def test_an_offer_is_answered_once_and_in_time() -> None:
    require_open(OfferState.OPEN, TEN, TEN - timedelta(seconds=1))
    for state, now in ((OfferState.OPEN, TEN), (OfferState.LAPSED, EIGHT), (OfferState.ACCEPTED, EIGHT)):
        with pytest.raises(OfferOver, match="Choose one of the slots"):
            require_open(state, TEN, now)


def test_a_period_that_cannot_be_is_refused() -> None:
    require_period(TUESDAY, TUESDAY, TUESDAY)
    with pytest.raises(InThePast, match="is over"):
        require_period(TUESDAY, TUESDAY, TUESDAY + timedelta(days=1))
    with pytest.raises(Invalid, match="before the first"):
        require_period(TUESDAY + timedelta(days=2), TUESDAY, TUESDAY)
    with pytest.raises(Invalid, match="within 400 days"):
        require_period(TUESDAY, TUESDAY + timedelta(days=401), TUESDAY)
    with pytest.raises(Invalid, match="latest start"):
        require_times(time(12), time(9), [])
    with pytest.raises(Invalid, match="once"):
        require_times(None, None, [1, 1])


@pytest.mark.parametrize(
    ("opens", "closes", "now", "opening"),
    [
        (time(8), time(21), (1, 12), (1, 12)),
        (time(8), time(21), (1, 22), (2, 8)),
        (time(8), time(21), (1, 5), (1, 8)),
        (time(20), time(2), (1, 1), (1, 1)),
        (time(20), time(2), (1, 12), (1, 20)),
        (time(9), time(9), (1, 3), (1, 3)),
    ],
)
def test_messages_go_out_in_the_clinics_hours(
    opens: time, closes: time, now: tuple[int, int], opening: tuple[int, int]
) -> None:
    hours = MessageHours(opens, closes, LISBON)
    at, then = (datetime(2027, 3, *each, tzinfo=UTC) for each in (now, opening))
    assert hours.next_opening(at) == then
