"""When a practitioner, a room or a device cannot be booked."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from chassis.refusals import Invalid
from services.booking.calendar.domain.refusals import InThePast, UnavailabilityOver
from services.booking.calendar.domain.unavailabilities import (
    Cause,
    Period,
    ResourceKind,
    ended_early,
    period_of,
    require_changeable,
    require_fitting,
    require_not_over,
)

AUCKLAND = ZoneInfo("Pacific/Auckland")
MONDAY, FRIDAY = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 3, 5, tzinfo=UTC)


def test_days_are_the_clinics_own_and_the_last_one_is_included() -> None:
    period = period_of(date(2027, 3, 2), date(2027, 3, 3), AUCKLAND)
    assert period.start == datetime(2027, 3, 1, 11, tzinfo=UTC)
    assert period.end == datetime(2027, 3, 3, 11, tzinfo=UTC)


def test_a_moment_and_a_day_may_be_mixed_and_the_end_left_open() -> None:
    assert period_of(MONDAY, date(2027, 3, 1), AUCKLAND).end == datetime(2027, 3, 1, 11, tzinfo=UTC)
    assert period_of(date(2027, 3, 2), None, AUCKLAND).end is None


def test_what_would_end_before_it_starts_is_refused() -> None:
    with pytest.raises(Invalid, match="let ends lie after starts"):
        period_of(FRIDAY, MONDAY, AUCKLAND)


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (ResourceKind.ROOM, Cause.SICKNESS),
        (ResourceKind.DEVICE, Cause.LEAVE),
        (ResourceKind.PRACTITIONER, Cause.BROKEN),
    ],
)
def test_a_room_is_not_sick_and_a_nurse_not_broken(kind: ResourceKind, cause: Cause) -> None:
    with pytest.raises(Invalid, match="choose one of"):
        require_fitting(kind, cause, Period(MONDAY, FRIDAY))


def test_what_ends_for_good_has_no_last_day() -> None:
    with pytest.raises(Invalid, match="leave ends out"):
        require_fitting(ResourceKind.DEVICE, Cause.ENDED, Period(MONDAY, FRIDAY))
    require_fitting(ResourceKind.DEVICE, Cause.ENDED, Period(MONDAY, None))


def test_what_has_passed_is_not_entered_and_not_changed() -> None:
    with pytest.raises(InThePast, match="Friday, 5 March 2027, 13:00"):
        require_not_over(Period(MONDAY, FRIDAY), FRIDAY, AUCKLAND)
    with pytest.raises(UnavailabilityOver, match="passed"):
        require_changeable(FRIDAY, None, FRIDAY)
    with pytest.raises(UnavailabilityOver, match="withdrawn"):
        require_changeable(None, MONDAY, FRIDAY)
    require_changeable(None, None, FRIDAY)


def test_an_early_end_is_earlier_and_after_the_start() -> None:
    noon = datetime(2027, 3, 3, 12, tzinfo=UTC)
    assert ended_early(Period(MONDAY, FRIDAY), noon) == Period(MONDAY, noon)
    assert ended_early(Period(MONDAY, None), noon) == Period(MONDAY, noon)
    with pytest.raises(Invalid, match="no earlier end"):
        ended_early(Period(MONDAY, noon), FRIDAY)
    with pytest.raises(Invalid, match="withdraw it"):
        ended_early(Period(MONDAY, noon), MONDAY)
