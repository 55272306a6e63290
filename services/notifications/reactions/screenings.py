"""Messages about screening: the health form, and from when a deferred patient may come."""

from chassis.work import Work
from contracts.screening.screenings import DecisionVoided, IntakeRequested, ScreeningDecided
from contracts.vocabulary import Outcome, ScreeningStage
from services.notifications.commands.deferrals import withdraw_deferral
from services.notifications.commands.plans import announce, call_off
from services.notifications.domain.links import INTAKE
from services.notifications.domain.messages import Announcement, about_decision
from services.notifications.domain.occasions import Occasion
from services.notifications.reactions.listening import reaction


@reaction
async def ask_for_intake(work: Work, event: IntakeRequested) -> None:
    """Ask for the health form, once: what has not left about an earlier request does not leave."""
    about = f"intake/{event.patient_id}"
    await call_off(work, about, "it is asked for again")
    await announce(
        work,
        Announcement(
            Occasion.INTAKE_REQUESTED,
            about=about,
            clinic_id=event.clinic_id,
            happened_at=event.requested_at,
            patient_id=event.patient_id,
            word=event.reason,
            facts={INTAKE: str(event.intake_id)},
        ),
    )


@reaction
async def announce_deferral(work: Work, event: ScreeningDecided) -> None:
    """From which day a deferred patient may come, without the reason. A later decision replaces one not yet sent."""
    about = about_decision(event.consult_id, event.stage.value)
    await call_off(work, about, "a later decision replaced it")
    if event.stage is ScreeningStage.CONSULT:
        await call_off(work, f"intake/{event.patient_id}", "the health form is there")
    if event.outcome is Outcome.DEFERRED and event.eligible_from:
        await announce(
            work,
            Announcement(
                Occasion.SCREENING_DEFERRED,
                about=about,
                clinic_id=event.clinic_id,
                happened_at=event.decided_at,
                patient_id=event.patient_id,
                facts={"date": event.eligible_from.isoformat()},
            ),
        )


@reaction
async def take_back_deferral(work: Work, event: DecisionVoided) -> None:
    """The consult was entered in error: what has not left does not leave, and somebody calls about what has."""
    await withdraw_deferral(work, event)
