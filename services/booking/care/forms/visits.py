"""What recording a consult and recording a session have in common."""

from uuid import UUID

from pydantic import Field

from chassis.http import Form, UtcMoment
from services.booking.people.forms.fields import Reason


class OnBehalfOfForm(Form):
    """Who performed it, when that is not who is signed in; stored in the audit log with who says so."""

    practitioner_id: UUID
    """A practitioner of the clinic. Their permissions count."""
    reason: Reason
    """Why they do not record it themselves."""


class LateEntryForm(Form):
    """What was not recorded on its day, or at an appointment that was said to be missed or cancelled."""

    performed_at: UtcMoment
    """When it took place: on the appointment's day."""
    reason: Reason
    """Why it was not recorded then, or why it was said not to take place."""


class PerformedForm(Form):
    """Something that a practitioner did: who is signed in, unless it says for whom it is recorded."""

    late: LateEntryForm | None = Field(
        default=None,
        description="a session of an earlier day, or an appointment that was said to be missed or cancelled",
    )

    on_behalf_of: OnBehalfOfForm | None = Field(
        default=None, description="left out: whoever is signed in did it, and their own permissions count"
    )
