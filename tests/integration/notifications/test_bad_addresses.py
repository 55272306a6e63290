"""A number or address that a carrier does not know: other ways are taken, the desk asks, and a proof ends it."""

from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from contracts.booking.patients import PatientErased
from services.notifications.commands.addresses import note_bad
from services.notifications.commands.receipts import take_receipt
from services.notifications.domain.channels import AddressBad, Undeliverable
from services.notifications.domain.hand_overs import DeliveryState, Receipt
from services.notifications.domain.recipients import Channel, Route
from services.notifications.timers import OpenCarriers
from tests.integration.notifications.house import House
from tests.integration.notifications.stories import (
    HOUR,
    START,
    Patient,
    asked,
    booked,
    listed,
    one,
    run_until,
)
from tests.integration.notifications.test_opt_out import says
from tests.support.running import Running


@pytest.fixture
def carriers(house: House) -> OpenCarriers:
    return house.open


async def refused(notifications: Running, house: House, patient: Patient) -> dict[str, Any]:
    """The gateway has said that it knows no such number."""
    house.sms.failure = AddressBad("the SMS gateway refuses the number (400 21211)")
    message = await booked(notifications, patient)
    house.sms.failure = None
    return message


async def items(notifications: Running, state: str = "open") -> list[dict[str, Any]]:
    query = {"kind": "address_bad", "state": state}
    answer = await notifications.client(Role.FRONT_DESK).get("/worklist", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def bad(notifications: Running, patient: Patient) -> list[str]:
    answer = await notifications.client(Role.FRONT_DESK).get(f"/patients/{patient.id}/reachability")
    return [each["channel"] for each in answer.json()["bad"]]


async def test_the_next_way_is_taken_at_once_and_the_desk_asks_the_patient(
    notifications: Running, ana: Patient, house: House
) -> None:
    assert (await refused(notifications, house, ana))["channel"] == "email"
    asked_before = house.sms.asked
    assert (await booked(notifications, ana, 4))["channel"] == "email"
    assert house.sms.asked == asked_before, "the number is not tried again"
    [item] = await items(notifications)
    assert item["patient_id"] == str(ana.id)
    assert await bad(notifications, ana) == ["sms"]


async def test_who_has_no_other_way_is_called_and_the_message_says_why(
    notifications: Running, clinic: UUID, house: House
) -> None:
    rita = Patient(clinic, phone="+351910000002", email=None)
    await notifications.react(rita.registered())
    await refused(notifications, house, rita)
    message = await booked(notifications, rita, 4)
    assert message["status"] == "failed"
    assert message["reason"] == "the number does not reach them: the SMS gateway refuses the number (400 21211)"


async def test_what_is_refused_because_of_its_text_says_nothing_about_the_address(
    notifications: Running, ana: Patient, house: House
) -> None:
    house.sms.failure = Undeliverable("the SMS gateway refuses the text")
    await booked(notifications, ana)
    assert await items(notifications) == []


async def test_everybody_who_shares_a_telephone_is_asked(
    notifications: Running, clinic: UUID, ana: Patient, house: House
) -> None:
    rui = Patient(clinic, email=None)
    await notifications.react(rui.registered())
    await refused(notifications, house, ana)
    assert {each["patient_id"] for each in await items(notifications)} == {str(ana.id), str(rui.id)}


async def test_who_writes_the_same_address_with_other_capitals_is_not_written_to_either(
    notifications: Running, clinic: UUID, ana: Patient, house: House
) -> None:
    rui = Patient(clinic, phone=None, email="Ana@example.org", channel="email")
    await notifications.react(rui.registered())
    async with notifications.work() as work:
        await note_bad(work, Route(Channel.EMAIL, str(ana.email)), "no such mailbox")
    assert await bad(notifications, ana) == await bad(notifications, rui) == ["email"]
    assert (await booked(notifications, rui))["status"] == "failed"
    assert house.email.asked == 0


async def test_another_number_ends_it(notifications: Running, ana: Patient, house: House) -> None:
    await refused(notifications, house, ana)
    await notifications.react(ana.changed(email="other@example.org"))
    assert len(await items(notifications)) == 1, "the number is the same"
    await notifications.react(ana.changed(phone="+351910000009"))
    assert await items(notifications) == []
    [closed] = await items(notifications, "closed")
    assert closed["closed_why"] == "changed"
    assert (await booked(notifications, ana, 4))["channel"] == "sms"


async def test_a_text_from_there_proves_it(notifications: Running, ana: Patient, house: House) -> None:
    await refused(notifications, house, ana)
    await says(notifications, "Hello?", sender=str(ana.phone))
    assert [each["closed_why"] for each in await items(notifications, "closed")] == ["proven"]
    assert await bad(notifications, ana) == []


async def test_a_colleague_says_that_it_is_right(notifications: Running, ana: Patient, house: House) -> None:
    await refused(notifications, house, ana)
    desk, form = notifications.client(Role.FRONT_DESK), {"channel": "sms", "note": "Called: it is right."}
    at = f"/patients/{ana.id}/addresses/confirm"
    for _ in range(2):
        answer = await desk.post(at, json=form)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, "nothing-to-confirm")
    assert [each["closed_why"] for each in await items(notifications, "closed")] == ["confirmed"]
    assert (await booked(notifications, ana, 4))["channel"] == "sms"


async def test_a_receipt_that_the_number_is_unknown_counts_as_well_and_one_that_it_arrived_ends_it(
    notifications: Running, ana: Patient, house: House
) -> None:
    await booked(notifications, ana)
    [sent] = house.sms.took
    failed = Receipt(Channel.SMS, DeliveryState.FAILED, None, sent.delivery_id, 30005)
    async with notifications.work() as work:
        await take_receipt(work, failed)
    assert len(await items(notifications)) == 1
    async with notifications.work() as work:
        await take_receipt(work, Receipt(Channel.SMS, DeliveryState.DELIVERED, None, sent.delivery_id))
    assert await items(notifications) == []


async def test_a_mail_that_comes_back_from_one_of_two_addresses_closes_that_one_and_the_next_is_taken(
    notifications: Running, ana: Patient, house: House
) -> None:
    """Both have the same Message-ID: the report says which address it speaks of."""
    await notifications.react(ana.changed(addresses=listed(("email", "old@example.org"), ("email", "new@example.org"))))
    house.email.same_id = "<1@chiado.example>"
    await booked(notifications, ana)
    back = Receipt(
        Channel.EMAIL, DeliveryState.FAILED, "<1@chiado.example>", None, status="5.2.2", address="OLD@example.org"
    )
    for _ in range(2):
        async with notifications.work() as work:
            await take_receipt(work, back)
        await notifications.fire_timers()
    assert [each.route.address for each in house.email.took] == ["old@example.org", "new@example.org"]
    message = await one(notifications, "appointment_confirmed")
    assert (message["status"], [each["state"] for each in message["deliveries"]]) == ("sent", ["failed", "accepted"])


async def test_a_code_for_a_new_number_goes_there_whatever_is_known_of_it(
    notifications: Running, ana: Patient, house: House
) -> None:
    await refused(notifications, house, ana)
    await notifications.react(asked(ana, str(ana.phone), START))
    await run_until(notifications, START + HOUR / 60)
    assert (await one(notifications, "contact_code"))["status"] == "sent"


async def test_an_erased_patient_leaves_nothing_to_ask(notifications: Running, ana: Patient, house: House) -> None:
    await refused(notifications, house, ana)
    await notifications.react(PatientErased(patient_id=ana.id, erased_at=START))
    assert await items(notifications) == []
