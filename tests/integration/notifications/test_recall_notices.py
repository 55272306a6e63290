"""A clinic's stock contact has one message about all that a notice recalls."""

from uuid import UUID

from chassis.ids import new_id
from contracts.event import Event
from contracts.inventory.stock import (
    CartridgesRecalled,
    CartridgesRecallWithdrawn,
    LotRecalled,
    NoticedLot,
    RecallNoticeEntered,
)
from tests.integration.notifications.stories import HOUR, START, arrived
from tests.support.running import Running

PEN = "09506000134352"
NOW = START + HOUR
COUNTS = {"quarantined": 2, "released_reservations": 1}


def of_notice(clinic: UUID, notice: UUID) -> list[Event]:
    common = {"clinic_id": clinic, "gtin": PEN, "reason": "A seal may leak."}
    return [
        LotRecalled(recall_id=new_id(), lot="A1", recalled_at=NOW, notice_id=notice, **common, **COUNTS),
        CartridgesRecalled(
            recall_id=new_id(), lot="A2", serials=("7", "8"), recalled_at=NOW, notice_id=notice, **common, **COUNTS
        ),
        RecallNoticeEntered(
            notice_id=notice,
            lots=(NoticedLot(lot="A1", **COUNTS), NoticedLot(lot="A2", serials=("7", "8"), **COUNTS)),
            entered_at=NOW,
            **common,
        ),
    ]


async def test_one_message_says_every_lot_and_number_and_the_sums(notifications: Running, clinic: UUID) -> None:
    notifications.clock.set(NOW)
    for event in of_notice(clinic, new_id()):
        await notifications.react(event)
    await notifications.fire_timers()
    [mail] = await arrived(notifications)
    assert mail.subject == "RECALL at Chiado Skin: lot A1, A2 (7, 8)"
    assert "Taken out of use here: 4. Reservations that lost this lot: 2." in mail.text


async def test_cartridges_that_are_recalled_alone_have_a_message_of_their_own(
    notifications: Running, clinic: UUID
) -> None:
    notifications.clock.set(NOW)
    [_, alone, _] = of_notice(clinic, new_id())
    await notifications.react(alone.model_copy(update={"notice_id": None}))
    await notifications.fire_timers()
    [mail] = await arrived(notifications)
    assert mail.subject == "RECALL at Chiado Skin: lot A2 (7, 8)"


async def test_a_notice_that_was_withdrawn_before_its_message_left_sends_none(
    notifications: Running, clinic: UUID
) -> None:
    notifications.clock.set(NOW)
    notice = new_id()
    for event in of_notice(clinic, notice):
        await notifications.react(event)
    common = {"clinic_id": clinic, "gtin": PEN, "lot": "A2", "reason": "a typing error", "restored": 2}
    await notifications.react(
        CartridgesRecallWithdrawn(recall_id=new_id(), withdrawn_at=NOW, notice_id=notice, **common)
    )
    await notifications.fire_timers()
    assert await arrived(notifications) == []
