"""What booking does when others, or its own sessions, tell something."""

from sqlalchemy import or_, update
from sqlalchemy.dialects.postgresql import insert

from chassis.events.reactions import Reactions
from chassis.work import Work
from contracts.booking.sessions import SessionPerformed
from contracts.inventory.stock import LotRecalled
from contracts.notifications.messages import ContactOptedOut, MessageFailed, MessageSent
from contracts.screening.screenings import ScreeningDecided
from contracts.vocabulary import MessageScope
from services.booking.commands.courses import keep_decision, plan_course
from services.booking.commands.follow_ups import hold_next
from services.booking.store.records import lock_patient
from services.booking.tables import appointments, lots, patients

reaction = Reactions()


@reaction.copy
async def keep_clearance(work: Work, event: ScreeningDecided) -> None:
    """A decision allows sessions, or holds them back."""
    await keep_decision(work, event)


@reaction
async def start_course(work: Work, event: ScreeningDecided) -> None:
    """The first decision that clears a plan starts its course."""
    await plan_course(work, event)


@reaction
async def hold_follow_up(work: Work, event: SessionPerformed) -> None:
    """The course's next appointment is held, near the patient's usual hour."""
    await hold_next(work, event)


@reaction.copy
async def refuse_lot(work: Work, event: LotRecalled) -> None:
    """From now on no session can be recorded with the lot, at any clinic: a recall is about the lot, not a place."""
    statement = insert(lots).values(
        gtin=event.gtin, lot=event.lot, recalled_at=event.recalled_at, recall_reason=event.reason
    )
    await work.execute(
        statement.on_conflict_do_update(
            index_elements=["gtin", "lot"],
            set_={"recalled_at": event.recalled_at, "recall_reason": event.reason},
            where=lots.c.recalled_at.is_(None),
        )
    )


@reaction.copy
async def show_notified(work: Work, event: MessageSent) -> None:
    """The front desk sees that the patient was told; a message about a time that was moved since does not count."""
    if event.appointment_id is None:
        return
    await lock_patient(work, event.patient_id)
    await work.execute(
        update(appointments)
        .where(
            appointments.c.id == event.appointment_id,
            appointments.c.time_set_at <= event.sent_at,
            or_(appointments.c.notified_at.is_(None), appointments.c.notified_at < event.sent_at),
        )
        .values(notified_at=event.sent_at, unreached_at=None, unreached_reason=None)
    )


@reaction.copy
async def show_unreached(work: Work, event: MessageFailed) -> None:
    """The front desk sees that somebody should call."""
    if event.appointment_id is None:
        return
    await lock_patient(work, event.patient_id)
    await work.execute(
        update(appointments)
        .where(
            appointments.c.id == event.appointment_id,
            appointments.c.time_set_at <= event.failed_at,
            or_(appointments.c.notified_at.is_(None), appointments.c.notified_at < event.failed_at),
        )
        .values(unreached_at=event.failed_at, unreached_reason=event.reason)
    )


@reaction
async def respect_stop(work: Work, event: ContactOptedOut) -> None:
    """The patient said stop. Notifications knows already, so nothing is published."""
    patient = await lock_patient(work, event.patient_id)
    said_stop = {"opted_out_at": event.opted_out_at} if event.scope is MessageScope.ALL else {}
    await work.execute(
        update(patients)
        .where(patients.c.id == event.patient_id)
        .values(marketing=False, version=patient.version + 1, **said_stop)
    )
