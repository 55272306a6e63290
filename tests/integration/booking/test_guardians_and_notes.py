"""Who decides for a minor, and what colleagues should know when a patient comes."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.access.actors import Role
from services.booking.people.tables import guardians, patient_notes
from tests.integration.booking.chain import Chain, House, made, refused

MOTHER = {"name": "Marta Sousa", "relation": "parent", "phone": "+351912000222"}


async def listed(chain: Chain, patient: str, what: str, **query: str) -> list[Any]:
    items: list[Any] = made(await chain.desk.get(f"/patients/{patient}/{what}", params=query))["items"]
    return items


async def test_a_guardian_is_recorded_and_taken_off_with_a_reason(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, date_of_birth="2012-05-04")
    at = f"/patients/{patient}/guardians"
    mother = made(await chain.desk.post(at, json=MOTHER))
    assert {name: mother[name] for name in MOTHER} == MOTHER
    assert await listed(chain, patient, "guardians") == [mother]
    refused(await chain.practitioner.post(at, json=MOTHER), "forbidden", "", 403)
    why = {"reason": "is of age now"}
    ended = made(await chain.desk.post(f"{at}/{mother['id']}/end", json=why))
    assert ended["ended_because"] == "is of age now"
    assert await listed(chain, patient, "guardians") == []
    assert await listed(chain, patient, "guardians", ended="true") == [ended]
    refused(await chain.desk.post(f"{at}/{mother['id']}/end", json=why), "already-settled")


async def test_a_guardians_data_are_amended_with_a_reason_and_what_was_recorded_is_kept(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon, date_of_birth="2012-05-04")
    at = f"/patients/{patient}/guardians"
    mother = made(await chain.desk.post(at, json=MOTHER))
    right, why = MOTHER | {"phone": "+351912000333"}, {"reason": "Two digits had changed places."}
    refused(await chain.desk.post(f"{at}/{mother['id']}/amend", json=right), "not-understood", "reason", 422)
    refused(await chain.desk.post(f"{at}/{mother['id']}/amend", json=MOTHER | why), "entered-already", "same data")
    amended = made(await chain.desk.post(f"{at}/{mother['id']}/amend", json=right | why))
    assert (amended["amends"], amended["phone"]) == (mother["id"], "+351912000333")
    assert await listed(chain, patient, "guardians") == [amended]
    before, _ = await listed(chain, patient, "guardians", ended="true")
    assert (before["id"], before["phone"], before["ended_because"]) == (mother["id"], MOTHER["phone"], why["reason"])
    refused(await chain.desk.post(f"{at}/{mother['id']}/amend", json=right | why), "already-settled")
    refused(await chain.practitioner.post(f"{at}/{amended['id']}/amend", json=right | why), "forbidden", "", 403)


async def test_a_guardian_is_recorded_once(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, date_of_birth="2012-05-04")
    at = f"/patients/{patient}/guardians"
    made(await chain.desk.post(at, json=MOTHER))
    refused(await chain.desk.post(at, json=MOTHER), "entered-already", "list them")
    for written in ({"name": "SOUSA,  marta"}, {"relation": "legal_guardian"}):
        refused(await chain.desk.post(at, json=MOTHER | written), "entered-already", "amend that one")
    father = made(await chain.desk.post(at, json=MOTHER | {"name": "Rui Sousa"}))
    hers = MOTHER | {"reason": "It is her name and number."}
    refused(await chain.desk.post(f"{at}/{father['id']}/amend", json=hers), "entered-already", "amend that one")


async def test_no_minor_says_who_signs_for_them(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, date_of_birth="2012-05-04")
    at = f"/patients/{patient}/guardians"
    mother = made(await chain.desk.post(at, json=MOTHER))
    themselves = chain.booking.client(Role.PATIENT, subject=patient)
    assert made(await themselves.get(at))["items"] == [mother]
    friend, why = MOTHER | {"name": "A Friend", "phone": "+351912000999"}, {"reason": "They would sign."}
    for path, form in ((at, friend), (f"{at}/{mother['id']}/amend", friend | why), (f"{at}/{mother['id']}/end", why)):
        refused(await themselves.post(path, json=form), "ask-the-clinic", "the front desk")


async def test_a_note_is_there_once(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    at = f"/patients/{patient}/notes"
    note = made(await chain.desk.post(at, json={"text": "Needs the lift"}))
    refused(await chain.practitioner.post(at, json={"text": "Needs the lift"}), "entered-already", "list them")
    made(await chain.desk.post(f"{at}/{note['id']}/remove"))
    made(await chain.desk.post(at, json={"text": "Needs the lift"}))


async def test_a_note_is_amended_by_another_one_and_removed_with_all_its_words(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    at = f"/patients/{patient}/notes"
    first = made(await chain.desk.post(at, json={"text": "Prefers the lift"}))
    second = made(await chain.practitioner.post(f"{at}/{first['id']}/amend", json={"text": "Needs the lift"}))
    assert (second["amends"], second["text"]) == (first["id"], "Needs the lift")
    assert await listed(chain, patient, "notes") == [second]
    assert [each["text"] for each in await listed(chain, patient, "notes", gone="true")] == [
        "Needs the lift",
        "Prefers the lift",
    ]
    refused(await chain.desk.post(f"{at}/{first['id']}/amend", json={"text": "No"}), "already-settled", "stand")
    made(await chain.desk.post(f"{at}/{second['id']}/remove"))
    assert await listed(chain, patient, "notes") == []
    assert [each["text"] for each in await listed(chain, patient, "notes", gone="true")] == [None, None]
    assert "lift" not in "".join(each.model_dump_json() for each in await chain.events())


async def test_notes_are_for_colleagues(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    made(await chain.desk.post(f"/patients/{patient}/notes", json={"text": "Calls in the evening"}))
    herself = chain.booking.client(Role.PATIENT, subject=patient, clinics=[])
    refused(await herself.get(f"/patients/{patient}/notes"), "forbidden", "", 403)
    elsewhere = chain.booking.client(Role.FRONT_DESK, clinics=[UUID((await chain.open()).clinic_id)])
    refused(await elsewhere.get(f"/patients/{patient}/notes"), "forbidden", "", 403)
    archive = made(await herself.get(f"/patients/{patient}/archive"))
    (notes,) = [part["rows"] for part in archive["parts"] if part["name"] == "patient_notes"]
    assert [each["text"] for each in notes] == ["Calls in the evening"]


async def test_who_is_erased_leaves_no_guardian_and_no_note(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    made(await chain.desk.post(f"/patients/{patient}/guardians", json=MOTHER))
    made(await chain.desk.post(f"/patients/{patient}/notes", json={"text": "Her mother is Marta Sousa"}))
    made(await chain.director.post(f"/patients/{patient}/erase", json={"reason": "asked for in writing"}))
    async with chain.booking.work() as work:
        (guardian,) = (await work.execute(select(guardians))).all()
        (note,) = (await work.execute(select(patient_notes))).all()
    assert (guardian.name, guardian.phone, note.text) == ("(erased)", "(erased)", None)
