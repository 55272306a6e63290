"""A visit to another clinic ends before its time."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CARE_END
from services.booking.calendar.commands import care_relationships as commands
from services.booking.calendar.domain.refusals import StillExpected, VisitEnded
from services.booking.people.forms.care_relationships import CareRelationshipView, EndOfCareForm

router = api_router("care-relationships")


@router.post("/patients/{patient_id}/care-relationships/{relationship_id}/end", dependencies=[allow(CARE_END)])
@refuses(NotFound, StillExpected, VisitEnded)
async def end_care_relationship(
    work: Transaction, patient_id: UUID, relationship_id: UUID, form: EndOfCareForm
) -> CareRelationshipView:
    """Say why the patient does not come to the other clinic any longer; it sees them no more."""
    return await commands.end_care_relationship(work, patient_id, relationship_id, form)
