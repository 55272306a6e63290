"""What a report of a reaction asks for: advice to the patient, and a director who is asked at once."""

from uuid import UUID

from chassis.work import Work
from contracts.screening.screenings import ReactionEscalated, ReactionReported
from services.notifications.commands.escalations import end
from services.notifications.commands.messages import open_call
from services.notifications.commands.plans import announce, call_off
from services.notifications.domain.messages import Announcement, about_escalation, about_reaction
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.recipients import Channel
from services.notifications.store.messages import messages_to_directors
from services.notifications.worklist import DIRECTOR_TO_CALL, WORKLIST


async def advise(work: Work, event: ReactionReported) -> None:
    """Write to the patient what the templates say for this grade; what an earlier grade planned does not leave."""
    about = about_reaction(event.report_id)
    await call_off(work, about, "the reaction was graded otherwise")
    await announce(
        work,
        Announcement(
            Occasion.REACTION_REPORTED,
            about=about,
            clinic_id=event.clinic_id,
            happened_at=event.reported_at,
            patient_id=event.patient_id,
            word=event.grade,
        ),
    )


async def ask_director(work: Work, event: ReactionEscalated) -> None:
    """Write to the work address of whoever is asked; without one, or without a template, the front desk calls.

    The message names the report by its id, and no patient.
    """
    address = {"sent_by": Channel.EMAIL.value, "sent_to": event.email} if event.email else {}
    planned = await announce(
        work,
        Announcement(
            Occasion.REACTION_ESCALATED,
            about=about_escalation(event.report_id),
            clinic_id=event.clinic_id,
            happened_at=event.escalated_at,
            facts={"director": event.recipient, "report": str(event.report_id), **address},
            to=f"director/{event.step}",
        ),
    )
    if not planned:
        await open_call(work, event.report_id, event.clinic_id, {"report_id": event.report_id})


async def end_escalation(work: Work, report_id: UUID, why: str) -> None:
    """Nobody else needs to be asked or called about a report."""
    about = about_escalation(report_id)
    await call_off(work, about, f"the report was {why}")
    for subject_id in (report_id, *await messages_to_directors(work, about)):
        await WORKLIST.close(work, DIRECTOR_TO_CALL, subject_id, why)
    await end(work, report_id, why)


async def withdraw_advice(work: Work, report_id: UUID) -> None:
    """The report was no reaction: what is planned for the patient does not leave."""
    await call_off(work, about_reaction(report_id), "the report was withdrawn")
