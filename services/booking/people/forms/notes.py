"""Notes of the front desk."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from chassis.http import Form, View

NoteText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class NoteForm(Form):
    """What staff should know when the patient comes or calls. No health data: that belongs into screening."""

    text: NoteText


class NoteView(View):
    """A note as it stands."""

    id: UUID
    patient_id: UUID
    text: str | None
    written_by: str
    written_at: datetime
    amends: UUID | None
    gone_at: datetime | None
