"""Consults are completed."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.reading import NothingInForce
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.booking.access import CARE_WRITE
from services.booking.calendar.domain.refusals import NotItsDay, WrongStatus
from services.booking.care.commands import consults as commands
from services.booking.care.domain.refusals import AreaNamedTwice, ModelNotHere, NoProtocol, ZoneDoesNotFit
from services.booking.care.forms.consults import ConsultForm, ConsultView
from services.booking.people.domain.refusals import NoPractitioner, NotQualified

router = api_router("consults")


@router.post("/appointments/{appointment_id}/consult", status_code=201, dependencies=[allow(CARE_WRITE)])
@refuses(
    AreaNamedTwice,
    ModelNotHere,
    NoPractitioner,
    NoProtocol,
    NotFound,
    NotItsDay,
    NotJson,
    NotQualified,
    NothingInForce,
    ReferenceAltered,
    WrongStatus,
    ZoneDoesNotFit,
)
async def complete_consult(work: Transaction, appointment_id: UUID, form: ConsultForm) -> ConsultView:
    """Record what the practitioner found and plans; screening decides."""
    return await commands.complete_consult(work, appointment_id, form)
