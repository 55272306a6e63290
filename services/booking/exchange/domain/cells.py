"""What the cells of a line mean: days in the stated order, yes and no, times of day."""

import re
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from uuid import UUID

from services.booking.exchange.domain.refusals import LineRefused


class DayOrder(StrEnum):
    """How days are written in a file. Nothing is guessed: 04/05 is a different day in different countries."""

    ISO = "iso"
    """2027-03-31"""
    DAY_FIRST = "day_first"
    """31.03.2027, 31/03/2027 or 31-03-2027"""
    MONTH_FIRST = "month_first"
    """03/31/2027"""


_WRITTEN = {
    DayOrder.ISO: re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
    DayOrder.DAY_FIRST: re.compile(
        r"(?P<day>[0-9]{1,2})(?P<sign>[./-])(?P<month>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})"
    ),
    DayOrder.MONTH_FIRST: re.compile(
        r"(?P<month>[0-9]{1,2})(?P<sign>[./-])(?P<day>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})"
    ),
}
_EXAMPLES = {DayOrder.ISO: "2027-03-31", DayOrder.DAY_FIRST: "31.03.2027", DayOrder.MONTH_FIRST: "03/31/2027"}
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def day_in(cells: Mapping[str, str], column: str, order: DayOrder) -> date | None:
    """The day in a cell; None when it is empty. Raises LineRefused."""
    written = cells.get(column)
    if written is None:
        return None
    found = _WRITTEN[order].fullmatch(written)
    try:
        if found is not None:
            day = date(int(found["year"]), int(found["month"]), int(found["day"]))
            if _FIRST_YEAR <= day.year <= _LAST_YEAR:
                return day
    except ValueError:  # such as 31 April
        pass
    raise LineRefused((column, f"Give a day that exists, written like {_EXAMPLES[order]}, as the import states."))


def required_day(cells: Mapping[str, str], column: str, order: DayOrder) -> date:
    """The same for a column that has to be filled. Raises LineRefused."""
    day = day_in(cells, column, order)
    if day is None:
        raise LineRefused((column, "This is missing."))
    return day


def time_in(cells: Mapping[str, str], column: str) -> time:
    """The clinic's local time of day. Raises LineRefused."""
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", cells.get(column, ""))
    if found is not None and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    raise LineRefused((column, "Give the clinic's local time, for example 09:30."))


def yes_or_no(cells: Mapping[str, str], column: str) -> bool:
    """False when it is empty. Raises LineRefused."""
    written = cells.get(column, "no").lower()
    if written not in _YES_NO:
        raise LineRefused((column, "Give yes or no."))
    return _YES_NO[written]


def id_in(cells: Mapping[str, str], column: str) -> UUID | None:
    """An id of Needlepoint; None when it is empty. Raises LineRefused."""
    written = cells.get(column)
    if written is None:
        return None
    try:
        return UUID(written)
    except ValueError:
        raise LineRefused((column, "Give the id of a record of Needlepoint: 36 characters.")) from None
