"""Where patients are in their visits, and what was recorded of them."""

from chassis.work import Work
from contracts.booking.appointments import VisitCorrected, VisitProgressed
from contracts.booking.consults import ConsultCompleted
from contracts.booking.courses import ResultsReviewed
from contracts.booking.sessions import SessionPerformed, SessionVoided
from services.console.domain.live import TODAY
from services.console.reactions.listening import reaction
from services.console.store.appointments import change_appointment
from services.console.store.changes import note_change


@reaction.projection
async def keep_progress(work: Work, event: VisitProgressed) -> None:
    """The patient is at a further station."""
    await change_appointment(work, event.appointment_id, station=event.station)


@reaction.projection
async def keep_correction(work: Work, event: VisitCorrected) -> None:
    """The patient is where the correction says."""
    await change_appointment(work, event.appointment_id, station=event.station)


@reaction
async def show_progress(work: Work, event: VisitProgressed) -> None:
    """The board moves on."""
    await note_change(work, event.clinic_id, TODAY)


@reaction
async def show_correction(work: Work, event: VisitCorrected) -> None:
    """The board moves back."""
    await note_change(work, event.clinic_id, TODAY)


@reaction
async def show_consult(work: Work, event: ConsultCompleted) -> None:
    """The consult is done."""
    await note_change(work, event.clinic_id, TODAY)


@reaction
async def show_session(work: Work, event: SessionPerformed) -> None:
    """The session is done."""
    await note_change(work, event.clinic_id, TODAY)


@reaction
async def show_void_session(work: Work, event: SessionVoided) -> None:
    """It is not, after all."""
    await note_change(work, event.clinic_id, TODAY)


@reaction
async def show_review(work: Work, event: ResultsReviewed) -> None:
    """The review is done."""
    await note_change(work, event.clinic_id, TODAY)
