"""A clinic's desk, directors and stock manager have one mail a day about what waits, and none when nothing does."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking import worklist as booking
from contracts.booking.clinics import ClinicChanged
from contracts.inventory import worklist as inventory
from contracts.screening import worklist as screening
from services.notifications.tables import open_items
from services.notifications.worklist import WORKLIST
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    MoodyChannel,
    arrived,
    closed_on,
    messages,
    opened,
    run_until,
)
from tests.integration.notifications.test_escalations import COSTA, Item, in_line, left
from tests.support.digest_kinds import ADDRESSES, ROWS, lines
from tests.support.running import Running

EVENTS: dict[str, Any] = {"booking": booking, "inventory": inventory, "screening": screening}
OWN = {each.name: each for each in WORKLIST.kinds}
TUESDAY = START + DAY - timedelta(minutes=90)
"""07:30 in Lisbon."""
A_WEEK_ON = TUESDAY + 7 * DAY
"""All that is shipped is in force."""
DESK, COSTAS = "desk@example.org", "costa@example.org"


def item(of: Any, clinic: UUID, kind: str, due_at: Any = START, event: str = "Opened", **more: Any) -> Any:
    said = {"item_id": new_id(), "kind": kind, "subject_id": new_id(), "about": {}, "clinic_id": clinic}
    said |= {"patient_id": None, "opened_at": START, "due_at": due_at, **more}
    return getattr(of, f"WorklistItem{event}")(**said)


async def set_digest(running: Running, clinic: UUID, role: str = "desk", **form: Any) -> Any:
    return await running.client(Role.MEDICAL_DIRECTOR).put(f"/clinics/{clinic}/digests/{role}", json=form)


async def mails(running: Running) -> list[tuple[str, str]]:
    return sorted((each.address, each.text) for each in await arrived(running) if "What is open" in each.text)


async def every_kind_is_open(running: Running, clinic: UUID) -> list[tuple[str, str, UUID]]:
    """Two items of each, one of them overdue; answers service, kind and id, or subject, of each."""
    opened: list[tuple[str, str, UUID]] = []
    for name, kind, *_ in ROWS:
        for due_at in (START, START + 20 * DAY):
            found = item(EVENTS.get(name, booking), clinic, kind, due_at)
            opened.append((name, kind, found.item_id))
            if name in EVENTS:
                await running.react(found)
                continue
            async with running.work() as work:
                own = OWN[kind]
                await WORKLIST.open(work, own, found.item_id, clinic_id=clinic, patient_id=None, due_at=due_at)
    return opened


async def test_each_role_is_told_once_of_each_of_its_kinds_in_its_language_of_no_other_and_on_no_empty_day(
    notifications: Running, clinic: UUID
) -> None:
    for role, addresses in ADDRESSES.items():
        people = [{"email": address, "language": language} for language, address in addresses.items()]
        assert (await set_digest(notifications, clinic, role, recipients=people)).status_code == 200
    notifications.clock.set(A_WEEK_ON - HOUR)
    opened = await every_kind_is_open(notifications, clinic)
    await run_until(notifications, A_WEEK_ON + HOUR)
    everybody = {address: (role, tag) for role, by_tag in ADDRESSES.items() for tag, address in by_tag.items()}
    told = [(each.address, each.text) for each in await arrived(notifications) if each.address in everybody]
    assert sorted(address for address, _ in told) == sorted(everybody)
    for address, text in told:
        assert sorted(line for line in text.splitlines() if line.startswith("- ")) == lines(*everybody[address])
    for name, kind, id in opened:
        if name in EVENTS:
            done = item(EVENTS[name], clinic, kind, event="Closed", item_id=id, closed_at=START, why="done")
            await notifications.react(done)
            continue
        async with notifications.work() as work:
            await WORKLIST.close(work, OWN[kind], id, "done")
    await run_until(notifications, A_WEEK_ON + DAY + HOUR)
    assert len([each for each in await arrived(notifications) if each.address in everybody]) == len(told)


async def test_each_role_is_mailed_what_waits_for_it(notifications: Running, clinic: UUID) -> None:
    await in_line(notifications, clinic)
    form = {
        "starts_on": str(START.date()),
        "lines": [],
        "told_of_recalls": [{"name": "Dr Costa", "email": COSTAS}],
    }
    await notifications.client(Role.MEDICAL_DIRECTOR).post(f"/clinics/{clinic}/escalation-policies", json=form)
    assert (await set_digest(notifications, clinic, recipients=[{"email": DESK}])).status_code == 200
    await notifications.react(item(booking, clinic, "call_patient", TUESDAY + 2 * HOUR))
    await notifications.react(item(booking, clinic, "call_patient", START))
    await notifications.react(item(screening, clinic, "review_waiting", TUESDAY + DAY))
    await notifications.react(item(inventory, clinic, "stock_expiring", TUESDAY + 9 * DAY))
    await notifications.react(item(booking, new_id(), "call_patient", START))  # elsewhere
    await run_until(notifications, TUESDAY - timedelta(minutes=1))
    assert await mails(notifications) == []
    await run_until(notifications, TUESDAY + HOUR)
    said = dict(await mails(notifications))
    assert set(said) == {DESK, COSTAS, "stock@example.org"}
    assert "- Calls about an appointment: 2 (1 overdue, 1 due today)" in said[DESK]
    assert "- Decisions that wait: 1" in said[COSTAS]
    assert "- Stock that expires unused" in said["stock@example.org"]
    assert not any("Ana" in text for text in said.values())


async def test_a_day_has_one_mail_and_a_day_without_work_none(notifications: Running, clinic: UUID) -> None:
    await set_digest(notifications, clinic, recipients=[{"email": DESK}])
    waits = item(booking, clinic, "call_patient", START)
    await notifications.react(waits)
    await run_until(notifications, TUESDAY + HOUR)
    await set_digest(notifications, clinic, at="10:00:00", recipients=[{"email": DESK}])
    await notifications.react(ClinicChanged(clinic_id=clinic, details=opened(clinic).details))
    await run_until(notifications, TUESDAY + 6 * HOUR)
    assert len(await mails(notifications)) == 1
    await run_until(notifications, TUESDAY + DAY + 3 * HOUR)
    assert len(await mails(notifications)) == 2
    closed = item(booking, clinic, "call_patient", event="Closed", item_id=waits.item_id, closed_at=START, why="called")
    await notifications.react(closed)
    await run_until(notifications, TUESDAY + 2 * DAY + 3 * HOUR)
    assert len(await mails(notifications)) == 2


async def test_two_workers_make_one_mail(notifications: Running, clinic: UUID) -> None:
    await set_digest(notifications, clinic, recipients=[{"email": DESK}])
    await notifications.react(item(booking, clinic, "call_patient", START))
    notifications.clock.set(TUESDAY)
    await asyncio.gather(*[notifications.fire_timers() for _ in range(4)])
    await run_until(notifications, TUESDAY + HOUR)
    assert len(await mails(notifications)) == 1


async def test_a_worker_that_was_down_mails_in_the_morning_and_not_in_the_evening(
    notifications: Running, clinic: UUID
) -> None:
    await set_digest(notifications, clinic, recipients=[{"email": DESK}])
    await notifications.react(item(booking, clinic, "call_patient", START))
    notifications.clock.set(TUESDAY + 3 * HOUR)
    await notifications.fire_timers()
    assert len(await mails(notifications)) == 1
    notifications.clock.set(TUESDAY + DAY + 9 * HOUR)
    await notifications.fire_timers()
    assert len(await mails(notifications)) == 1


async def test_one_that_is_switched_off_is_not_sent_and_the_weekend_is_free(
    notifications: Running, clinic: UUID
) -> None:
    await notifications.react(item(inventory, clinic, "stock_short", START))
    assert (await set_digest(notifications, clinic, "stock_manager", enabled=False)).json()["enabled"] is False
    await run_until(notifications, START + 3 * DAY)
    assert await mails(notifications) == []
    await set_digest(notifications, clinic, "stock_manager")
    await run_until(notifications, START + 6 * DAY + HOUR)
    assert len(await mails(notifications)) == 1  # Friday; none on Saturday and Sunday


async def test_it_is_written_in_the_language_of_the_clinic_or_of_the_person(
    notifications: Running, clinic: UUID
) -> None:
    director = notifications.client(Role.MEDICAL_DIRECTOR)
    answer = await director.put(f"/clinics/{clinic}/staff-language", json={"language": "pt-PT"})
    assert (answer.status_code, answer.json()) == (200, {"language": "pt-PT"}), answer.text
    to = [{"email": DESK}, {"email": "nurse@example.org", "language": "en"}]
    await set_digest(notifications, clinic, recipients=to)
    await notifications.react(item(booking, clinic, "call_patient", START))
    await run_until(notifications, TUESDAY + HOUR)
    said = {each.address: each.text for each in await arrived(notifications)}
    assert "- Telefonemas sobre uma marcação: 1 (1 em atraso)" in said[DESK]
    assert "- Calls about an appointment: 1 (1 overdue)" in said["nurse@example.org"]
    await in_line(notifications, clinic, {"cause": "review", "people": [COSTA]}, starts_on=TUESDAY.date())
    await notifications.react(Item(clinic).overdue())
    await run_until(notifications, TUESDAY + 2 * HOUR)
    asked = [each for each in await messages(notifications) if "digest" not in each["template"]]
    assert {each["language"] for each in asked} == {"pt-PT"}


async def test_a_mail_that_does_not_arrive_is_work_until_one_does(
    notifications: Running, clinic: UUID, channel: MoodyChannel
) -> None:
    await set_digest(notifications, clinic, recipients=[{"email": DESK}])
    await notifications.react(item(booking, clinic, "call_patient", START))
    channel.busy = True
    await run_until(notifications, TUESDAY + 8 * HOUR)
    [item_of_desk] = await left(notifications, "digest_not_sent")
    assert item_of_desk["clinic_id"] == str(clinic)
    assert await left(notifications, "director_to_call") == []
    channel.busy = False
    await run_until(notifications, TUESDAY + DAY + HOUR)
    assert await left(notifications, "digest_not_sent") == []


async def test_a_clinic_reads_and_sets_its_own_and_is_told_what_is_wrong(notifications: Running, clinic: UUID) -> None:
    shown = await notifications.client(Role.STOCK_MANAGER).get(f"/clinics/{clinic}/digests")
    roles = {each["role"]: each for each in shown.json()["digests"]}
    assert roles["stock_manager"]["recipients"] == [{"email": "stock@example.org", "language": None}]
    assert (roles["desk"]["recipients"], roles["desk"]["at"]) == ([], "07:30:00")
    refused = {
        "no-words": await set_digest(notifications, clinic, recipients=[{"email": DESK, "language": "sw"}]),
        "twice": await set_digest(notifications, clinic, recipients=[{"email": DESK}, {"email": DESK.upper()}]),
        "unknown": await set_digest(notifications, new_id(), recipients=[]),
        "no role": await set_digest(notifications, clinic, role="owner", recipients=[]),
    }
    statuses = {name: answer.status_code for name, answer in refused.items()}
    assert statuses == {"no-words": 422, "twice": 422, "unknown": 404, "no role": 422}
    desk = await notifications.client(Role.FRONT_DESK).put(f"/clinics/{clinic}/digests/desk", json={})
    elsewhere = notifications.client(Role.MEDICAL_DIRECTOR, clinics=[new_id()])
    assert desk.status_code == 403
    assert (await elsewhere.put(f"/clinics/{clinic}/digests/desk", json={})).status_code == 403


async def test_what_is_open_is_counted_as_it_is_and_not_as_it_was(notifications: Running, clinic: UUID) -> None:
    waits = item(booking, clinic, "call_patient", START)
    await notifications.react(waits)
    later = item(booking, clinic, "call_patient", START + DAY, item_id=waits.item_id)
    await notifications.react(later)
    async with notifications.worker.transactions.database.connect() as connection:
        rows = (await connection.execute(select(open_items.c.id, open_items.c.due_at))).all()
    assert [tuple(each) for each in rows] == [(waits.item_id, START + DAY)]


async def test_no_mail_comes_on_a_day_on_which_the_clinic_is_closed(notifications: Running, clinic: UUID) -> None:
    await set_digest(notifications, clinic, recipients=[{"email": DESK}])
    await notifications.react(item(booking, clinic, "call_patient", START))
    tuesday, wednesday = TUESDAY.date(), TUESDAY.date() + DAY
    await notifications.react(closed_on(clinic, tuesday, wednesday))
    await run_until(notifications, TUESDAY + DAY + HOUR)
    assert await mails(notifications) == []
    await run_until(notifications, TUESDAY + 2 * DAY + HOUR)
    assert [address for address, _ in await mails(notifications)] == [DESK]


async def test_a_day_that_is_open_after_all_has_its_mail(notifications: Running, clinic: UUID) -> None:
    await set_digest(notifications, clinic, recipients=[{"email": DESK}])
    await notifications.react(item(booking, clinic, "call_patient", START))
    await notifications.react(closed_on(clinic, TUESDAY.date()))
    await notifications.react(closed_on(clinic))
    await run_until(notifications, TUESDAY + HOUR)
    assert [address for address, _ in await mails(notifications)] == [DESK]


async def test_a_saving_transfer_stands_in_the_stock_managers_mail(notifications: Running, clinic: UUID) -> None:
    """What inventory's expiry digest finds is work of whoever can send it to where it is used."""
    await set_digest(notifications, clinic, role="stock_manager", recipients=[{"email": DESK}])
    await notifications.react(item(inventory, clinic, "stock_expiring", TUESDAY + 2 * HOUR))
    await run_until(notifications, TUESDAY + HOUR)
    [(address, text)] = await mails(notifications)
    assert (address, "Stock that expires unused: send it where it is used" in text) == (DESK, True), text


async def test_what_a_digest_counts_is_made_of_history(notifications: Running, clinic: UUID) -> None:
    """The items of all services, in the order of each, from nothing: the projection is as it was."""
    said = []
    for of, kind in ((booking, "call_patient"), (inventory, "stock_expiring"), (screening, "review_waiting")):
        first, second = (item(of, clinic, kind, START + HOUR) for _ in range(2))
        again = first.model_copy(update={"due_at": START + 2 * HOUR})
        closed = item(of, clinic, kind, START, "Closed", item_id=second.item_id, closed_at=START, why="done")
        said += [first, second, again, closed]
    for each in said:
        await notifications.react(each)

    async def counted() -> list[Any]:
        async with notifications.work() as work:
            return list(map(tuple, await work.execute(select(open_items).order_by(open_items.c.id))))

    before = await counted()
    assert len(before) == 3
    async with notifications.work() as work:
        await work.execute(delete(open_items))
    for each in said:
        await notifications.react(each)
    assert await counted() == before
