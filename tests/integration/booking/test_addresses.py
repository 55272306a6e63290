"""A patient is reached by several numbers and addresses, in an order, each with whose it is and how it is known."""

from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from contracts.booking.patients import ContactChangeRequested, PatientChanged, PatientRegistered
from contracts.notifications.messages import ContactConfirmed
from tests.integration.booking.chain import Chain, House, made, refused

MOTHER, WORK, MAIL = "+351910000021", "+351910000022", "ines@example.org"


def own(chain: Chain, patient: str) -> httpx.AsyncClient:
    return chain.booking.client(Role.PATIENT, subject=UUID(patient))


async def held(chain: Chain, patient: str, ended: bool = False) -> list[dict[str, Any]]:
    query = {"ended": "true"} if ended else {}
    items: list[dict[str, Any]] = made(await chain.desk.get(f"/patients/{patient}/addresses", params=query))["items"]
    return items


async def said(chain: Chain, patient: str) -> list[tuple[str, str]]:
    return [(each["channel"], each["address"]) for each in await held(chain, patient)]


async def add(chain: Chain, patient: str, channel: str, address: str, whose: str = "own") -> dict[str, Any]:
    form = {"channel": channel, "address": address, "whose": whose}
    added: dict[str, Any] = made(await chain.desk.post(f"/patients/{patient}/addresses", json=form))["address"]
    return added


async def published(chain: Chain) -> list[tuple[str, str, str]]:
    """The addresses of the last PatientChanged."""
    [*_, event] = await chain.events("PatientChanged")
    assert isinstance(event, PatientChanged)
    return [(each.channel, each.address, each.whose) for each in event.details.addresses or ()]


async def confirm(chain: Chain, patient: str, change_id: str) -> None:
    now = chain.booking.clock.now()
    await chain.booking.react(ContactConfirmed(change_id=UUID(change_id), patient_id=UUID(patient), confirmed_at=now))


async def test_what_is_given_at_the_registration_is_the_list(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, phone=WORK, email=MAIL, channel="whatsapp")
    assert await said(chain, patient) == [("whatsapp", WORK), ("sms", WORK), ("email", MAIL)]
    [first, *_] = await held(chain, patient)
    assert (first["whose"], first["proven_at"], first["ended_at"]) == ("own", None, None)
    assert first["given_by"] is not None
    [*_, event] = await chain.events("PatientRegistered")
    assert isinstance(event, PatientRegistered)
    assert [each.channel for each in event.details.addresses or ()] == ["whatsapp", "sms", "email"]


async def test_the_desk_adds_orders_and_ends(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, phone=WORK)
    mother = await add(chain, patient, "sms", "+351 910 000 021", "guardian")
    assert (mother["address"], mother["whose"]) == (MOTHER, "guardian")
    assert await published(chain) == [("sms", WORK, "own"), ("sms", MOTHER, "guardian")]
    again = await chain.desk.post(f"/patients/{patient}/addresses", json={"channel": "sms", "address": MOTHER})
    refused(again, "address-known")

    [work, _] = [each["id"] for each in await held(chain, patient)]
    order = {"address_ids": [mother["id"], work]}
    made(await chain.desk.put(f"/patients/{patient}/address-order", json=order))
    assert made(await chain.desk.get(f"/patients/{patient}"))["phone"] == MOTHER, "the first of its kind"
    assert [each[1] for each in await published(chain)] == [MOTHER, WORK]
    one = await chain.desk.put(f"/patients/{patient}/address-order", json={"address_ids": [work]})
    refused(one, "invalid", status=422)

    at = f"/patients/{patient}/addresses/{mother['id']}/end"
    ended = made(await chain.desk.post(at, json={"reason": "She has another number"}))
    assert ended["ended_because"] == "She has another number"
    assert await said(chain, patient) == [("sms", WORK)]
    assert MOTHER in [each["address"] for each in await held(chain, patient, ended=True)], "history"
    [told] = await chain.events("ContactReplaced")
    assert told.former == MOTHER  # type: ignore[attr-defined]
    refused(await chain.desk.post(at, json={"reason": "Once more"}), "address-ended")
    only = f"/patients/{patient}/addresses/{work}/end"
    refused(await chain.desk.post(only, json={"reason": "It is wrong"}), "unreachable", "only way", 422)


async def test_what_a_patient_adds_waits_for_its_code(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, phone=WORK)
    form = {"channel": "email", "address": MAIL}
    waits = made(await own(chain, patient).post(f"/patients/{patient}/addresses", json=form))
    assert waits["address"] is None
    assert await said(chain, patient) == [("sms", WORK)]
    await confirm(chain, patient, waits["contact_change"]["id"])
    assert await said(chain, patient) == [("sms", WORK), ("email", MAIL)]
    [_, mail] = await held(chain, patient)
    assert mail["proven_how"] == "code"
    assert made(await chain.desk.get(f"/patients/{patient}"))["email"] == MAIL


async def test_an_address_is_proven_by_a_code_or_at_the_desk(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, phone=WORK)
    mother = await add(chain, patient, "sms", MOTHER, "guardian")
    [work, _] = await held(chain, patient)
    at = f"/patients/{patient}/addresses"
    proven = made(await chain.desk.post(f"{at}/{mother['id']}/prove", json={"note": "Called her: she answered"}))
    assert (proven["proven_how"], proven["proven_at"] is not None) == ("desk", True)
    note = {"note": "It is mine, believe me"}
    refused(await own(chain, patient).post(f"{at}/{work['id']}/prove", json=note), "forbidden", status=403)

    waiting = made(await own(chain, patient).post(f"{at}/{work['id']}/ask-for-proof"))
    [event] = await chain.events("ContactChangeRequested")
    assert isinstance(event, ContactChangeRequested)
    assert (event.address, event.proves) == (WORK, True)
    await confirm(chain, patient, waiting["id"])
    assert [each["proven_how"] for each in await held(chain, patient)] == ["code", "desk"]
    [*_, changed] = await chain.events("PatientChanged")
    assert isinstance(changed, PatientChanged)
    assert all(each.proven_at for each in changed.details.addresses or ())


async def test_a_field_that_is_changed_changes_the_list(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, phone=WORK, email=MAIL)
    await add(chain, patient, "sms", MOTHER, "guardian")
    tag = (await chain.desk.get(f"/patients/{patient}")).headers["ETag"]
    edit = {"phone": "+351910000029", "reason": "She has a new one"}
    made(await chain.desk.patch(f"/patients/{patient}", json=edit, headers={"If-Match": tag}))
    expected = [("sms", "+351910000029"), ("email", MAIL), ("sms", MOTHER)]
    assert await said(chain, patient) == expected
    assert [(each[0], each[1]) for each in await published(chain)] == expected

    at = f"/patients/{patient}/contact-preferences"
    tag = (await chain.desk.get(at)).headers["ETag"]
    made(await chain.desk.patch(at, json={"channel": "email"}, headers={"If-Match": tag}))
    assert [each[0] for each in await said(chain, patient)] == ["email", "sms", "sms"]
    assert [each[0] for each in await published(chain)] == ["email", "sms", "sms"]


async def test_a_patient_is_found_by_every_number(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, phone=WORK)
    await add(chain, patient, "sms", MOTHER, "guardian")
    found = made(await chain.desk.get("/patients", params={"phone": "000021"}))["items"]
    assert [each["id"] for each in found] == [patient]


async def test_another_clinic_and_another_patient_see_none_of_it(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    assert (await own(chain, other).get(f"/patients/{patient}/addresses")).status_code == 403
    stranger = f"/patients/{other}/addresses/{(await held(chain, patient))[0]['id']}/end"
    refused(await chain.desk.post(stranger, json={"reason": "Not theirs"}), "not-found", status=404)


async def test_two_records_become_one_and_the_numbers_of_one_are_history(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon, phone=WORK), await chain.register_alike(lisbon, phone=MOTHER)
    made(await chain.director.post(f"/patients/{ends}/merge", json={"into": stays, "reason": "Registered twice"}))
    assert await said(chain, stays) == [("sms", MOTHER)]
    past = [each for each in await held(chain, stays, ended=True) if each["ended_at"]]
    assert [(each["address"], each["ended_because"]) for each in past] == [
        (WORK, "the record was merged into another one")
    ]
