"""A figure as a table: what a page shows, what is drawn beside it, and what a spreadsheet gets. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.figures import Days

Said = Mapping[str, Any]
"""What a service says of one clinic, or one device, in one period."""


@dataclass(frozen=True)
class Kind:
    """What a value of a column is: its parts in a spreadsheet, and what is drawn of it."""

    name: str
    """By which the page's template knows how to show it."""
    parts: Sequence[str]
    """Keys of the value, and ends of the names of its columns; none: it is a number."""
    drawn: str = ""


NUMBER = Kind("number", ())
SHARE = Kind("share", ("count", "of", "percent", "low", "high"), "percent")
USE = Kind("use", ("booked_minutes", "open_minutes", "percent"), "percent")
MINUTES = Kind("minutes", ("number", "median", "ninth_decile"), "median")
DAYS = Kind("days", ("number", "median", "ninth_decile"), "median")
MONEY = Kind("money", ("minor_units", "currency"))


@dataclass(frozen=True)
class Column:
    """One value of each row."""

    title: str
    code: str
    """In the spreadsheet, in which it is the same in every language."""
    kind: Kind
    read: Callable[[Said], Any]

    @property
    def codes(self) -> list[str]:
        """Its columns in the spreadsheet."""
        return [f"{self.code}_{part}" for part in self.kind.parts] or [self.code]

    def cells(self, said: Said) -> list[Any]:
        """What stands in them."""
        value = self.read(said)
        return [value[part] for part in self.kind.parts] or [value]

    def drawn(self, said: Said) -> float | None:
        """The length that is drawn; None where there is nothing to say."""
        value = self.read(said)[self.kind.drawn] if self.kind.drawn else self.read(said)
        return None if value is None else float(value)


@dataclass(frozen=True)
class Line:
    """One row, in both periods."""

    name: str | None
    """None: the service does not know it."""
    now: Said
    before: Said
    together: bool = False
    """Whether it is of all clinics."""


@dataclass(frozen=True)
class Figure:
    """One section of the page."""

    key: str
    """Its place on the page, and the name of its file."""
    title: str
    of: str
    """What a row is about."""
    columns: Sequence[Column]
    """The first is drawn."""
    service: str
    """Which counts it; ``console`` where the pages' own rows do."""
    lines: Callable[[Any], list[Line]]
    """From what the service answers."""


def by_clinic(answer: Mapping[str, Any]) -> list[Line]:
    """The rows of a figure by clinic."""
    return [
        Line(each["clinic"], each["now"], each["before"], together=each["clinic_id"] is None)
        for each in answer["clinics"]
    ]


def rows_of(figure: Figure, lines: Iterable[Line], days: Days) -> tuple[list[str], list[list[Any]]]:
    """The titles and the rows of a spreadsheet: each line has one for each period."""
    titles = [figure.of, "first_day", "last_day", *(code for column in figure.columns for code in column.codes)]
    rows = [
        [line.name or ("all" if line.together else ""), of.first, of.last]
        + [cell for column in figure.columns for cell in column.cells(said)]
        for line in lines
        for of, said in ((days, line.now), (days.before, line.before))
    ]
    return titles, rows
