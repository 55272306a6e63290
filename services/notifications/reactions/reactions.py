"""Messages about reactions to a treatment. They say nothing of what was reported."""

from chassis.work import Work
from contracts.screening.screenings import (
    ClearanceEnded,
    ReactionAcknowledged,
    ReactionEscalated,
    ReactionReported,
    ReactionWithdrawn,
    SuspensionLifted,
)
from services.notifications.commands.reactions import advise, ask_director, end_escalation, withdraw_advice
from services.notifications.reactions.listening import reaction


@reaction
async def advise_the_patient(work: Work, event: ReactionReported) -> None:
    """When to call, for what passes by itself. For what is serious, or has a grade not known here, a person calls."""
    await advise(work, event)


@reaction
async def ask_a_director(work: Work, event: ReactionEscalated) -> None:
    """At once, also in quiet hours; each who is next in line gets a message of their own."""
    await ask_director(work, event)


@reaction
async def stop_asking_when_acknowledged(work: Work, event: ReactionAcknowledged) -> None:
    """A director has taken note: what has not left yet does not leave."""
    await end_escalation(work, event.report_id, "acknowledged")


@reaction
async def stop_asking_when_lifted(work: Work, event: SuspensionLifted) -> None:
    """What the report suspended counts again: there is nothing to acknowledge."""
    if event.report_id is not None:
        await end_escalation(work, event.report_id, "lifted")


@reaction
async def stop_asking_when_ended(work: Work, event: ClearanceEnded) -> None:
    """A director has decided."""
    if event.report_id is not None:
        await end_escalation(work, event.report_id, "ended")


@reaction
async def stop_when_withdrawn(work: Work, event: ReactionWithdrawn) -> None:
    """It was no reaction: nobody is asked, and the patient gets no advice that has not left yet."""
    await end_escalation(work, event.report_id, "withdrawn")
    await withdraw_advice(work, event.report_id)
