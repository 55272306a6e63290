"""Messages to a clinic's stock contact; of a recall also to directors."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.work import Work
from contracts.inventory.stock import (
    CartridgeMisused,
    CartridgesRecalled,
    CartridgesRecallWithdrawn,
    LotCorrected,
    LotRecalled,
    NoticedLot,
    RecallNoticeEntered,
    RecallWithdrawn,
    StockLow,
    StockShort,
    StockShortEnded,
)
from services.notifications.commands.plans import announce, call_off
from services.notifications.commands.recall_news import (
    RecallNews,
    is_believed,
    tell_directors,
    tell_directors_of_mistake,
)
from services.notifications.domain.messages import Announcement, about_recall, about_shortage, about_withdrawal
from services.notifications.domain.occasions import OTHER, Occasion
from services.notifications.domain.recalled_lots import in_words
from services.notifications.reactions.listening import reaction

URGENT = "urgent"
OPENED = "opened"
"""Words of StockShort."""


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
            word=URGENT if event.urgent else OTHER,
            facts=facts,
        ),
    )


@reaction
async def report_shortage(work: Work, event: StockShort) -> None:
    """To the clinic's stock contact: when it is new, and once more when the first session is near."""
    if event.news not in (OPENED, URGENT):
        return
    about = about_shortage(event.shortage_id)
    await call_off(work, about, "newer numbers are known")
    facts = event.model_dump(include={"product", "gtin", "sessions", "cartridges"})
    await announce(
        work,
        Announcement(
            Occasion.STOCK_SHORT,
            about=about,
            clinic_id=event.clinic_id,
            happened_at=event.noticed_at,
            word=URGENT if event.news == URGENT else OTHER,
            facts=facts | {"when": event.first_session_at.isoformat()},
        ),
    )


@reaction
async def drop_shortage(work: Work, event: StockShortEnded) -> None:
    """Nothing is lacking any longer: what has not left about it does not leave."""
    await call_off(work, about_shortage(event.shortage_id), "the shortage is over")


@reaction
async def report_correction(work: Work, event: LotCorrected) -> None:
    """To the clinic's stock contact, where it moved cartridges or sessions."""
    counts = event.model_dump(include={"restored", "expired", "replanned", "fell_short"})
    if not any(counts.values()):
        return
    facts = event.model_dump(mode="json", include={"gtin", "lot", "was_expires_on", "expires_on", "reason"})
    await announce(
        work,
        Announcement(
            Occasion.LOT_CORRECTED,
            about=f"lot/{event.gtin}/{event.lot}",
            clinic_id=event.clinic_id,
            happened_at=event.corrected_at,
            facts=facts | counts,
        ),
    )


@reaction
async def report_misuse(work: Work, event: CartridgeMisused) -> None:
    """To the clinic's stock contact, at once."""
    said = event.model_dump(mode="json", include={"gtin", "lot", "reason", "misuses"}, exclude_none=True)
    facts = {"session": str(event.session_id), **said}
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
    """To the clinic's stock contact and its directors, at once; of a notice with all that it names."""
    if event.notice_id is None:
        await _announce_recall(work, event, event.recall_id, event.recalled_at, [_noticed(event)])


@reaction
async def report_recalled_cartridges(work: Work, event: CartridgesRecalled) -> None:
    """The same, of some cartridges of a lot."""
    if event.notice_id is None:
        lots = [_noticed(event, event.serials)]
        await _announce_recall(work, event, event.recall_id, event.recalled_at, lots)


@reaction
async def report_recall_notice(work: Work, event: RecallNoticeEntered) -> None:
    """One message about everything that a notice recalls."""
    await _announce_recall(work, event, event.notice_id, event.entered_at, event.lots)


@reaction
async def drop_recall_notice(work: Work, event: RecallWithdrawn) -> None:
    """The recall was a mistake: what has not left about it does not leave, and who may have read it reads that."""
    await _withdraw(work, event, [NoticedLot(lot=event.lot, quarantined=0, released_reservations=0)])


@reaction
async def drop_notice_of_cartridges(work: Work, event: CartridgesRecallWithdrawn) -> None:
    """The same of some cartridges of a lot; it is told only to who may have read of their recall."""
    numbered = NoticedLot(lot=event.lot, serials=event.serials, quarantined=0, released_reservations=0)
    await _withdraw(work, event, [numbered])


async def _withdraw(work: Work, event: RecallWithdrawn | CartridgesRecallWithdrawn, lots: Sequence[NoticedLot]) -> None:
    facts = {"gtin": event.gtin, **in_words(lots, event.reason)}
    news = RecallNews(event.recall_id, event.notice_id, event.clinic_id, event.withdrawn_at, facts)
    await call_off(work, news.about, "the recall was withdrawn")
    await tell_directors_of_mistake(work, news)
    whole = isinstance(event, RecallWithdrawn)
    if not whole and not await is_believed(work, news):
        return
    await announce(
        work,
        Announcement(
            Occasion.RECALL_WITHDRAWN if whole else Occasion.CARTRIDGES_RECALL_WITHDRAWN,
            about=about_withdrawal(event.recall_id),
            clinic_id=event.clinic_id,
            happened_at=event.withdrawn_at,
            facts=facts | {"restored": event.restored},
        ),
    )


def _noticed(event: LotRecalled | CartridgesRecalled, serials: tuple[str, ...] = ()) -> NoticedLot:
    return NoticedLot(
        lot=event.lot,
        serials=serials,
        quarantined=event.quarantined,
        released_reservations=event.released_reservations,
    )


async def _announce_recall(
    work: Work,
    event: LotRecalled | CartridgesRecalled | RecallNoticeEntered,
    about: UUID,
    recalled_at: datetime,
    lots: Sequence[NoticedLot],
) -> None:
    said = {"gtin": event.gtin, **in_words(lots, event.reason)}
    counts = {
        "quarantined": sum(each.quarantined for each in lots),
        "released_reservations": sum(each.released_reservations for each in lots),
    }
    notice_id = about if isinstance(event, RecallNoticeEntered) else None
    await tell_directors(work, RecallNews(about, notice_id, event.clinic_id, recalled_at, said))
    await announce(
        work,
        Announcement(
            Occasion.LOT_RECALLED,
            about=about_recall(about),
            clinic_id=event.clinic_id,
            happened_at=recalled_at,
            facts=said | counts,
        ),
    )
