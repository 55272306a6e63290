"""Pages say the day of the clinic, and not the day in UTC that an answer of an API begins with."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from services.console.pages.rendering import _times


@pytest.mark.parametrize(
    ("zone", "written", "local"),
    [
        ("Pacific/Auckland", "2027-03-02T20:00:00Z", date(2027, 3, 3)),
        ("America/Los_Angeles", "2027-03-02T03:00:00+00:00", date(2027, 3, 1)),
        ("Europe/Lisbon", "2027-03-02T23:59:59.5Z", date(2027, 3, 2)),
        ("Pacific/Auckland", "2027-03-02", date(2027, 3, 2)),
    ],
)
def test_the_day_of_a_moment_is_the_clinics_and_a_day_stays(zone: str, written: str, local: date) -> None:
    assert _times("en", ZoneInfo(zone))["on"](written) == local
