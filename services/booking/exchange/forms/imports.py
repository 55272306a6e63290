"""Imports, and what became of their lines."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.http import Form, View, Written
from services.booking.exchange.domain.cells import DayOrder
from services.booking.exchange.domain.csv_files import Encoding, Separator
from services.booking.exchange.domain.kinds import ImportKind, ImportState, LineOutcome
from services.booking.people.forms.fields import Reason

Source = Annotated[
    str,
    StringConstraints(max_length=60),
    Written(r"^[a-z0-9][a-z0-9_.-]*$", "Use small letters, digits, dots, - and _, for example olddesk-lisbon."),
]
"""A name for the software that a file is from, chosen once: external ids are unique within it."""


class ImportForm(Form):
    """A file that is to be taken over. How it is written is stated: nothing is guessed."""

    clinic_id: UUID
    kind: ImportKind
    source: Source
    encoding: Encoding = Encoding.UTF_8
    separator: Separator = Separator.COMMA
    dates: DayOrder = DayOrder.ISO
    confirm: bool = Field(
        default=False, description="true: patients get a confirmation of each appointment that is taken over"
    )


class ImportApplyForm(Form):
    """Whether lines without errors are taken although others have some."""

    only_without_errors: bool = Field(default=False, description="true: refuse the whole file when a line has an error")


class ImportView(View):
    """How far an import is."""

    id: UUID
    clinic_id: UUID
    kind: ImportKind
    source: str
    encoding: Encoding
    separator: Separator
    dates: DayOrder
    confirm: bool
    state: ImportState
    received_by: str
    received_at: datetime
    parts: int = Field(description="parts of the file that were sent and not read yet")
    lines: int | None = Field(description="lines with data; null: the file was not read yet")
    lines_done: int = Field(description="lines that were checked, or applied, so far")
    outcomes: dict[LineOutcome, int] = Field(description="how many lines have which outcome so far")
    unsettled: int = Field(description="lines of an applied import about which somebody has to do something")
    applied_by: str | None
    ended_at: datetime | None


class ImportPartView(View):
    """A part of a file that was stored."""

    import_id: UUID
    number: int
    bytes: int


class LineProblemView(View):
    """What is wrong with a line."""

    column: str = Field(description="empty: it is about the whole line")
    sentence: str = Field(description="what is wrong and what to do")
    candidates: list[UUID] = Field(default=[], description="patients of the clinic who look like the same person")


class ImportLineView(View):
    """What became of a line; while the import is checked, what would become of it."""

    line: int = Field(description="in the file; the header is line 1")
    external_id: str | None
    outcome: LineOutcome | None = Field(description="null: it was not handled yet")
    problems: list[LineProblemView]
    subject_id: UUID | None = Field(description="the patient, course balance or appointment")
    patient_id: UUID | None
    settled_by: str | None
    settled_at: datetime | None
    settled_because: str | None


class LineSettleForm(Form):
    """What becomes of a line that could not be taken."""

    reason: Reason
    patient_id: UUID | None = Field(
        default=None, description="the patient here who it is: from now on the external id means them"
    )
