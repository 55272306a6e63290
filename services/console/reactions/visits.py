"""Where patients are in their visits, and what was recorded of them."""

from chassis.work import Work
from contracts.booking.appointments import VisitCorrected, VisitProgressed
from contracts.booking.consults import ConsultCompleted, ConsultVoided
from contracts.booking.courses import ResultsReviewed
from contracts.booking.sessions import SessionPerformed, SessionVoided
from services.console.reactions.boards import shows_on_board_of_visit
from services.console.reactions.listening import reaction
from services.console.store.appointments import change_appointment


@reaction.projection
async def keep_progress(work: Work, event: VisitProgressed) -> None:
    """The patient is at a further station."""
    await change_appointment(work, event.appointment_id, station=event.station)


@reaction.projection
async def keep_correction(work: Work, event: VisitCorrected) -> None:
    """The patient is where the correction says."""
    await change_appointment(work, event.appointment_id, station=event.station)


shows_on_board_of_visit(
    VisitProgressed,
    VisitCorrected,
    ConsultCompleted,
    ConsultVoided,
    SessionPerformed,
    SessionVoided,
    ResultsReviewed,
)
