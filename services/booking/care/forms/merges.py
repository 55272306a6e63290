"""Two records of one person become one."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.care.domain.merge_undoings import FactKind, Goes
from services.booking.people.forms.fields import Reason


class MergeForm(Form):
    """Which record goes on, and how it was found that both are of one person."""

    into: UUID = Field(description="the patient whose record goes on, with the name, contact and home clinic it has")
    reason: Reason


class MergeView(View):
    """What went over to the record that goes on."""

    merge_id: UUID
    """By which it can be undone."""
    patient_id: UUID
    """The patient whose record has ended: it can no longer be read or booked for."""
    into: UUID
    merged_at: datetime
    appointments: int
    """Those that are ahead and those that are past."""
    courses: int
    sessions: int


class MergeUndoingForm(Form):
    """How it was found that the records are of two people, and what of since the merge goes back too."""

    reason: Reason
    appointments: tuple[UUID, ...] = Field(
        default=(),
        max_length=100,
        description="appointments of since the merge that go back with what came of them: of those that the merge "
        "lists as `either`; all others stay",
    )


class MergeUndoneView(View):
    """Both records go on, each for its person."""

    merge_id: UUID
    patient_id: UUID
    """The patient whose record lives again."""
    parted_from: UUID
    """The patient who held everything until now."""
    undone_at: datetime


class RecordMergeView(View):
    """Two records that were made one, and whether that was undone."""

    id: UUID
    patient_id: UUID
    """The patient whose record ended."""
    patient_name: str
    into: UUID
    """The patient whose record went on."""
    clinic_id: UUID
    """The home clinic of the record that ended, at that time."""
    merged_at: datetime
    merged_by: str
    reason: str
    undone_at: datetime | None
    undone_by: str | None
    undone_because: str | None


class FactSinceView(View):
    """Something that was recorded on the record that went on, since the merge."""

    id: UUID
    kind: FactKind
    clinic_id: UUID | None
    at: datetime | None
    """UTC. When it takes place or took place."""
    goes: Goes


class MergeToUndoView(RecordMergeView):
    """What an undoing would do."""

    holds: UUID
    """The patient who holds everything now: the record that went on, or one into which that was merged."""
    goes_back: dict[str, int]
    """How much of each kind had been the record's and goes back, such as appointments, courses and sessions."""
    since: tuple[FactSinceView, ...]
    """What was recorded since, and where each is afterwards."""
