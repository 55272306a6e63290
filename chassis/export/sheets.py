"""What a service exports: a sheet for each kind of record, with what its columns mean."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, select

Column = ColumnElement[Any]


@dataclass(frozen=True)
class Sheet:
    """One file."""

    name: str
    """As in the zip, without ``.csv``."""
    statement: Select[Any]
    """Selects the rows, without an order."""
    key: Sequence[Column]
    """Identifies a row; rows are in this order, and read in pages by it. Never null."""
    columns: Mapping[str, str]
    """What each selected column means, by name, in the order of the file."""
    clinics: Sequence[Column] = ()
    """Which clinics a row is of, in any of them; none: the chain's, for everybody who may export."""
    patient: Column | None = None
    """Whom a row is about: the access log names them."""


@dataclass(frozen=True)
class Export:
    """Everything that a service exports."""

    sheets: tuple[Sheet, ...] = ()


def sheet_of(
    table: Table,
    *,
    clinics: Sequence[Column] = (),
    patient: Column | None = None,
    without: Collection[str] = (),
    joined: FromClause | None = None,
) -> Sheet:
    """A table as it is, apart from some columns. ``joined``: the table, joined with the one that knows the clinic."""
    shown = [column for column in table.c if column.name not in without]
    whose = table.c.patient_id if patient is None and "patient_id" in table.c else patient
    return Sheet(
        name=table.name.replace("_", "-"),
        statement=select(*shown).select_from(table if joined is None else joined),
        key=list(table.primary_key.columns),
        columns={column.name: column.comment or column.name.replace("_", " ") for column in shown},
        clinics=clinics or ([table.c.clinic_id] if "clinic_id" in table.c else []),
        patient=whose,
    )
