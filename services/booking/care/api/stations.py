"""Patients arrive, are treated, and leave."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Day, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import VISITS_READ, VISITS_WRITE
from services.booking.calendar.domain.refusals import (
    InTheFuture,
    MayNotBegin,
    NothingNoted,
    NotItsDay,
    ReasonMissing,
    StationOutOfOrder,
    WrongStatus,
)
from services.booking.calendar.forms.stations import (
    ClinicDayView,
    StationCorrectionForm,
    StationForm,
    StationsView,
    StationWithdrawalForm,
    Whereabouts,
)
from services.booking.calendar.queries import stations as queries
from services.booking.care.commands import stations as commands

router = api_router("stations")


@router.get("/clinics/{clinic_id}/day", dependencies=[allow(VISITS_READ)])
@refuses(NotFound)
async def read_clinic_day(
    work: Transaction,
    clinic_id: UUID,
    day: Annotated[Day | None, Query(description="Local; left out: today.")] = None,
    where: Annotated[Whereabouts | None, Query(description="Only those who are there.")] = None,
) -> ClinicDayView:
    """Who is where at a clinic on a day, since when, and who waits for too long."""
    return await queries.clinic_day(work, clinic_id, day, where)


@router.get("/appointments/{appointment_id}/stations", dependencies=[allow(VISITS_READ)])
@refuses(NotFound)
async def read_stations(work: Transaction, appointment_id: UUID) -> StationsView:
    """Where the patient of an appointment is, and everything that was noted about the visit."""
    return await queries.stations(work, appointment_id)


@router.post("/appointments/{appointment_id}/stations", status_code=201, dependencies=[allow(VISITS_WRITE)])
@refuses(InTheFuture, MayNotBegin, NotFound, NotItsDay, ReasonMissing, StationOutOfOrder, WrongStatus)
async def note_station(work: Transaction, appointment_id: UUID, form: StationForm) -> StationsView:
    """Note that the patient arrived, that the anaesthetic acts, that the treatment began or is done, or that they left.

    Who leaves before the treatment began gives the appointment up: it is cancelled as `left_untreated`, with the
    reason. A consult, session or review that is recorded says `done` by itself.
    """
    return await commands.note_station(work, appointment_id, form)


@router.post("/appointments/{appointment_id}/stations/{station_id}/correct", dependencies=[allow(VISITS_WRITE)])
@refuses(InTheFuture, NothingNoted, NotFound, NotItsDay, StationOutOfOrder)
async def correct_station(
    work: Transaction, appointment_id: UUID, station_id: UUID, form: StationCorrectionForm
) -> StationsView:
    """Give the true moment of what was noted; the earlier one stays visible."""
    return await commands.correct_station(work, appointment_id, station_id, form)


@router.post("/appointments/{appointment_id}/stations/{station_id}/withdraw", dependencies=[allow(VISITS_WRITE)])
@refuses(NothingNoted, NotFound, WrongStatus)
async def withdraw_station(
    work: Transaction, appointment_id: UUID, station_id: UUID, form: StationWithdrawalForm
) -> StationsView:
    """Take back what was noted last: it was not so, or of another patient."""
    return await commands.withdraw_station(work, appointment_id, station_id, form)
