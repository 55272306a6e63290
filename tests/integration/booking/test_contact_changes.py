"""A patient's new number waits until it is confirmed; staff replace one at once, with a reason."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from contracts.booking.patients import (
    ContactChangeRequested,
    ContactChangeWithdrawn,
    ContactReplaced,
    PatientChanged,
)
from contracts.notifications.messages import ContactConfirmed
from tests.integration.booking.chain import Chain, House, made, refused

NEW = "+351910000009"


async def change(client: httpx.AsyncClient, patient: str, **fields: Any) -> httpx.Response:
    tag = (await client.get(f"/patients/{patient}")).headers["ETag"]
    return await client.patch(f"/patients/{patient}", json=fields, headers={"If-Match": tag})


def own(chain: Chain, patient: str) -> httpx.AsyncClient:
    return chain.booking.client(Role.PATIENT, subject=UUID(patient))


async def changes(chain: Chain, patient: str) -> list[tuple[str, str]]:
    items = made(await chain.desk.get(f"/patients/{patient}/contact-changes"))["items"]
    return [(each["address"], each["status"]) for each in items]


async def confirm(chain: Chain, patient: str, change_id: str) -> None:
    now = chain.booking.clock.now()
    await chain.booking.react(ContactConfirmed(change_id=UUID(change_id), patient_id=UUID(patient), confirmed_at=now))


async def test_a_patients_new_number_waits_until_it_is_confirmed(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    old = made(await chain.desk.get(f"/patients/{patient}"))["phone"]

    shown = made(await change(own(chain, patient), patient, phone=NEW, given_name="Inês Maria"))

    assert (shown["phone"], shown["given_name"]) == (old, "Inês Maria")
    [waiting] = shown["contact_changes"]
    assert (waiting["kind"], waiting["address"], waiting["status"]) == ("phone", NEW, "pending")
    [event] = await chain.events("ContactChangeRequested")
    assert isinstance(event, ContactChangeRequested)
    assert (str(event.change_id), event.address) == (waiting["id"], NEW)
    assert event.until - event.requested_at == timedelta(hours=1)
    [*_, published] = await chain.events("PatientChanged")
    assert isinstance(published, PatientChanged)
    assert published.details.phone == old

    await confirm(chain, patient, waiting["id"])

    assert made(await chain.desk.get(f"/patients/{patient}"))["phone"] == NEW
    [*_, published] = await chain.events("PatientChanged")
    assert isinstance(published, PatientChanged)
    assert published.details.phone == NEW
    assert await changes(chain, patient) == [(NEW, "confirmed")]


async def test_a_confirmation_counts_once_and_for_its_own_patient(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    [waiting] = made(await change(own(chain, patient), patient, phone=NEW))["contact_changes"]
    await confirm(chain, other, waiting["id"])
    assert await changes(chain, patient) == [(NEW, "pending")]
    await confirm(chain, patient, waiting["id"])
    version = made(await chain.desk.get(f"/patients/{patient}"))["version"]
    await confirm(chain, patient, waiting["id"])
    assert made(await chain.desk.get(f"/patients/{patient}"))["version"] == version


async def test_another_number_takes_the_place_of_one_that_waits(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    [first] = made(await change(own(chain, patient), patient, phone=NEW))["contact_changes"]
    made(await change(own(chain, patient), patient, phone="+351910000008"))
    assert await changes(chain, patient) == [("+351910000008", "pending"), (NEW, "withdrawn")]
    [gone] = await chain.events("ContactChangeWithdrawn")
    assert isinstance(gone, ContactChangeWithdrawn)
    assert str(gone.change_id) == first["id"]
    await confirm(chain, patient, first["id"])
    assert made(await chain.desk.get(f"/patients/{patient}"))["phone"] != NEW


@pytest.mark.parametrize("by", ["patient", "desk"])
async def test_a_change_is_withdrawn_by_the_patient_or_by_the_desk_for_them(
    chain: Chain, lisbon: House, by: str
) -> None:
    patient = await chain.register(lisbon)
    [waiting] = made(await change(own(chain, patient), patient, phone=NEW))["contact_changes"]
    client = own(chain, patient) if by == "patient" else chain.desk
    at = f"/patients/{patient}/contact-changes/{waiting['id']}/withdraw"
    for _ in range(2):
        assert made(await client.post(at))["status"] == "withdrawn"
    await confirm(chain, patient, waiting["id"])
    assert made(await chain.desk.get(f"/patients/{patient}"))["phone"] != NEW
    other = await chain.register(lisbon)
    foreign = await own(chain, other).post(f"/patients/{other}/contact-changes/{waiting['id']}/withdraw")
    refused(foreign, "not-found", "no such change", 404)


async def test_a_change_that_nobody_confirmed_ends(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    made(await change(own(chain, patient), patient, phone=NEW))
    chain.booking.clock.advance(timedelta(hours=1))
    assert await changes(chain, patient) == [(NEW, "expired")]


async def test_staff_replace_a_number_at_once_with_a_reason_and_the_former_one_is_told(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    old = made(await chain.desk.get(f"/patients/{patient}"))["phone"]
    [waiting] = made(await change(own(chain, patient), patient, phone="+351910000008"))["contact_changes"]
    refused(await change(chain.desk, patient, phone=NEW), "invalid", "Say why the telephone number", 422)

    shown = made(await change(chain.desk, patient, phone=NEW, reason="lost the telephone, showed her passport"))

    assert (shown["phone"], shown["contact_changes"]) == (NEW, [])
    [event] = await chain.events("ContactReplaced")
    assert isinstance(event, ContactReplaced)
    assert (event.kind, event.former) == ("phone", old)
    [entry] = made(await chain.director.get("/audit", params={"subject": f"patient/{patient}"}))["items"]
    assert (entry["action"], entry["details"]["kinds"]) == ("patient.contact_changed", ["phone"])
    await confirm(chain, patient, waiting["id"])
    assert made(await chain.desk.get(f"/patients/{patient}"))["phone"] == NEW


async def test_a_patient_takes_an_address_away_at_once_and_it_is_told(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, email="ines@example.org")
    shown = made(await change(own(chain, patient), patient, email=None))
    assert (shown["email"], shown["contact_changes"]) == (None, [])
    [event] = await chain.events("ContactReplaced")
    assert isinstance(event, ContactReplaced)
    assert (event.kind, event.former) == ("email", "ines@example.org")


async def test_a_patient_asks_for_five_changes_a_day(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    for number in range(5):
        made(await change(own(chain, patient), patient, phone=f"+35191000000{number}"))
    sixth = await change(own(chain, patient), patient, phone=NEW)
    refused(sixth, "too-many-changes", "ask the front desk")
    chain.booking.clock.advance(timedelta(days=1, seconds=1))
    made(await change(own(chain, patient), patient, phone=NEW))


async def test_a_name_leads_nowhere(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    won = await change(own(chain, patient), patient, given_name="You won, click evil.example")
    refused(won, "not-understood", "given_name", 422)
    refused(await change(chain.desk, patient, family_name="Call 912 345 678"), "not-understood", "family_name", 422)


async def test_what_waits_of_an_erased_patient_is_gone(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    [waiting] = made(await change(own(chain, patient), patient, phone=NEW))["contact_changes"]
    made(await chain.director.post(f"/patients/{patient}/erase", json={"reason": "asked for in writing"}))
    await confirm(chain, patient, waiting["id"])
    archive = made(await chain.director.get(f"/patients/{patient}/archive"))
    [rows] = [part["rows"] for part in archive["parts"] if part["name"] == "contact_changes"]
    assert rows == []
    [event] = await chain.events("ContactChangeRequested")
    assert isinstance(event, ContactChangeRequested)
    assert event.address == "(erased)"
