"""Directors are told of a recall, once for each address; whoever was told of it is told that it was a mistake."""

from typing import Any
from uuid import UUID

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.inventory.stock import (
    CartridgesRecalled,
    CartridgesRecallWithdrawn,
    LotRecalled,
    NoticedLot,
    RecallNoticeEntered,
    RecallWithdrawn,
)
from tests.integration.notifications.stories import DAY, HOUR, START, MoodyChannel, arrived, opened, run_until
from tests.integration.notifications.test_escalations import left
from tests.support.running import Running

PEN = "09506000134352"
NOW = START + HOUR
COSTA = {"name": "Dr Costa", "email": "costa@example.org"}
COUNTS = {"quarantined": 2, "released_reservations": 1}


async def told_are(running: Running, clinic: UUID, *people: dict[str, str]) -> Any:
    form = {"starts_on": str(START.date()), "lines": [], "told_of_recalls": list(people)}
    answer = await running.client(Role.MEDICAL_DIRECTOR).post(f"/clinics/{clinic}/escalation-policies", json=form)
    assert answer.status_code == 201, answer.text
    return answer.json()


def lot(clinic: UUID, recall_id: UUID) -> LotRecalled:
    said = {"gtin": PEN, "lot": "A1", "reason": "A seal may leak.", **COUNTS}
    return LotRecalled(recall_id=recall_id, clinic_id=clinic, recalled_at=NOW, **said)


def numbers(clinic: UUID, recall_id: UUID) -> CartridgesRecalled:
    said = {"gtin": PEN, "lot": "A1", "serials": ("7", "8"), "reason": "A seal may leak.", **COUNTS}
    return CartridgesRecalled(recall_id=recall_id, clinic_id=clinic, recalled_at=NOW, **said)


def withdrawn(
    clinic: UUID, recall_id: UUID, *, of_numbers: bool = False
) -> RecallWithdrawn | CartridgesRecallWithdrawn:
    said = {"recall_id": recall_id, "clinic_id": clinic, "gtin": PEN, "lot": "A1", "withdrawn_at": NOW}
    why = {"reason": "The notice names another lot.", "restored": 2}
    if of_numbers:
        return CartridgesRecallWithdrawn(serials=("7", "8"), **said, **why)
    return RecallWithdrawn(recalled_at=NOW, **said, **why)


async def mails_to(running: Running, address: str = "costa@example.org") -> list[Any]:
    await running.fire_timers()
    return [each for each in await arrived(running) if each.address == address]


async def recalled_while_no_mail_leaves(notifications: Running, clinic: UUID, channel: MoodyChannel) -> UUID:
    await told_are(notifications, clinic, COSTA)
    notifications.clock.set(NOW)
    channel.busy = True
    recall_id = new_id()
    await notifications.react(lot(clinic, recall_id))
    await notifications.fire_timers()
    return recall_id


async def test_who_is_named_by_two_clinics_has_one_mail(notifications: Running, clinic: UUID) -> None:
    other = new_id()
    await notifications.react(opened(other, name="Porto Skin"))
    notifications.clock.set(NOW)
    for each in (clinic, other):
        await told_are(notifications, each, COSTA)
    recall_id = new_id()
    for each in (clinic, other):
        await notifications.react(lot(each, recall_id))
    [mail] = await mails_to(notifications)
    assert mail.subject == "RECALL of lot A1"
    assert mail.text.startswith(f"Dr Costa, lot A1 of GTIN {PEN} is recalled at every clinic.")
    assert str(recall_id) in mail.text
    for each in (clinic, other):
        await notifications.react(withdrawn(each, recall_id))
    assert [each.subject for each in await mails_to(notifications)] == [mail.subject, "Recall of lot A1 withdrawn"]


async def test_a_notice_is_told_as_a_whole(notifications: Running, clinic: UUID) -> None:
    await told_are(notifications, clinic, COSTA)
    notifications.clock.set(NOW)
    notice = new_id()
    await notifications.react(lot(clinic, new_id()).model_copy(update={"notice_id": notice}))
    lots = (NoticedLot(lot="A1", **COUNTS), NoticedLot(lot="A2", serials=("7",), **COUNTS))
    said = {"notice_id": notice, "clinic_id": clinic, "gtin": PEN, "reason": "A seal may leak."}
    await notifications.react(RecallNoticeEntered(lots=lots, entered_at=NOW, **said))
    [mail] = await mails_to(notifications)
    assert mail.subject == "RECALL of lot A1, A2 (7)"


async def test_whoever_was_told_is_told_that_it_was_a_mistake_though_another_is_named_now(
    notifications: Running, clinic: UUID
) -> None:
    await told_are(notifications, clinic, COSTA)
    notifications.clock.set(NOW)
    recall_id = new_id()
    await notifications.react(lot(clinic, recall_id))
    assert len(await mails_to(notifications)) == 1
    await told_are(notifications, clinic, {"name": "Dr Reis", "email": "reis@example.org"})
    await notifications.react(withdrawn(clinic, recall_id))
    [_, mail] = await mails_to(notifications)
    assert mail.subject == "Recall of lot A1 withdrawn"
    assert "The notice names another lot." in mail.text
    assert await mails_to(notifications, "reis@example.org") == []


async def test_what_had_not_left_is_stopped_and_nobody_is_told_of_a_mistake(
    notifications: Running, clinic: UUID
) -> None:
    await told_are(notifications, clinic, COSTA)
    notifications.clock.set(NOW)
    recall_id = new_id()
    await notifications.react(numbers(clinic, recall_id))
    await notifications.react(withdrawn(clinic, recall_id, of_numbers=True))
    assert await mails_to(notifications) == []
    assert await mails_to(notifications, "stock@example.org") == []


async def test_a_withdrawn_recall_of_numbers_is_told_to_the_stock_contact_who_read_of_it(
    notifications: Running, clinic: UUID
) -> None:
    notifications.clock.set(NOW)
    recall_id = new_id()
    await notifications.react(numbers(clinic, recall_id))
    assert len(await mails_to(notifications, "stock@example.org")) == 1
    await notifications.react(withdrawn(clinic, recall_id, of_numbers=True))
    [_, mail] = await mails_to(notifications, "stock@example.org")
    assert mail.subject == "Recall withdrawn at Chiado Skin: A1 (7, 8)"
    assert "unless another recall names them. Back on the shelf in the books: 2." in mail.text


async def test_a_mail_that_does_not_leave_is_a_call_of_the_front_desk_which_settles_it(
    notifications: Running, clinic: UUID, channel: MoodyChannel
) -> None:
    recall_id = await recalled_while_no_mail_leaves(notifications, clinic, channel)
    [call] = await left(notifications, "director_to_call")
    assert call["about"] == {"recall_id": str(recall_id)}
    desk = notifications.client(Role.FRONT_DESK)
    settled = await desk.post(f"/messages/{call['subject_id']}/settle", json={"note": "Told Dr Costa by telephone."})
    assert settled.status_code == 200, settled.text
    assert await left(notifications, "director_to_call") == []
    channel.busy = False
    await run_until(notifications, NOW + DAY)
    assert await mails_to(notifications) == [], "they know"


async def test_a_call_is_not_needed_once_the_recall_was_a_mistake(
    notifications: Running, clinic: UUID, channel: MoodyChannel
) -> None:
    recall_id = await recalled_while_no_mail_leaves(notifications, clinic, channel)
    assert len(await left(notifications, "director_to_call")) == 1
    await notifications.react(withdrawn(clinic, recall_id))
    assert await left(notifications, "director_to_call") == []


async def test_nobody_is_told_where_the_clinic_has_named_nobody_and_a_policy_keeps_who_is(
    notifications: Running, clinic: UUID
) -> None:
    first = await told_are(notifications, clinic, COSTA)
    form = {"starts_on": str(START.date() + DAY), "lines": []}
    kept = await notifications.client(Role.MEDICAL_DIRECTOR).post(f"/clinics/{clinic}/escalation-policies", json=form)
    assert kept.json()["told_of_recalls"] == first["told_of_recalls"] == [COSTA], "left out: as before"
    await told_are(notifications, clinic)
    notifications.clock.set(NOW)
    await notifications.react(lot(clinic, new_id()))
    assert await mails_to(notifications) == []
