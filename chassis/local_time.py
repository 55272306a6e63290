"""Wall-clock times of a clinic and the moments they mean. Times are kept in UTC and decided in the clinic's zone.

Pure, and the only place that answers what a time means that does not exist or that exists twice. A service's domain
may import it.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

MINUTES_A_DAY = 24 * 60


def is_zone(name: str) -> bool:
    """True for an IANA name with a place, e.g. ``Europe/Lisbon``; bare ``UTC`` is a zone too.

    Others mean something else on each machine (``localtime``), or have no summer time (``EST``).
    """
    return name == "UTC" or ("/" in name and name in _zones())


@cache
def _zones() -> frozenset[str]:
    """Those that were installed when the first was asked for: to look through their files takes some 20 ms."""
    return frozenset(available_timezones())


def moment_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The UTC moment at which a clock on the clinic's wall shows ``clock`` on ``day``: the first of `moments_of`."""
    return moments_of(day, clock, zone)[0]


def moments_of(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first and the last UTC moment at which a clock on the clinic's wall shows ``clock`` on ``day``.

    They differ only for a time that the clock shows twice in autumn. A time that it skips in spring means the moment
    of the change.
    """
    wall = datetime.combine(day, clock)
    first, last = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first, last
    change = _change_between(last, first, zone)
    return change, change


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment, between two moments, at which the zone's offset changes."""
    offset_before = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset_before:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day on the clinic's wall."""
    return moment.astimezone(zone).date()


@lru_cache(maxsize=4096)
def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day, in UTC. Remembered: of one chain they are asked again and again."""
    return moment_of(day, time.min, zone)


def minute_of_day(moment: datetime, zone: ZoneInfo) -> int:
    """Minutes after midnight that the clinic's wall clock shows."""
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute


def minutes_apart(one: int, other: int) -> int:
    """Minutes between two times of day, the shorter way round midnight."""
    straight = abs(one - other)
    return min(straight, MINUTES_A_DAY - straight)


def spoken(moment: datetime, zone: ZoneInfo) -> str:
    """As a front desk says it: ``Thu 3 Dec 2026, 12:30``."""
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def spoken_day(day: date) -> str:
    """As a front desk says it: ``3 December 2026``."""
    return f"{day.day} {day:%B %Y}"
