"""Whether a practitioner whom somebody waits for is there: leave, shifts and permissions count."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from contracts.vocabulary import Modality
from services.booking.care.domain.permissions import Asked
from services.booking.care.domain.waitlist import WaitWish
from services.booking.care.domain.waitlist_wishes import Awaited, there_until
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours, Span
from services.booking.people.domain.practitioners import Permission, Practitioner
from services.booking.people.domain.shifts import Roster, Shift

LISBON = ZoneInfo("Europe/Lisbon")
HOME, OTHER = uuid4(), uuid4()
NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
MONDAY, FRIDAY, SUNDAY = date(2027, 3, 8), date(2027, 3, 12), date(2027, 3, 14)
ENDS = datetime(2027, 3, 15, tzinfo=UTC)
TALK, PEN = Asked(), Asked(Modality.PEN, Decimal("1.5"))
TALKS = Permission(Modality.PEN, Decimal("1.0"))
TUESDAYS = [OpenHours(1, time(9), time(13))]


def place(clinic_id: UUID = HOME, days: int = 5) -> Place:
    return Place(clinic_id, "x", LISBON, OpeningHours([OpenHours(day, time(9), time(18)) for day in range(days)]))


def wish(**changes: object) -> WaitWish:
    return WaitWish(**{"first_day": MONDAY, "last_day": SUNDAY, "notice": timedelta()} | changes)  # type: ignore[arg-type]


def until(
    roster: Roster, *away: Span, now: datetime = NOW, places: tuple[Place, ...] = (), **changes: Any
) -> datetime | None:
    return reached(
        Practitioner(uuid4(), HOME, "Ana", (TALKS,), shifts=roster.shifts), *away, now=now, places=places, **changes
    )


def reached(
    practitioner: Practitioner,
    *away: Span,
    asked: Asked = TALK,
    now: datetime = NOW,
    places: tuple[Place, ...] = (),
    **changes: object,
) -> datetime | None:
    awaited = Awaited(practitioner, away, asked)
    return there_until(wish(**changes), awaited, places or (place(),), now, ENDS)


def shift(clinic_id: UUID = HOME, first: date = MONDAY, last: date | None = None) -> Shift:
    return Shift(clinic_id, LISBON, first, last, TUESDAYS)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2027, 3, day, hour, tzinfo=UTC)


def test_who_works_whenever_the_clinic_is_open_is_there_until_the_period_ends() -> None:
    assert until(Roster(HOME)) == ENDS
    assert until(Roster(HOME), now=at(12, 19)) == ENDS, "the weekend says nothing of anybody"


@pytest.mark.parametrize(
    ("permission", "asked", "there"),
    [
        (None, TALK, None),
        (TALKS, TALK, ENDS),
        (TALKS, PEN, None),
        (Permission(Modality.PEN, Decimal("1.5")), PEN, ENDS),
        (Permission(Modality.RF, Decimal("2.0")), PEN, None),
        (Permission(Modality.PEN, Decimal("1.5"), last_day=MONDAY), PEN, datetime(2027, 3, 9, tzinfo=UTC)),
        (Permission(Modality.PEN, Decimal("1.5"), first_day=FRIDAY), PEN, ENDS),
        (Permission(Modality.PEN, Decimal("1.5"), first_day=SUNDAY), PEN, None),
    ],
)
def test_who_may_not_do_what_is_wanted_is_as_absent_as_on_leave(
    permission: Permission | None, asked: Asked, there: datetime | None
) -> None:
    held = () if permission is None else (permission,)
    assert reached(Practitioner(uuid4(), HOME, "Ana", held), asked=asked) == there


def test_who_is_on_leave_on_the_last_days_is_there_until_the_day_before() -> None:
    assert until(Roster(HOME), Span(at(11), at(20))) == at(11)
    assert until(Roster(HOME), Span(at(8), at(20))) is None
    assert until(Roster(HOME), Span(at(8), at(11)), Span(at(11), at(20))) is None
    assert until(Roster(HOME), Span(at(12, 9), at(12, 17))) == ENDS, "an hour of the last day is left"


def test_who_has_no_shift_is_as_absent_as_on_leave() -> None:
    tuesdays = Roster(HOME, (shift(),))
    assert until(tuesdays) == at(10)
    assert until(tuesdays, first_day=date(2027, 3, 10)) is None
    assert until(tuesdays, now=at(9, 14)) is None, "the shift of that day is over"
    assert until(tuesdays, Span(at(9), at(10))) is None


@pytest.mark.parametrize(
    ("changes", "there"),
    [
        ({"weekdays": frozenset({1})}, True),
        ({"weekdays": frozenset({0, 4})}, False),
        ({"latest": time(8, 59)}, True),
        ({"earliest": time(13)}, False),
        ({"earliest": time(12, 59), "latest": time(20)}, True),
    ],
)
def test_weekdays_and_times_of_day_of_the_wish_count(changes: dict[str, Any], there: bool) -> None:
    """Before 09:00 the clinic is closed, for everybody."""
    assert (until(Roster(HOME, (shift(),)), **changes) is not None) is there


def test_a_shift_on_a_day_that_the_clinic_is_closed_is_of_no_use() -> None:
    saturdays = Shift(HOME, LISBON, MONDAY, None, [OpenHours(5, time(9), time(13))])
    assert until(Roster(HOME, (saturdays,))) is None
    assert until(Roster(HOME, (saturdays,)), places=(place(days=6),)) == ENDS


def test_who_visits_a_clinic_is_there_on_the_days_of_their_shifts_there() -> None:
    there = (place(OTHER),)
    assert until(Roster(HOME, (shift(OTHER),)), places=there) == at(10)
    assert until(Roster(HOME), places=there) is None, "they visit it no longer"
    assert until(Roster(HOME, (shift(OTHER, last=MONDAY),)), places=there) is None
    assert until(Roster(HOME), places=(place(), *there)) == ENDS
