from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from chassis.local_time import moment_of
from chassis.refusals import Invalid
from services.booking.care.domain.follow_ups import usual_minute
from services.booking.people.domain.patients import Channel, require_born, require_reachable
from services.booking.people.domain.refusals import Unreachable
from tests.unit.booking.given import LISBON, NEW_YORK


def test_a_channel_needs_something_to_write_to() -> None:
    require_reachable(Channel.SMS, "+351912345678", None)
    require_reachable(Channel.EMAIL, None, "ines@example.org")
    with pytest.raises(Unreachable, match="WhatsApp"):
        require_reachable(Channel.WHATSAPP, None, "ines@example.org")
    with pytest.raises(Unreachable, match="e-mail address"):
        require_reachable(Channel.EMAIL, "+351912345678", None)


def test_nobody_is_born_tomorrow() -> None:
    require_born(date(2027, 3, 1), date(2027, 3, 1))
    with pytest.raises(Invalid):
        require_born(date(2027, 3, 2), date(2027, 3, 1))


def test_the_usual_time_of_day_is_the_middle_one_by_the_wall_clock_of_each_clinic() -> None:
    def at(hour: int, minute: int, day: date, zone: ZoneInfo) -> datetime:
        return moment_of(day, time(hour, minute), zone)

    winter, summer = date(2027, 2, 1), date(2027, 7, 1)
    past = [
        (at(12, 30, winter, LISBON), LISBON),
        (at(12, 30, summer, LISBON), LISBON),
        (at(17, 0, winter, NEW_YORK), NEW_YORK),
    ]
    assert usual_minute(past) == 12 * 60 + 30
