"""Ask who is next in line until somebody acknowledges, or what it is about is done."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts.screening.screenings import ReactionEscalated
from contracts.worklist import WorklistItem
from services.notifications.commands.messages import CALL_WITHIN, open_call
from services.notifications.commands.plans import announce, call_off
from services.notifications.domain.escalations import (
    REACTION_ITEM,
    REACTION_WITHIN,
    WORDS,
    Cause,
    EscalationStep,
    Person,
    State,
    next_in,
)
from services.notifications.domain.messages import ESCALATION, Announcement, about_escalation
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.refusals import AcknowledgedInScreening, EscalationOver, EscalationUnknown
from services.notifications.store.escalation_policies import line_for
from services.notifications.store.escalations import (
    change_escalation,
    insert_escalation,
    line_in,
    lock_escalation,
    lock_open,
    note_step,
)
from services.notifications.store.messages import messages_to_directors
from services.notifications.worklist import DIRECTOR_TO_CALL, ESCALATION_NOT_ACKNOWLEDGED, WORKLIST

ASK_NEXT = "escalate"
"""The timer that asks the next in line; its key is the escalation's id."""


async def begin(work: Work, cause: Cause, item: WorklistItem) -> None:
    """Ask the first in line about an item. Where the clinic has set no line, or somebody is asked already, nothing."""
    line = await line_for(work, item.clinic_id, cause)
    if line is None:
        return
    row = await insert_escalation(work, cause, item.kind, item.item_id, item.clinic_id, line)
    if row is not None:
        await _ask_next(work, row)


async def go_on(work: Work, escalation_id: UUID) -> None:
    """The time of whoever was asked last is over. Late when the worker was down, once."""
    row = await lock_escalation(work, escalation_id)
    if row is None or row.state != State.OPEN.value or row.next_at is None or row.next_at > work.now:
        return
    await _ask_next(work, row)


async def acknowledge(work: Work, escalation_id: UUID) -> None:
    """The caller takes it, so nobody else is asked.

    Raises EscalationUnknown, Forbidden, EscalationOver, AcknowledgedInScreening.
    """
    row = await lock_escalation(work, escalation_id)
    if row is None:
        raise EscalationUnknown("There is no such escalation: list those of the clinic.")
    work.access.authorize(where=row.clinic_id)
    if row.cause == Cause.REACTION:
        raise AcknowledgedInScreening(
            "A medical director acknowledges the reaction itself: open report {report}.", report=row.subject_id
        )
    if row.state != State.OPEN.value:
        raise EscalationOver("This is {state} already: nobody else is asked.", state=row.state)
    work.audit("escalation acknowledged", f"escalation/{row.id}")
    await _settle(work, row, State.ACKNOWLEDGED, by=work.actor.subject)


async def acknowledge_by_fact(work: Work, subject_id: UUID, by: str) -> None:
    """Somebody works on what it is about: that is an acknowledgement."""
    row = await lock_open(work, subject_id)
    if row is not None:
        await _settle(work, row, State.ACKNOWLEDGED, by=by)


async def end(work: Work, subject_id: UUID, why: str) -> None:
    """What it is about is done, or is not needed any more."""
    row = await lock_open(work, subject_id)
    if row is not None:
        await _settle(work, row, State.ENDED, why=why)


async def note_reaction(work: Work, event: ReactionEscalated) -> None:
    """Keep whom screening asks about a reaction. When the time of its last in line is over, nobody is left."""
    new = await insert_escalation(work, Cause.REACTION, REACTION_ITEM, event.report_id, event.clinic_id, ())
    row = new or await lock_open(work, event.report_id)
    if row is None:
        return
    ways = ["email"] if event.email else []
    await note_step(work, row.id, EscalationStep.ASKED, who=event.recipient, ways=ways)
    last = None if event.next_at else event.escalated_at + REACTION_WITHIN
    await change_escalation(work, row.id, asked=event.step, next_at=last)
    if last is not None:
        await work.set_timer(ASK_NEXT, str(row.id), last)


async def _ask_next(work: Work, row: Row) -> None:
    asked = next_in(line_in(row), row.asked, work.now)
    if asked is None:
        await _have_somebody_called(work, row)
        return
    await change_escalation(work, row.id, asked=row.asked + 1, next_at=asked.until)
    await work.set_timer(ASK_NEXT, str(row.id), asked.until)
    await note_step(
        work, row.id, EscalationStep.ASKED, who=asked.person.name, ways=[way for way, _ in asked.person.ways]
    )
    await _write(work, row, asked.person)


async def _write(work: Work, row: Row, person: Person) -> None:
    """By every way that there is, at any hour; without one, or without a template, the front desk calls."""
    written = False
    for channel, address in person.ways:
        written |= await announce(
            work,
            Announcement(
                Occasion.ESCALATED,
                about=about_escalation(row.id),
                clinic_id=row.clinic_id,
                happened_at=work.now,
                word=WORDS.get(row.kind, row.cause),
                facts={
                    "director": person.name,
                    "report": str(row.id),
                    ESCALATION: row.kind,
                    "sent_by": channel,
                    "sent_to": address,
                },
                to=f"director/{row.asked + 1}/{channel}",
            ),
        )
    if not written:
        await open_call(work, row.id, row.clinic_id, {"escalation_id": row.id})


async def _have_somebody_called(work: Work, row: Row) -> None:
    await change_escalation(work, row.id, next_at=None)
    await note_step(work, row.id, EscalationStep.NOBODY_LEFT)
    await WORKLIST.open(
        work,
        ESCALATION_NOT_ACKNOWLEDGED,
        row.id,
        clinic_id=row.clinic_id,
        patient_id=None,
        due_at=work.now + CALL_WITHIN,
        about={"report_id" if row.cause == Cause.REACTION else "item_id": row.subject_id},
    )


async def _settle(work: Work, row: Row, state: State, *, by: str | None = None, why: str | None = None) -> None:
    columns = {"state": state.value, "settled_at": work.now, "settled_by": by, "why": why, "next_at": None}
    await change_escalation(work, row.id, **columns)
    await work.cancel_timer(ASK_NEXT, str(row.id))
    await note_step(work, row.id, EscalationStep(state.value), who=by)
    said = why or state.value
    await WORKLIST.close(work, ESCALATION_NOT_ACKNOWLEDGED, row.id, said)
    if row.cause == Cause.REACTION:
        return  # its own messages are called off by its own events
    about = about_escalation(row.id)
    await call_off(work, about, f"the escalation was {said}")
    for subject_id in (row.id, *await messages_to_directors(work, about)):
        await WORKLIST.close(work, DIRECTOR_TO_CALL, subject_id, said)
