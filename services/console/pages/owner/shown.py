"""Which figures the page shows; ``counted.html`` says how each is counted. Pure."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from services.console.pages.owner.table import (
    DAYS,
    MINUTES,
    MONEY,
    NUMBER,
    SHARE,
    USE,
    Column,
    Figure,
    Line,
    Said,
    by_clinic,
)
from services.console.pages.words import word

BY = {"model": word("Device model"), "device": word("Device"), "lot": word("Lot of cartridges")}
"""What reactions are added up by."""

BEHIND = {
    "attendance": word("Which appointments"),
    "utilisation": word("By week, and one by one"),
    "waits": word("Each wait"),
    "courses": word("Which courses"),
    "waste": word("Each movement of the books"),
    "reactions": word("Which sessions"),
}
"""Figures that have a page of their own, with what is behind them."""


def _of_reactions(answer: Mapping[str, Any]) -> list[Line]:
    return [
        Line(
            each["key"],
            {"reacted": each["reacted"], "serious": each["serious"]},
            {"reacted": each["before_reacted"], "serious": each["before_serious"]},
        )
        for each in answer["items"]
    ]


def _units(*reasons: str) -> Any:
    return lambda said: sum(line["units"] for line in said["lines"] if line["reason"] in reasons)


def _value(said: Said) -> dict[str, Any]:
    """Of waste: in one currency its sum; in several their names alone, for they cannot be added."""
    sums: dict[str, int] = {}
    for line in said["lines"]:
        if line["currency"] is not None:
            sums[line["currency"]] = sums.get(line["currency"], 0) + line["value_minor"]
    one = len(sums) == 1
    return {
        "minor_units": next(iter(sums.values())) if one else None,
        "currency": " ".join(sorted(sums)) or None,
        "sums": sorted(sums.items()),
    }


def _left_over(said: Said) -> int:
    return int(said["sessions_planned"] - said["sessions_performed"])


ATTENDANCE = Figure(
    key="attendance",
    title=word("No-shows"),
    of="clinic",
    columns=(
        Column(word("No-shows, share"), "no_shows", SHARE, itemgetter("no_shows")),
        Column(word("Patients came"), "came", NUMBER, itemgetter("came")),
        Column(word("Called off"), "cancelled", NUMBER, itemgetter("cancelled")),
        Column(word("Not noted"), "not_noted", NUMBER, itemgetter("not_noted")),
    ),
    service="console",
    lines=list,
)
UTILISATION = Figure(
    key="utilisation",
    title=word("Utilisation"),
    of="clinic",
    columns=(
        Column(word("Practitioners"), "practitioners", USE, itemgetter("practitioners")),
        Column(word("Rooms"), "rooms", USE, itemgetter("rooms")),
        Column(word("Devices"), "devices", USE, itemgetter("devices")),
    ),
    service="booking",
    lines=by_clinic,
)
WAITS = Figure(
    key="waits",
    title=word("Waits"),
    of="clinic",
    columns=(
        Column(word("At the clinic"), "waiting_minutes", MINUTES, itemgetter("waiting")),
        Column(word("Until the consult"), "consult_days", DAYS, itemgetter("consult")),
        Column(word("Until the first session"), "first_session_days", DAYS, itemgetter("first_session")),
        Column(word("Left before it began"), "left", NUMBER, itemgetter("left")),
        Column(word("Beginning not noted"), "not_noted", NUMBER, itemgetter("not_noted")),
    ),
    service="booking",
    lines=by_clinic,
)
COURSES = Figure(
    key="courses",
    title=word("Courses that ended"),
    of="clinic",
    columns=(
        Column(word("Completed, share"), "completed", SHARE, itemgetter("completed")),
        Column(word("Stopped"), "stopped", NUMBER, itemgetter("stopped")),
        Column(word("Lapsed"), "lapsed", NUMBER, itemgetter("lapsed")),
        Column(word("Sessions that took place"), "sessions_performed", NUMBER, itemgetter("sessions_performed")),
        Column(word("Planned sessions that did not"), "sessions_left_over", NUMBER, _left_over),
    ),
    service="booking",
    lines=by_clinic,
)
WASTE = Figure(
    key="waste",
    title=word("Waste"),
    of="clinic",
    columns=(
        Column(word("Wasted, share"), "wasted", SHARE, itemgetter("wasted")),
        Column(word("Value"), "value", MONEY, _value),
        Column(word("Expired"), "expired", NUMBER, _units("expired")),
        Column(word("Thrown away"), "discarded", NUMBER, _units("discarded")),
        Column(word("Opened for nothing"), "at_chair", NUMBER, _units("at_chair")),
        Column(word("Lost"), "lost", NUMBER, _units("lost")),
        Column(word("Turned up again"), "back", NUMBER, _units("back")),
    ),
    service="inventory",
    lines=by_clinic,
)
REACTIONS = Figure(
    key="reactions",
    title=word("Reactions"),
    of="with",
    columns=(
        Column(word("With a reaction, share"), "reacted", SHARE, itemgetter("reacted")),
        Column(word("Of these, serious"), "serious", NUMBER, itemgetter("serious")),
    ),
    service="screening",
    lines=_of_reactions,
)

FIGURES: Sequence[Figure] = (ATTENDANCE, UTILISATION, WAITS, COURSES, WASTE, REACTIONS)
