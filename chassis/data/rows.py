"""What a statement answers: rows with attributes, and the few ways in which callers take them."""

from collections.abc import Iterator, Sequence
from typing import Any

import asyncpg


class NotOneRow(LookupError):
    """A statement that must answer exactly one row answered none, or several: a mistake in the program."""


class Row(asyncpg.Record):  # type: ignore[type-arg,unused-ignore]  # generic in the stubs only
    """One row: ``row.name``, ``row["name"]``, ``row[0]``, or unpacked like a tuple."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the statement selects no column {name}") from None

    @property
    def _mapping(self) -> dict[str, Any]:
        return dict(self.items())


class Result:
    """The answer of one statement, all of it: nothing is fetched later."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Row], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount
        """Rows answered, or changed by a statement that answers none."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def all(self) -> list[Row]:
        """Every row."""
        return list(self._rows)

    def first(self) -> Row | None:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Row:
        """The only row. Raises NotOneRow."""
        if len(self._rows) != 1:
            raise NotOneRow(f"{len(self._rows)} rows where one was expected")
        return self._rows[0]

    def one_or_none(self) -> Row | None:
        """The only row, or None. Raises NotOneRow when there are several."""
        return self.one() if self._rows else None

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """The first column of the only row. Raises NotOneRow."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """The first column of the only row, or None. Raises NotOneRow when there are several."""
        return self.one()[0] if self._rows else None

    def scalars(self) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self._rows]
