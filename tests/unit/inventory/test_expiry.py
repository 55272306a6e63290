from datetime import UTC, date, datetime

from services.inventory.domain.expiries import day_ends_at, local_day, usable_on


def test_a_cartridge_may_be_used_on_the_day_it_expires_and_not_the_day_after() -> None:
    assert usable_on(date(2026, 3, 10), date(2026, 3, 10))
    assert not usable_on(date(2026, 3, 10), date(2026, 3, 11))


def test_at_one_moment_it_is_another_day_in_auckland_than_in_lisbon() -> None:
    moment = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
    assert local_day(moment, "Europe/Lisbon") == date(2026, 3, 10)
    assert local_day(moment, "Pacific/Auckland") == date(2026, 3, 11)


def test_a_day_ends_at_the_clinics_midnight_also_when_its_clocks_change() -> None:
    # Lisbon goes to summer time on 29 March 2026: that day has 23 hours.
    assert day_ends_at(date(2026, 3, 28), "Europe/Lisbon") == datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert day_ends_at(date(2026, 3, 29), "Europe/Lisbon") == datetime(2026, 3, 29, 23, 0, tzinfo=UTC)


def test_a_day_ends_also_where_summer_time_skips_midnight() -> None:
    # Cairo's clocks go from 00:00 to 01:00 on 24 April 2026: the 23rd ends at 22:00 UTC.
    ends = day_ends_at(date(2026, 4, 23), "Africa/Cairo")
    assert ends == datetime(2026, 4, 23, 22, 0, tzinfo=UTC)
    assert local_day(ends, "Africa/Cairo") == date(2026, 4, 24)
