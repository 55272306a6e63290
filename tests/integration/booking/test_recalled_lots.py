"""A lot that must not be used, as inventory's events say: one for each clinic, in any order between clinics."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.ids import new_id
from contracts.inventory.stock import (
    CartridgeLotCorrected,
    CartridgesRecalled,
    CartridgesRecallWithdrawn,
    LotRecalled,
    RecallWithdrawn,
)
from services.booking.care.domain.cartridges import Cartridge
from services.booking.care.store.cartridges import hold_lots
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


def numbered(recall_id: UUID, *serials: str) -> CartridgesRecalled:
    counts = {"quarantined": 1, "released_reservations": 0}
    return CartridgesRecalled(**_of(recall_id, "a seal may leak"), serials=serials, **counts, recalled_at=RECALLED)


def numbered_withdrawn(recall_id: UUID) -> CartridgesRecallWithdrawn:
    of = _of(recall_id, "other numbers were meant")
    return CartridgesRecallWithdrawn(**of, restored=1, withdrawn_at=WITHDRAWN)


async def refused(chain: Chain, at: datetime = RECALLED) -> set[str]:
    """Serial numbers of the lot that no session is recorded with."""
    one = Cartridge(GTIN, "L1", date(2028, 1, 1), "K1")
    async with chain.booking.work() as work:
        found = await hold_lots(work, [one], at)
    assert not found.lots, "the others of the lot may be used"
    return {serial for _, serial in found.cartridges}


async def test_only_the_cartridges_that_are_named_are_refused_until_their_recall_is_withdrawn(chain: Chain) -> None:
    one, other = new_id(), new_id()
    await chain.booking.react(numbered(one, "K1", "K2"))
    await chain.booking.react(numbered(other, "K3"))
    assert await refused(chain) == {"k1", "k2", "k3"}
    assert await refused(chain, RECALLED - timedelta(minutes=1)) == set(), "what was used before is recorded"
    await chain.booking.react(numbered_withdrawn(one))
    await chain.booking.react(numbered(one, "K1", "K2"))  # of another clinic, consumed late
    assert await refused(chain) == {"k3"}


def relabelled(was: str, lot: str, minutes: int) -> CartridgeLotCorrected:
    at = RECALLED + timedelta(minutes=minutes)
    of = {"correction_id": new_id(), "clinic_id": new_id(), "gtin": GTIN, "serial": "K1"}
    return CartridgeLotCorrected.model_validate({**of, "was_lot": was, "lot": lot, "corrected_at": at})


async def test_a_cartridge_that_is_of_another_lot_is_barred_by_the_recall_of_its_own_in_any_order(chain: Chain) -> None:
    counts = {"quarantined": 2, "released_reservations": 0}
    named = LotRecalled(**_of(new_id(), "a seal"), **counts, recalled_at=RECALLED, serials=("K1", "K2"))
    left, back = relabelled("L1", "L2", 5), relabelled("L2", "L1", 9)
    for events, barred in (
        ((named,), {"k1", "k2"}),
        ((left,), {"k2"}),
        ((named, left), {"k2"}),
        ((back,), {"k1", "k2"}),
        ((left, named), {"k1", "k2"}),
    ):
        for event in events:
            await chain.booking.react(event)
        async with chain.booking.work() as work:
            held = await hold_lots(work, [Cartridge(GTIN, "L1", date(2028, 1, 1), None)], RECALLED + timedelta(days=1))
        assert {serial for _, serial in held.cartridges} == barred, events
