"""Nothing non-urgent goes out in quiet hours, whatever the zone, the season or the clinic's setting."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.deliveries import Wait
from services.notifications.domain.plans import plan
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.templates import Template
from services.notifications.domain.timing import Anchor
from tests.unit.notifications.shipped import SHIPPED

LISBON, NEW_YORK = ZoneInfo("Europe/Lisbon"), ZoneInfo("America/New_York")
ZONES = st.sampled_from(
    [
        "Europe/Lisbon",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/Havana",
        "Africa/Casablanca",
    ]
).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CLOCK_TIMES = st.times(timezones=st.none()).map(lambda t: t.replace(microsecond=0))


def usual(zone: ZoneInfo) -> MessageHours:
    return MessageHours(time(8), time(21), zone)


def test_at_nine_in_the_evening_messages_wait_for_eight_in_the_morning() -> None:
    evening = datetime(2026, 11, 3, 21, 0, tzinfo=LISBON)
    assert not usual(LISBON).allow(evening)
    assert usual(LISBON).next_opening(evening) == datetime(2026, 11, 4, 8, 0, tzinfo=LISBON)


def test_before_eight_they_wait_for_the_same_morning() -> None:
    night = datetime(2026, 11, 3, 3, 0, tzinfo=NEW_YORK)
    assert usual(NEW_YORK).next_opening(night) == datetime(2026, 11, 3, 8, 0, tzinfo=NEW_YORK)


def test_inside_the_hours_a_moment_is_its_own_opening() -> None:
    noon = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    assert usual(LISBON).next_opening(noon) == noon


@pytest.mark.parametrize(
    ("evening", "opening"),
    [
        # Clocks go forward on 29 March 2026 in Lisbon, back on 1 November 2026 in New York.
        (datetime(2026, 3, 28, 22, tzinfo=LISBON), datetime(2026, 3, 29, 7, tzinfo=UTC)),
        (datetime(2026, 10, 31, 22, tzinfo=NEW_YORK), datetime(2026, 11, 1, 13, tzinfo=UTC)),
    ],
)
def test_over_a_clock_change_the_opening_is_still_eight_on_the_wall(evening: datetime, opening: datetime) -> None:
    assert usual(evening.tzinfo).next_opening(evening) == opening  # type: ignore[arg-type]  # the zones above


def test_a_clinic_may_set_its_own_hours() -> None:
    hours = MessageHours(time(9, 30), time(18), LISBON)
    assert not hours.allow(datetime(2026, 11, 3, 9, 0, tzinfo=LISBON))
    assert hours.allow(datetime(2026, 11, 3, 9, 30, tzinfo=LISBON))
    assert not hours.allow(datetime(2026, 11, 3, 18, 0, tzinfo=LISBON))


@given(moment=MOMENTS, zone=ZONES, opens=CLOCK_TIMES, closes=CLOCK_TIMES)
def test_the_next_opening_is_never_in_quiet_hours_never_earlier_and_soon(
    moment: datetime, zone: ZoneInfo, opens: time, closes: time
) -> None:
    hours = MessageHours(opens, closes, zone)
    if opens < closes and _minutes(closes) - _minutes(opens) < 120:
        return  # hours so short that a clock change may swallow a day of them
    opening = hours.next_opening(moment)
    assert hours.allow(opening)
    assert moment <= opening <= moment + timedelta(hours=49)


def _minutes(shown: time) -> int:
    return shown.hour * 60 + shown.minute


@given(
    template=st.sampled_from([each for each in SHIPPED.templates.values() if not each.urgent]),
    now=MOMENTS,
    since=st.timedeltas(timedelta(0), timedelta(days=20)),
    ahead=st.timedeltas(timedelta(days=-1), timedelta(days=40)),
    zone=ZONES,
    home=ZONES,
)
def test_no_message_is_ever_planned_inside_quiet_hours_or_too_late(
    template: Template, now: datetime, since: timedelta, ahead: timedelta, zone: ZoneInfo, home: ZoneInfo
) -> None:
    anchor = Anchor(now - since, now + ahead)
    planned = plan(template, anchor, now=now, zone=zone, hours=usual(home))
    if isinstance(planned, Wait):
        assert usual(home).allow(planned.until)
        assert now <= planned.until < template.too_late.moment(anchor)
