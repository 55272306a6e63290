"""How times and dates are said to people, and how a template is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from services.notifications.domain.template import Template

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Not strftime: its names change with the process's locale.


@dataclass(frozen=True)
class Clinic:
    """What a message says about a clinic."""

    name: str
    address: str
    zone: ZoneInfo
    map_link: str
    phone: str


def say_date(day: date) -> str:
    """``Tuesday 3 November 2026``."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_time(moment: datetime, zone: ZoneInfo) -> str:
    """``Tuesday 3 November 2026, 14:30 (Lisbon time)``: the clinic's wall clock, and whose clock it is.

    In the hour that a clock change repeats, the zone's abbreviation says which of the two is meant.
    """
    local = moment.astimezone(zone)
    place = zone.key.rsplit("/", 1)[-1].replace("_", " ")
    wall = local.replace(tzinfo=None)
    repeated = len({wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}) == 2
    abbreviation = f", {local.tzname()}" if repeated else ""
    return f"{say_date(local.date())}, {local:%H:%M} ({place} time{abbreviation})"


def say_series(sessions: int, weeks_min: int, weeks_max: int) -> str:
    """``3 sessions, 4 to 6 weeks apart``."""
    if sessions == 1:
        return "1 session"
    weeks = f"{weeks_min}" if weeks_min == weeks_max else f"{weeks_min} to {weeks_max}"
    return f"{sessions} sessions, {weeks} {'week' if weeks == '1' else 'weeks'} apart"


@dataclass(frozen=True)
class Wording:
    """A message ready to be handed to a channel."""

    subject: str
    text: str


def fill_in(
    template: Template, *, clinic: Clinic, given_name: str, starts_at: datetime | None, facts: Mapping[str, str]
) -> Wording:
    """The template's words for one recipient; ``starts_at`` is said in the clinic's zone.

    Raises KeyError when the template wants something that nobody gave.
    """
    values = {
        **facts,
        "given_name": given_name,
        "clinic": clinic.name,
        "address": clinic.address,
        "map_link": clinic.map_link,
        "phone": clinic.phone,
    }
    if starts_at is not None:
        values["when"] = say_time(starts_at, clinic.zone)
    return Wording(template.subject.format_map(values), template.text.format_map(values))
