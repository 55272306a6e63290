"""Who may read what; and what stock managers read, at which hour."""

from uuid import UUID

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.event import Event
from contracts.inventory.stock import CartridgeMisused, LotRecalled, StockLow
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    Patient,
    arrived,
    messages,
    opened,
    run_until,
    standing,
)
from tests.support.running import Running


def stock_low(clinic: UUID) -> StockLow:
    return StockLow(
        clinic_id=clinic,
        gtin="09506000134352",
        product="Pen cartridge 12",
        available=4,
        reorder_point=5,
        reorder_quantity=20,
        noticed_at=START + 13 * HOUR,
    )


def recalled(clinic: UUID) -> LotRecalled:
    return LotRecalled(
        recall_id=new_id(),
        clinic_id=clinic,
        gtin="09506000134352",
        lot="A",
        reason="Sterile barrier damaged.",
        quarantined=3,
        released_reservations=1,
        recalled_at=START + 13 * HOUR,
    )


def misused(clinic: UUID) -> CartridgeMisused:
    return CartridgeMisused(
        clinic_id=clinic,
        gtin="09506000134352",
        lot="A",
        session_id=new_id(),
        reason="It was used in another session before.",
        noticed_at=START + 13 * HOUR,
    )


async def test_a_recall_and_an_incident_go_out_at_night_and_low_stock_in_the_morning(
    notifications: Running, clinic: UUID
) -> None:
    notifications.clock.set(START + 13 * HOUR)
    events: list[Event] = [recalled(clinic), misused(clinic), stock_low(clinic)]
    for event in events:
        await notifications.react(event)
    await notifications.fire_timers()
    assert {each.subject for each in await arrived(notifications)} == {
        "RECALL at Chiado Skin: lot A",
        "Chiado Skin: a cartridge to look into",
    }
    await run_until(notifications, START + 24 * HOUR)
    assert (await arrived(notifications))[-1].text == (
        "Pen cartridge 12 (GTIN 09506000134352) at Chiado Skin: 4 free, which is at or below the reorder point of 5. "
        "To order: 20."
    )
    assert {each.address for each in await arrived(notifications)} == {"stock@example.org"}
    assert await notifications.events() == []


async def test_a_recall_that_arrives_before_its_clinic_waits_for_it(notifications: Running) -> None:
    early = new_id()
    await notifications.react(recalled(early))
    await notifications.react(opened(early))
    notifications.clock.set(START + 14 * HOUR)
    await notifications.fire_timers()
    assert len(await arrived(notifications)) == 1


async def test_patients_read_their_own_messages_and_nobody_else_s(notifications: Running, ana: Patient) -> None:
    other = Patient(ana.clinic_id, phone="+351910000001")
    await notifications.react(other.registered())
    for patient in (ana, other):
        await notifications.react(Appointment(patient, START + 3 * DAY).booked())
    as_ana = notifications.client(Role.PATIENT, subject=ana.id)
    mine = (await as_ana.get("/messages")).json()["items"]
    assert {each["patient_id"] for each in mine} == {str(ana.id)}
    [theirs, _] = await messages(notifications, patient_id=other.id)
    assert (await as_ana.get(f"/messages/{mine[0]['id']}")).status_code == 200
    assert (await as_ana.get(f"/messages/{theirs['id']}")).status_code == 404
    assert (await as_ana.get("/messages", params={"patient_id": str(other.id)})).status_code == 403
    assert (await as_ana.get(f"/patients/{other.id}/reachability")).status_code == 403
    assert (await as_ana.get(f"/patients/{ana.id}/reachability")).json()["channel"] == "sms"


async def test_staff_read_what_is_of_their_clinics_and_stock_managers_only_their_own(
    notifications: Running, ana: Patient
) -> None:
    elsewhere = new_id()
    await notifications.react(opened(elsewhere, "America/New_York", "Hudson Skin"))
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.react(stock_low(ana.clinic_id))
    desk_elsewhere = notifications.client(Role.FRONT_DESK, clinics=[elsewhere])
    assert (await desk_elsewhere.get("/messages")).json()["items"] == []
    assert (await desk_elsewhere.get("/messages", params={"clinic_id": str(ana.clinic_id)})).status_code == 403
    assert (await desk_elsewhere.get(f"/patients/{ana.id}/reachability")).status_code == 403
    stock = notifications.client(Role.STOCK_MANAGER)
    assert [each["template"] for each in (await stock.get("/messages")).json()["items"]] == ["stock_low"]


async def test_a_planned_message_shows_what_it_will_say_on_the_clinics_clock(notifications: Running) -> None:
    hudson = new_id()
    await notifications.react(opened(hudson, "America/New_York", "Hudson Skin"))
    joe = Patient(hudson, phone="+12125550123")
    await notifications.react(joe.registered())
    await notifications.react(Appointment(joe, START + 3 * DAY + 9 * HOUR).booked())
    await notifications.fire_timers()  # four in the morning in New York: the confirmation waits for eight
    confirmation, reminder = await messages(notifications, patient_id=joe.id)
    assert (confirmation["status"], confirmation["planned_for"]) == ("planned", "2026-11-23T08:00:00-05:00")
    assert (reminder["planned_for"], reminder["time_zone"]) == ("2026-11-25T13:00:00-05:00", "America/New_York")
    assert "Thursday, 26 November 2026, 13:00 (New York Time)" in reminder["text"]
    assert [each["key"] for each in reminder["sources"]] == ["policy"]


async def test_lists_are_narrowed_by_status(notifications: Running, ana: Patient) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    assert await standing(notifications, status="sent") == [("appointment_confirmed", "sent")]
    assert await standing(notifications, clinic_id=ana.clinic_id, status="planned") == [
        ("appointment_reminder", "planned")
    ]
    answer = await notifications.client(Role.FRONT_DESK).get("/messages", params={"status": "unknown"})
    assert answer.status_code == 422
