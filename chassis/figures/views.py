"""What a figure answers: each clinic beside the days before."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.data.rows import Row
from chassis.figures.days import Days

Counted = TypeVar("Counted")
Rows = TypeVar("Rows")


class ClinicFigures(BaseModel, Generic[Counted]):
    """One clinic, or all that were asked for."""

    # Descriptions instead of docstrings, as in `Page`.
    clinic_id: UUID | None = Field(description="Null: all clinics of this answer together.")
    clinic: str | None = Field(
        examples=["Chiado"], description="Its name; null where the service does not know it, and for all of them."
    )
    now: Counted = Field(description="In the days that were asked for.")
    before: Counted = Field(description="In as many days before.")


class FiguresView(BaseModel, Generic[Counted]):
    """A figure of the clinics that the caller works for, by name; with several, all of them together come first."""

    first: date = Field(description="Local to each clinic.")
    last: date = Field(description="Included.")
    before_first: date = Field(description="From where the days before are counted.")
    before_last: date = Field(description="Included.")
    clinics: list[ClinicFigures[Counted]] = Field(description="All together first, then by name.")


def figures_of(
    view: type[FiguresView[Counted]],
    days: Days,
    places: Sequence[Row],
    rows: Mapping[tuple[UUID | None, bool], Rows],
    counted: Callable[[Rows | None], Counted],
) -> FiguresView[Counted]:
    """From rows by clinic (None: all of them) and whether they are of the days before; None where there is no row."""
    listed: list[tuple[UUID | None, str | None]] = [(None, None)] if len(places) > 1 else []
    listed += [(place.id, place.name) for place in places]
    return view(
        first=days.first,
        last=days.last,
        before_first=days.before.first,
        before_last=days.before.last,
        clinics=[
            ClinicFigures[Any](
                clinic_id=clinic_id,
                clinic=name,
                now=counted(rows.get((clinic_id, False))),
                before=counted(rows.get((clinic_id, True))),
            )
            for clinic_id, name in listed
        ],
    )
