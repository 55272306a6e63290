"""Messages to a clinic's stock contact."""

from chassis.work import Work
from contracts.inventory.stock import CartridgeMisused, LotRecalled, RecallWithdrawn, StockLow
from services.notifications.commands.plans import announce, call_off
from services.notifications.domain.messages import Announcement, about_recall
from services.notifications.domain.occasions import Occasion
from services.notifications.reactions.listening import reaction


@reaction
async def report_stock_low(work: Work, event: StockLow) -> None:
    """To the clinic's stock contact."""
    facts = event.model_dump(include={"product", "gtin", "available", "reorder_point", "reorder_quantity"})
    await announce(
        work,
        Announcement(
            Occasion.STOCK_LOW,
            about=f"stock/{event.clinic_id}/{event.gtin}",
            clinic_id=event.clinic_id,
            happened_at=event.noticed_at,
            facts=facts,
        ),
    )


@reaction
async def report_misuse(work: Work, event: CartridgeMisused) -> None:
    """To the clinic's stock contact, at once."""
    facts = {"session": str(event.session_id), **event.model_dump(include={"gtin", "lot", "reason"})}
    await announce(
        work,
        Announcement(
            Occasion.CARTRIDGE_MISUSED,
            about=f"session/{event.session_id}",
            clinic_id=event.clinic_id,
            happened_at=event.noticed_at,
            facts=facts,
        ),
    )


@reaction
async def report_recall(work: Work, event: LotRecalled) -> None:
    """To the clinic's stock contact, at once."""
    facts = event.model_dump(include={"gtin", "lot", "reason", "quarantined", "released_reservations"})
    await announce(
        work,
        Announcement(
            Occasion.LOT_RECALLED,
            about=about_recall(event.recall_id),
            clinic_id=event.clinic_id,
            happened_at=event.recalled_at,
            facts=facts,
        ),
    )


@reaction
async def drop_recall_notice(work: Work, event: RecallWithdrawn) -> None:
    """The recall was a mistake: what has not left about it does not leave."""
    await call_off(work, about_recall(event.recall_id), "the recall was withdrawn")
