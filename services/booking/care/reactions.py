"""What booking does about courses and cartridges when others, or its own sessions, publish an event."""

from sqlalchemy.dialects.postgresql import insert

from chassis.events.reactions import Reactions
from chassis.work import Work
from contracts.booking.sessions import SessionPerformed
from contracts.inventory.stock import LotRecalled
from contracts.screening.screenings import ScreeningDecided
from contracts.vocabulary import ScreeningStage
from services.booking.care.commands.clearances import keep_decision
from services.booking.care.commands.courses import plan_course
from services.booking.care.commands.follow_ups import hold_next
from services.booking.care.tables import lots

reaction = Reactions()


@reaction.projection
async def keep_clearance(work: Work, event: ScreeningDecided) -> None:
    """A decision allows sessions, or holds them back."""
    await keep_decision(work, event)


@reaction
async def start_course(work: Work, event: ScreeningDecided) -> None:
    """A decision that clears a plan starts its course."""
    if event.stage is ScreeningStage.CONSULT:
        await plan_course(work, event.consult_id)


@reaction
async def hold_follow_up(work: Work, event: SessionPerformed) -> None:
    """The course's next appointment is held, near the patient's usual hour."""
    await hold_next(work, event)


@reaction.projection
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
