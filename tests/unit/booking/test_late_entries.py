"""Until when and by what a session is entered late, and until when an appointment is reinstated."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.booking.calendar.domain.appointments import Status, require_reinstatable
from services.booking.calendar.domain.refusals import NotItsDay, WrongStatus
from services.booking.care.domain.late_entries import LateEntry, LatePolicy, require_late

LISBON = ZoneInfo("Europe/Lisbon")
STARTS = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FORTNIGHT = LatePolicy(14)


def entered(at: datetime, now: datetime, status: Status = Status.BOOKED, policy: LatePolicy | None = FORTNIGHT) -> None:
    require_late(LateEntry(at, "a power cut"), status, STARTS, now, LISBON, policy)


@pytest.mark.parametrize("status", [Status.BOOKED, Status.MISSED])
@pytest.mark.parametrize("later", [HOUR, 14 * DAY])
def test_a_session_of_that_day_is_entered_within_a_fortnight(status: Status, later: timedelta) -> None:
    entered(STARTS + HOUR, STARTS + later, status)


def test_only_a_director_enters_an_older_one() -> None:
    with pytest.raises(NotItsDay, match="more than 14 days ago"):
        entered(STARTS, STARTS + 15 * DAY)
    entered(STARTS, STARTS + 15 * DAY, policy=None)


@pytest.mark.parametrize("status", [Status.BOOKED, Status.MISSED, Status.CANCELLED])
def test_what_took_place_is_entered_whatever_was_said_of_its_appointment(status: Status) -> None:
    entered(STARTS, STARTS + DAY, status)


def test_nothing_is_entered_where_something_is_recorded() -> None:
    with pytest.raises(WrongStatus, match="amend that"):
        entered(STARTS, STARTS + DAY, Status.PERFORMED)


def test_the_day_is_the_clinics_own() -> None:
    midnight_in_lisbon = datetime(2027, 3, 2, 0, 0, tzinfo=UTC)
    entered(midnight_in_lisbon - timedelta(minutes=1), STARTS + DAY)
    with pytest.raises(NotItsDay, match="a moment of that day"):
        entered(midnight_in_lisbon, STARTS + DAY)


def test_what_lies_ahead_has_not_taken_place() -> None:
    with pytest.raises(NotItsDay, match="lies ahead"):
        entered(STARTS + HOUR, STARTS)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.MISSED])
def test_an_appointment_is_reinstated_while_its_day_lasts(status: Status) -> None:
    require_reinstatable(status, STARTS, STARTS + 13 * HOUR, LISBON)
    with pytest.raises(NotItsDay, match="that day is over"):
        require_reinstatable(status, STARTS, STARTS + 14 * HOUR, LISBON)


@pytest.mark.parametrize("status", [Status.BOOKED, Status.PERFORMED])
def test_what_stands_or_took_place_is_not_reinstated(status: Status) -> None:
    with pytest.raises(WrongStatus):
        require_reinstatable(status, STARTS, STARTS, LISBON)
