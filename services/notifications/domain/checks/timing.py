"""A deadline lies after the due time: in every zone, at every hour, over every clock change, and after quiet hours."""

from collections.abc import Iterator
from datetime import time, timedelta

from chassis.reference.documents import Problem
from services.notifications.domain.templates import Template, Templates
from services.notifications.domain.timing import After, AppointmentStarts, AtOnce, DaysAfter, DaysBefore

OPENS, CLOSES = time(8), time(21)
"""The hours for messages unless a clinic sets its own (47 CFR 64.1200(c)(1))."""
NIGHT = timedelta(hours=11)
"""How long a message waits that is due just when messages stop."""
LARGEST_CLOCK_CHANGE = timedelta(hours=2)
"""Antarctica/Troll goes from +00 to +02; everywhere else it is an hour or less. The time zone database, 2026."""
HOUR = timedelta(hours=1)


def timing_problems(templates: Templates) -> Iterator[Problem]:
    """Templates that would be too late before they are due, always or for some."""
    for code, template in templates.templates.items():
        if problem := _problem(template):
            yield Problem(f"templates.{code}", problem)


def _problem(template: Template) -> str | None:
    due, too_late = template.due, template.too_late
    if isinstance(due, DaysBefore) and isinstance(too_late, After):
        return (
            "It is due before an appointment, but too late by hours after the event, which may be long before: "
            "let it be too late when the `appointment_starts`."
        )
    if isinstance(due, DaysAfter) and isinstance(too_late, AppointmentStarts):
        return (
            "It is due days after the event, but too late when an appointment starts, which may be sooner: "
            "let it be too late some hours `after` the event."
        )
    if isinstance(due, AtOnce) and isinstance(too_late, After):
        return _too_late_by_morning(template, too_late)
    if isinstance(due, DaysAfter) and isinstance(too_late, After):
        return _too_late_when_due(template, due, too_late)
    return None


def _too_late_by_morning(template: Template, too_late: After) -> str | None:
    longest = NIGHT + LARGEST_CLOCK_CHANGE
    if template.urgent or timedelta(hours=too_late.hours) > longest:
        return None
    return (
        f"It is too late {_hours(timedelta(hours=too_late.hours))} after the event, but quiet hours may hold it "
        f"back for {_hours(longest)}: nobody would be written to about what happens in the evening. "
        f"Give it more than {_hours(longest)}, or make it urgent."
    )


def _too_late_when_due(template: Template, due: DaysAfter, too_late: After) -> str | None:
    limit = timedelta(hours=too_late.hours)
    longest = longest_wait(template, due)
    if longest < limit:
        return None
    shown = _since_midnight(due, quiet=not template.urgent)
    early = min(shown - limit, timedelta(hours=23, minutes=59))
    missed = f"what happens at {_clock(early)} or earlier" if early >= timedelta(0) else "what happens early in the day"
    return (
        f"It is due {_days(due.days)} after the event at {due.at:%H:%M}, which can be {_hours(longest)} later, "
        f"but too late after {_hours(limit)}: nobody would be written to about {missed}. "
        f"Let it be too late after {int(longest / HOUR) + 1} hours or more, or due earlier."
    )


def longest_wait(template: Template, due: DaysAfter) -> timedelta:
    """The longest time from the event until the message may go out: an event at midnight, a clock set back."""
    quiet = not template.urgent
    by_clock = _since_midnight(due, quiet=quiet)
    by_distance = timedelta(hours=due.not_within_hours) + (NIGHT if quiet and due.not_within_hours else timedelta(0))
    return max(by_clock, by_distance) + LARGEST_CLOCK_CHANGE


def _since_midnight(due: DaysAfter, *, quiet: bool) -> timedelta:
    """From the midnight before the event until the message may go out, by the wall clock."""
    shown = timedelta(days=due.days, hours=due.at.hour, minutes=due.at.minute, seconds=due.at.second)
    if not quiet or OPENS <= due.at < CLOSES:
        return shown
    morning = timedelta(days=due.days, hours=OPENS.hour)
    return morning if due.at < OPENS else morning + timedelta(days=1)


def _days(number: int) -> str:
    return "a day" if number == 1 else f"{number} days"


def _hours(length: timedelta) -> str:
    return "an hour" if length == HOUR else f"{length / HOUR:g} hours"


def _clock(since_midnight: timedelta) -> str:
    minutes = int(since_midnight.total_seconds() // 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
