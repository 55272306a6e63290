from datetime import UTC, datetime, timedelta

import pytest

from services.booking.calendar.domain.appointments import (
    EARLY,
    AppointmentKind,
    Status,
    require_ahead,
    require_booked,
    require_its_time,
    require_missable,
)
from services.booking.calendar.domain.refusals import InThePast, NotItsDay, WrongStatus
from tests.unit.booking.given import NEW_YORK

START = datetime(2027, 3, 2, 23, 30, tzinfo=UTC)
"""18:30 in New York; midnight in UTC is half an hour away."""


@pytest.mark.parametrize(
    ("status", "words"),
    [(Status.PERFORMED, "taken place"), (Status.CANCELLED, "cancelled"), (Status.MISSED, "missed")],
)
def test_only_what_is_booked_can_change(status: Status, words: str) -> None:
    require_booked(Status.BOOKED)
    with pytest.raises(WrongStatus, match=words):
        require_booked(status)


def test_nothing_is_booked_for_a_time_that_has_gone_by() -> None:
    require_ahead(START, START - timedelta(seconds=1), NEW_YORK)
    with pytest.raises(InThePast, match="Tuesday, 2 March 2027, 18:30"):
        require_ahead(START, START, NEW_YORK)


def test_a_patient_is_missed_only_after_the_start() -> None:
    require_missable(START, START, NEW_YORK)
    with pytest.raises(NotItsDay, match="cancel it"):
        require_missable(START, START - timedelta(seconds=1), NEW_YORK)


def test_a_session_is_recorded_on_its_local_day_however_utc_counts() -> None:
    require_its_time(AppointmentKind.SESSION, START, START - EARLY, NEW_YORK)
    require_its_time(AppointmentKind.SESSION, START, START + timedelta(hours=3), NEW_YORK)
    with pytest.raises(NotItsDay, match="starts Tuesday, 2 March 2027, 18:30"):
        require_its_time(AppointmentKind.SESSION, START, START - EARLY - timedelta(seconds=1), NEW_YORK)
    with pytest.raises(NotItsDay, match="was on Tuesday, 2 March 2027"):
        require_its_time(AppointmentKind.SESSION, START, START + timedelta(hours=6), NEW_YORK)


def test_a_consult_may_be_written_up_later() -> None:
    require_its_time(AppointmentKind.CONSULT, START, START + timedelta(days=2), NEW_YORK)
