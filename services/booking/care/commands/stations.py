"""A patient arrives, is treated, and leaves; who leaves before anything was done gives the appointment up."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.calendar.commands.stations import correct_time, stand_at, take_back, withdraw_last
from services.booking.calendar.domain.appointments import CancelReason, Status
from services.booking.calendar.domain.refusals import WrongStatus
from services.booking.calendar.domain.stations import Noted, Station, require_noted, require_reason, walks_out
from services.booking.calendar.forms.stations import (
    StationCorrectionForm,
    StationForm,
    StationsView,
    StationWithdrawalForm,
)
from services.booking.calendar.store.appointments import lock_appointment
from services.booking.calendar.store.stations import noted_of, standing, stations_of, visiting_of, where_is
from services.booking.care.commands.appointments import give_up


async def note_station(work: Work, appointment_id: UUID, form: StationForm) -> StationsView:
    """Note where the patient is. Who leaves before a treatment gives the appointment up: it is cancelled.

    Raises NotFound, Forbidden, WrongStatus, StationOutOfOrder, MayNotBegin, InTheFuture, NotItsDay, ReasonMissing.
    """
    appointment = await _held(work, appointment_id)
    visiting = visiting_of(appointment)
    noted = noted_of(await stations_of(work, appointment_id))
    new = Noted(form.station, form.at or work.now)
    require_noted(visiting, noted, new, work.now)
    untreated = walks_out(visiting, noted, form.station)
    reason = require_reason(form.reason) if untreated else form.reason
    appointment = await stand_at(work, appointment, new, reason)
    if untreated:
        await give_up(work, appointment, f"The patient left untreated: {reason}", CancelReason.LEFT_UNTREATED)
    return await _view(work, appointment_id)


async def correct_station(
    work: Work, appointment_id: UUID, station_id: UUID, form: StationCorrectionForm
) -> StationsView:
    """It was so at another moment, between the stations before and after it.

    Raises NotFound, Forbidden, NothingNoted, InTheFuture, NotItsDay, StationOutOfOrder.
    """
    appointment = await _held(work, appointment_id)
    await correct_time(work, appointment, station_id, form.at, form.reason)
    return await _view(work, appointment_id)


async def withdraw_station(
    work: Work, appointment_id: UUID, station_id: UUID, form: StationWithdrawalForm
) -> StationsView:
    """It was not so: what was noted last is taken back. Raises NotFound, Forbidden, NothingNoted, WrongStatus."""
    appointment = await _held(work, appointment_id)
    given_up = appointment.status == Status.CANCELLED.value
    if given_up and appointment.cancel_code == CancelReason.LEFT_UNTREATED.value:
        raise WrongStatus("The appointment was given up when the patient left: reinstate it, which takes that back.")
    await withdraw_last(work, appointment, station_id, form.reason)
    return await _view(work, appointment_id)


async def take_back_leaving(work: Work, appointment: Row, reason: str) -> None:
    """The appointment stands again: that its patient walked out was a mistake."""
    rows = standing(await stations_of(work, appointment.id))
    if rows and rows[-1].station == Station.LEFT.value:
        await take_back(work, appointment, rows[-1], reason)


async def _held(work: Work, appointment_id: UUID) -> Row:
    appointment = await lock_appointment(work, appointment_id)
    work.access.authorize(whose=appointment.patient_id, where=appointment.clinic_id)
    return appointment


async def _view(work: Work, appointment_id: UUID) -> StationsView:
    appointment, rows = await lock_appointment(work, appointment_id), await stations_of(work, appointment_id)
    return StationsView.of(appointment, rows, *where_is(appointment, rows))
