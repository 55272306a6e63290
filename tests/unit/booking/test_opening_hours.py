from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from chassis.local_time import local_day
from chassis.refusals import say
from services.booking.calendar.domain.slots import frame_of
from services.booking.calendar.domain.slots.grid import bits_of, lasting, starts_within
from services.booking.people.domain.holidays import NONE, Holidays, is_region
from services.booking.people.domain.opening_hours import (
    OpenHours,
    OpeningHours,
    Span,
    Week,
    hours_of_day,
    is_open,
    open_spans,
    overlapping_hours,
)
from tests.unit.booking.given import LISBON, LORD_HOWE, NEW_YORK

NINE_TO_SIX = [OpenHours(day, time(9), time(18)) for day in range(5)]
BEFORE_AND_AFTER_LUNCH = [
    OpenHours(day, *hours) for day in range(5) for hours in [(time(9), time(13)), (time(14), time(18))]
]
WEEKDAYS = OpeningHours(NINE_TO_SIX)
WITH_LUNCH = OpeningHours(BEFORE_AND_AFTER_LUNCH)
ZONES = st.sampled_from([LISBON, NEW_YORK, LORD_HOWE])


@st.composite
def weeks(draw: st.DrawFn) -> OpeningHours:
    hours: list[OpenHours] = []
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        marks = sorted(draw(st.sets(st.integers(0, 95), min_size=2, max_size=6)))
        for opens, closes in zip(marks[::2], marks[1::2], strict=False):
            hours.append(OpenHours(weekday, time(opens // 4, opens % 4 * 15), time(closes // 4, closes % 4 * 15)))
    return OpeningHours(hours)


@given(weeks(), ZONES, st.dates(date(2027, 1, 1), date(2028, 12, 1)), st.integers(0, 12))
def test_open_time_is_apart_in_order_and_within_the_days_asked(
    hours: OpeningHours, zone: ZoneInfo, first: date, days: int
) -> None:
    last = first + timedelta(days=days)
    spans = open_spans(hours, zone, first, last)
    assert all(earlier.end < later.start for earlier, later in pairwise(spans))
    for span in spans:
        assert first <= span.start.astimezone(zone).date() <= last
        assert span.start < span.end


@given(weeks(), ZONES, st.integers(0, 700 * 24 * 60))
def test_the_clinic_is_open_exactly_when_its_wall_clock_says_so(
    hours: OpeningHours, zone: ZoneInfo, minutes: int
) -> None:
    moment = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    local = moment.astimezone(zone)
    if local.fold or moment.astimezone(zone).utcoffset() != (moment + timedelta(hours=3)).astimezone(zone).utcoffset():
        return  # around a change of clocks the rule is first showings; the tests below are about those
    says_open = any(one.weekday == local.weekday() and one.opens <= local.time() < one.closes for one in hours.weekly)
    spans = open_spans(hours, zone, local.date(), local.date())
    assert any(span.start <= moment < span.end for span in spans) is says_open


def test_a_working_day_keeps_its_local_hours_over_both_changes_of_clocks() -> None:
    for zone, spring, autumn in [
        (LISBON, date(2027, 3, 28), date(2027, 10, 31)),
        (NEW_YORK, date(2027, 3, 14), date(2027, 11, 7)),
    ]:
        for change in (spring, autumn):
            for span in open_spans(WEEKDAYS, zone, change - timedelta(days=3), change + timedelta(days=3)):
                assert span.start.astimezone(zone).time() == time(9)
                assert span.end.astimezone(zone).time() == time(18)
                assert span.end - span.start == timedelta(hours=9)


def test_a_night_in_which_the_clock_is_put_forward_is_an_hour_shorter() -> None:
    sunday = OpeningHours([OpenHours(6, time(0), time(6))])
    (short,) = open_spans(sunday, NEW_YORK, date(2027, 3, 14), date(2027, 3, 14))
    (long,) = open_spans(sunday, NEW_YORK, date(2027, 11, 7), date(2027, 11, 7))
    assert short.end - short.start == timedelta(hours=5)
    assert long.end - long.start == timedelta(hours=7)


def test_stretches_that_touch_are_one() -> None:
    touching = OpeningHours([OpenHours(0, time(9), time(13)), OpenHours(0, time(13), time(18))])
    monday = date(2027, 3, 1)
    assert len(open_spans(touching, LISBON, monday, monday)) == 1


def grid_starts(span: Span, zone: ZoneInfo, length: timedelta) -> list[datetime]:
    """The starts on the grid in one stretch of open hours."""
    frame = frame_of(zone, local_day(span.start, zone), local_day(span.end, zone))
    return [frame.moment(bit) for bit in bits_of(starts_within([span], frame, 0, lasting(length)))]


@given(weeks(), ZONES, st.dates(date(2027, 1, 1), date(2028, 12, 1)), st.sampled_from([15, 30, 45, 75, 90]))
def test_every_start_on_the_grid_shows_a_quarter_and_fits(
    hours: OpeningHours, zone: ZoneInfo, day: date, minutes: int
) -> None:
    length = timedelta(minutes=minutes)
    for span in open_spans(hours, zone, day, day):
        for start in grid_starts(span, zone, length):
            assert start.astimezone(zone).minute % 15 == 0
            assert is_open(hours, zone, Span(start, start + length))


def test_an_appointment_does_not_reach_into_the_lunch_break() -> None:
    (morning, _) = open_spans(WITH_LUNCH, LISBON, date(2027, 3, 1), date(2027, 3, 1))
    starts = grid_starts(morning, LISBON, timedelta(minutes=75))
    assert starts[-1].astimezone(LISBON).time() == time(11, 45)
    over_lunch = Span(datetime(2027, 3, 1, 12, 30, tzinfo=UTC), datetime(2027, 3, 1, 14, 30, tzinfo=UTC))
    assert not is_open(WITH_LUNCH, LISBON, over_lunch)


def test_the_grid_starts_at_the_next_quarter() -> None:
    span = Span(datetime(2027, 3, 1, 9, 7, tzinfo=UTC), datetime(2027, 3, 1, 10, tzinfo=UTC))
    assert grid_starts(span, LISBON, timedelta(minutes=30))[0] == datetime(2027, 3, 1, 9, 15, tzinfo=UTC)


def test_hours_that_contradict_each_other_are_found() -> None:
    assert overlapping_hours(BEFORE_AND_AFTER_LUNCH) is None
    assert overlapping_hours([*BEFORE_AND_AFTER_LUNCH, OpenHours(2, time(12), time(15))])


def test_a_front_desk_reads_the_hours_of_a_day() -> None:
    assert say(hours_of_day(WITH_LUNCH, date(2027, 3, 1))) == "09:00–13:00, 14:00–18:00"
    assert say(hours_of_day(WITH_LUNCH, date(2027, 3, 6))) == "closed"


def test_a_day_on_which_the_clinic_is_closed_is_closed_to_every_question() -> None:
    holiday = date(2027, 3, 2)
    hours = OpeningHours(NINE_TO_SIX, frozenset({holiday}))

    spans = open_spans(hours, LISBON, date(2027, 3, 1), date(2027, 3, 3))

    assert [span.start.date().day for span in spans] == [1, 3]
    nine = datetime(2027, 3, 2, 9, tzinfo=UTC)
    assert not is_open(hours, LISBON, Span(nine, nine + timedelta(minutes=30)))
    assert say(hours_of_day(hours, holiday)) == "closed"
    assert say(hours_of_day(hours, holiday + timedelta(weeks=1))) == "09:00–18:00"


def test_open_until_midnight_meets_the_next_day_that_opens_at_midnight() -> None:
    night = OpeningHours([OpenHours(0, time(18), time(0)), OpenHours(1, time(0), time(6))])
    monday = date(2027, 3, 1)
    (span,) = open_spans(night, LISBON, monday, monday + timedelta(days=1))
    assert span == Span(datetime(2027, 3, 1, 18, tzinfo=UTC), datetime(2027, 3, 2, 6, tzinfo=UTC))
    assert is_open(night, LISBON, Span(datetime(2027, 3, 1, 23, 30, tzinfo=UTC), datetime(2027, 3, 2, 1, tzinfo=UTC)))
    assert say(hours_of_day(night, monday)) == "18:00–24:00"
    assert overlapping_hours([OpenHours(0, time(18), time(0)), OpenHours(0, time(23), time(23, 30))])


def test_weekly_hours_hold_until_the_next_begin() -> None:
    mornings, evenings = [OpenHours(0, time(9), time(13))], [OpenHours(0, time(15), time(21))]
    hours = OpeningHours(NINE_TO_SIX, later=[Week(date(2027, 5, 1), evenings), Week(date(2027, 4, 1), mornings)])
    assert [say(hours_of_day(hours, date(2027, *day))) for day in ((3, 29), (4, 5), (4, 26), (5, 3))] == [
        "09:00–18:00",
        "09:00–13:00",
        "09:00–13:00",
        "15:00–21:00",
    ]


def test_a_special_day_has_its_own_hours_also_on_a_holiday() -> None:
    christmas, eve = date(2026, 12, 25), date(2026, 12, 24)
    portugal = Holidays("PT")
    assert say(hours_of_day(OpeningHours(NINE_TO_SIX, holidays=portugal), christmas)) == "closed"
    short = {eve: [OpenHours(3, time(9), time(13))], christmas: [OpenHours(4, time(10), time(12))]}
    hours = OpeningHours(NINE_TO_SIX, special=short, holidays=portugal)
    assert [say(hours_of_day(hours, day)) for day in (eve, christmas)] == ["09:00–13:00", "10:00–12:00"]


def test_a_holiday_is_open_only_once_the_clinic_said_so() -> None:
    christmas = date(2026, 12, 25)
    assert say(hours_of_day(OpeningHours(NINE_TO_SIX, holidays=Holidays("PT", frozenset({christmas}))), christmas)) == (
        "09:00–18:00"
    )
    assert say(hours_of_day(OpeningHours(NINE_TO_SIX, holidays=Holidays(NONE)), christmas)) == "09:00–18:00"


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    madrid_day = date(2027, 5, 3)
    assert Holidays("ES-MD").closes(date(2027, 5, 2)) or Holidays("ES-MD").closes(madrid_day)
    assert not Holidays("ES").closes(madrid_day)
    assert [is_region(code) for code in ("PT", "ES-MD", "none", "XX", "ES-XX")] == [True, True, True, False, False]
