"""What patients answer about their appointments: booking is told, and they learn what was understood."""

from chassis.data.rows import Row
from chassis.work import Work
from contracts.notifications.messages import AppointmentAnswered
from services.notifications.commands.opt_outs import answer
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.questions import Option
from services.notifications.domain.recipients import Route
from services.notifications.store.appointments import is_ahead, keep_confirmed

CONFIRMED, CANCELLED = "confirmed", "cancelled"


async def confirm(work: Work, option: Option, patient: Row, sender: Route) -> bool:
    """They come. False when the appointment is not at that time any more: then they are told so."""
    if not await is_ahead(work, option):
        await say_too_late(work, option, patient, sender)
        return False
    if await keep_confirmed(work, option):
        _publish(work, option, CONFIRMED)
        await answer(work, patient, sender, Occasion.REPLY_TAKEN, CONFIRMED, when=_when(option))
    return True


async def cancel(work: Work, option: Option, patient: Row, sender: Route) -> bool:
    """They do not come: booking cancels, and the message about that is the answer. False when it is too late."""
    if not await is_ahead(work, option):
        await say_too_late(work, option, patient, sender)
        return False
    _publish(work, option, CANCELLED)
    return True


async def say_too_late(work: Work, option: Option, patient: Row, sender: Route) -> None:
    """The appointment was cancelled, moved or is over."""
    await answer(work, patient, sender, Occasion.REPLY_TAKEN, "too_late", when=_when(option))


def publish_confirmed(work: Work, option: Option) -> None:
    """They said so on a page, which answers them by itself."""
    _publish(work, option, CONFIRMED)


def _when(option: Option) -> str:
    if option.starts_at is None:
        raise AssertionError("what is answered about an appointment has its time")
    return option.starts_at.isoformat()


def _publish(work: Work, option: Option, what: str) -> None:
    if option.appointment_id is None or option.starts_at is None:
        raise AssertionError("what is answered about an appointment names it")
    work.publish(
        AppointmentAnswered(
            appointment_id=option.appointment_id,
            patient_id=option.patient_id,
            starts_at=option.starts_at,
            answer=what,
            answered_at=work.now,
        )
    )
