"""A lot that must not be used, as inventory's events say: one for each clinic, in any order between clinics."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.ids import new_id
from contracts.inventory.stock import LotRecalled, RecallWithdrawn
from services.booking.care.tables import lots
from tests.integration.booking.chain import GTIN, Chain

RECALLED = datetime(2027, 3, 9, 9, tzinfo=UTC)
WITHDRAWN = RECALLED + timedelta(hours=1)


def recalled(recall_id: UUID, at: datetime = RECALLED) -> LotRecalled:
    counts = {"quarantined": 3, "released_reservations": 0}
    return LotRecalled(**_of(recall_id, "a seal may leak"), **counts, recalled_at=at)


def withdrawn(recall_id: UUID) -> RecallWithdrawn:
    of = _of(recall_id, "another lot was meant")
    return RecallWithdrawn(**of, restored=3, recalled_at=RECALLED, withdrawn_at=WITHDRAWN)


def _of(recall_id: UUID, reason: str) -> dict[str, Any]:
    return {"recall_id": recall_id, "clinic_id": new_id(), "gtin": GTIN, "lot": "L1", "reason": reason}


async def barred_since(chain: Chain) -> datetime | None:
    async with chain.booking.work() as work:
        since: datetime | None = (await work.execute(select(lots.c.recalled_at))).scalar_one()
        return since


async def test_a_recall_that_was_withdrawn_bars_nothing_whichever_clinics_event_comes_last(chain: Chain) -> None:
    recall = new_id()
    await chain.booking.react(recalled(recall))
    assert await barred_since(chain) == RECALLED
    await chain.booking.react(withdrawn(recall))
    assert await barred_since(chain) is None
    await chain.booking.react(recalled(recall))  # of another clinic, consumed late
    await chain.booking.react(withdrawn(recall))
    assert await barred_since(chain) is None


async def test_a_lot_that_is_recalled_again_stays_barred_when_the_withdrawal_comes_late(chain: Chain) -> None:
    again = WITHDRAWN + timedelta(minutes=5)
    mistake = new_id()
    await chain.booking.react(withdrawn(mistake))
    await chain.booking.react(recalled(new_id(), again))
    await chain.booking.react(withdrawn(mistake))
    await chain.booking.react(recalled(mistake))
    assert await barred_since(chain) == again
