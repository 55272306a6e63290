"""Messages about one appointment."""

from dataclasses import replace

from chassis.work import Work
from contracts.booking.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentReinstated,
    AppointmentReleased,
)
from contracts.booking.courses import FollowUpScheduled
from services.notifications.commands import plans
from services.notifications.commands.plans import announce, call_off
from services.notifications.domain.invitations import VISIT
from services.notifications.domain.messages import Announcement, about_appointment, about_missed, about_several
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.several import SEVERAL, OneOfSeveral
from services.notifications.reactions.listening import reaction

HELD_BY_BOOKING = "follow_up"
"""The origin of an appointment that booking chose itself. With any other, also an unknown one, a person chose it."""
TAKEN_OVER = "imported"
"""The origin of an appointment that was made in other software: its patient knows it."""

LEFT_UNTREATED = "left_untreated"
"""Why an appointment was cancelled whose patient came and went. With any other word, also an unknown one, they were
not there."""


@reaction
async def confirm_appointment(work: Work, event: AppointmentBooked) -> None:
    """Confirm what a person asked for, and remind. A follow-up that booking holds is announced by FollowUpScheduled.

    Of what was taken over from other software patients are only reminded. What was booked in one step is confirmed in
    one message. Whoever has another visit need not be asked about one that was missed.
    """
    await call_off(work, about_missed(event.patient_id), "another visit is booked")
    if event.origin == HELD_BY_BOOKING:
        await announce(work, _about(work, Occasion.FOLLOW_UP_BOOKED, event))
        await plans.plan_waiting_for_appointment(work, event.appointment_id)
    else:
        known = event.origin == TAKEN_OVER or await _told_together(work, Occasion.BOOKED_TOGETHER, event)
        await announce(work, _about(work, Occasion.APPOINTMENT_BOOKED, event), without_at_once=known)


@reaction
async def confirm_again(work: Work, event: AppointmentReinstated) -> None:
    """It was given up by mistake: confirm and remind again. Of one that has begun nothing is written."""
    await call_off(work, about_appointment(event.appointment_id), "the appointment was reinstated")
    if event.time.starts_at <= work.now:
        return
    if not await announce(work, _about(work, Occasion.APPOINTMENT_REINSTATED, event)):
        await announce(work, _about(work, Occasion.APPOINTMENT_BOOKED, event))


@reaction
async def announce_new_time(work: Work, event: AppointmentMoved) -> None:
    """One message about the move, or about all that move with it.

    What is still planned about the old time is called off, a confirmation too.
    """
    await call_off(work, about_appointment(event.appointment_id), "the appointment was moved")
    told = await _told_together(work, Occasion.MOVED_TOGETHER, event)
    await announce(work, _about(work, Occasion.APPOINTMENT_MOVED, event), without_at_once=told)


@reaction
async def announce_cancellation(work: Work, event: AppointmentCancelled) -> None:
    """One message, without the reason; none to whoever was at the clinic and left, or of a time that is over."""
    await call_off(work, about_appointment(event.appointment_id), "the appointment was cancelled")
    if event.reason == LEFT_UNTREATED or event.starts_at <= work.now:
        return
    await announce(work, _about(work, Occasion.APPOINTMENT_CANCELLED, event))


@reaction
async def write_after_missed(work: Work, event: AppointmentMissed) -> None:
    """How to find another time, once for all that was missed; its time counts from the visit, not from who noted it.

    The front desk has it on its list as well.
    """
    await call_off(work, about_appointment(event.appointment_id), "the appointment was missed")
    about = about_missed(event.patient_id)
    await call_off(work, about, "another visit was missed")
    missed = _about(work, Occasion.APPOINTMENT_MISSED, event)
    await announce(work, replace(missed, about=about, happened_at=event.starts_at))


@reaction
async def go_on_after_release(work: Work, event: AppointmentReleased) -> None:
    """What waited while the appointment was held is planned now; what is too late by now is skipped."""
    await plans.plan_waiting_for_appointment(work, event.appointment_id)


@reaction
async def announce_follow_up(work: Work, event: FollowUpScheduled) -> None:
    """May come before its AppointmentBooked and then waits for it; a time that was moved meanwhile is not announced."""
    await announce(work, _about(work, Occasion.FOLLOW_UP_HELD, event))


async def _told_together(work: Work, occasion: Occasion, event: AppointmentBooked | AppointmentMoved) -> bool:
    """Have one message list all that was booked or moved in one step, whichever of its events comes first.

    False when nothing else was, or when no templates in force have such a message: each is told by itself.
    """
    together = event.together
    if together is None:
        return False
    several = [OneOfSeveral(each.appointment_id, each.kind, each.starts_at) for each in together.appointments]
    announcement = Announcement(
        occasion,
        about=about_several(together.together_id),
        clinic_id=event.clinic_id,
        happened_at=work.now,
        patient_id=event.patient_id,
        starts_at=max(each.starts_at for each in several),
        facts={SEVERAL: [each.as_fact() for each in several]},
        cause_id=together.together_id,
    )
    return await announce(work, announcement)


def _about(
    work: Work,
    occasion: Occasion,
    event: AppointmentBooked
    | AppointmentMoved
    | AppointmentReinstated
    | AppointmentCancelled
    | AppointmentMissed
    | FollowUpScheduled,
) -> Announcement:
    timed = event.time if isinstance(event, AppointmentBooked | AppointmentMoved | AppointmentReinstated) else event
    return Announcement(
        occasion,
        about=about_appointment(event.appointment_id),
        clinic_id=event.clinic_id,
        happened_at=work.now,
        patient_id=event.patient_id,
        appointment_id=event.appointment_id,
        starts_at=timed.starts_at,
        word=event.kind,
        facts={VISIT: event.kind},
    )
