"""What a clinic's stock contact reads about shortages, corrected lots and withdrawn recalls, and when."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from contracts.inventory.stock import LotCorrected, RecallWithdrawn, StockLow, StockShort, StockShortEnded
from tests.integration.notifications.stories import HOUR, START, arrived, run_until
from tests.integration.notifications.test_reading import recalled, stock_low
from tests.support.running import Running

PEN = "09506000134352"
NIGHT = START + 13 * HOUR


def short(clinic: UUID, news: str, shortage_id: UUID | None = None, **more: Any) -> StockShort:
    said: dict[str, Any] = {"sessions": 2, "cartridges": 3, "product": "Pen cartridge 12", "noticed_at": START}
    about = {"shortage_id": shortage_id or new_id(), "clinic_id": clinic, "gtin": PEN}
    return StockShort(first_session_at=START + timedelta(days=9), news=news, **about, **(said | more))


def corrected(clinic: UUID, **counts: int) -> LotCorrected:
    names = ("restored", "expired", "replanned", "fell_short", "incidents_opened", "incidents_closed")
    return LotCorrected(
        correction_id=new_id(),
        clinic_id=clinic,
        gtin=PEN,
        lot="A",
        was_expires_on=date(2072, 3, 31),
        expires_on=date(2027, 3, 31),
        reason="The year was typed wrongly.",
        corrected_at=START,
        **(dict.fromkeys(names, 0) | counts),
    )


async def subjects(notifications: Running) -> list[str]:
    return [each.subject for each in await arrived(notifications)]


async def test_a_shortage_is_told_when_it_is_new_and_when_it_is_urgent(notifications: Running, clinic: UUID) -> None:
    shortage = new_id()
    await notifications.react(short(clinic, "opened", shortage))
    await notifications.react(short(clinic, "changed", shortage, cartridges=5))
    await notifications.fire_timers()
    [told] = await arrived(notifications)
    assert told.address == "stock@example.org"
    assert "2 booked sessions lack 3 of Pen cartridge 12" in told.text
    notifications.clock.set(NIGHT)
    await notifications.react(short(clinic, "urgent", shortage, noticed_at=NIGHT))
    await notifications.fire_timers()
    assert (await subjects(notifications))[1].startswith("URGENT at Chiado Skin: Pen cartridge 12 is lacking")


async def test_a_shortage_that_ended_before_it_could_be_told_is_not(notifications: Running, clinic: UUID) -> None:
    notifications.clock.set(NIGHT)
    event = short(clinic, "opened", noticed_at=NIGHT)
    await notifications.react(event)
    about = {"shortage_id": event.shortage_id, "clinic_id": clinic, "gtin": PEN}
    await notifications.react(StockShortEnded(because="in_stock", ended_at=NIGHT, **about))
    await run_until(notifications, START + 24 * HOUR)
    assert await arrived(notifications) == []


async def test_urgent_low_stock_has_words_of_its_own(notifications: Running, clinic: UUID) -> None:
    low = stock_low(clinic).model_dump() | {"noticed_at": START}
    await notifications.react(StockLow.model_validate(low))
    await notifications.react(StockLow.model_validate(low | {"urgent": True, "available": 1}))
    await notifications.fire_timers()
    assert sorted(await subjects(notifications)) == [
        "Chiado Skin: Pen cartridge 12 is running low",
        "URGENT at Chiado Skin: Pen cartridge 12 is almost gone",
    ]


async def test_who_read_of_a_recall_reads_that_it_was_a_mistake(notifications: Running, clinic: UUID) -> None:
    recall = recalled(clinic)
    notifications.clock.set(NIGHT)
    await notifications.react(recall)
    await notifications.fire_timers()
    of = recall.model_dump(include={"recall_id", "clinic_id", "gtin", "lot", "recalled_at"})
    withdrawn = RecallWithdrawn(**of, reason="The notice names lot B.", restored=3, withdrawn_at=NIGHT)
    await notifications.react(withdrawn)
    await notifications.fire_timers()
    told = await arrived(notifications)
    assert [each.subject for each in told] == [
        "RECALL at Chiado Skin: lot A",
        "Recall withdrawn at Chiado Skin: lot A may be used",
    ]
    assert "Back on the shelf in the books: 3." in told[1].text


async def test_a_corrected_lot_is_told_where_it_moved_something(notifications: Running, clinic: UUID) -> None:
    await notifications.react(corrected(clinic))
    await notifications.react(corrected(clinic, restored=4, replanned=2))
    await notifications.fire_timers()
    [told] = await arrived(notifications)
    assert "4 are back on it in the books" in told.text
    assert "not on" in told.text
