"""Consent to processing is recorded: who, when, to which wording."""

from datetime import timedelta
from uuid import UUID

import httpx
from sqlalchemy import delete

from chassis.access.actors import Role
from contracts.booking.patients import ContactPreferencesChanged
from services.booking.care.commands.first_list import list_work
from services.booking.tables import worklist_items
from tests.integration.booking.chain import Chain, House, made, moment, refused


async def consents(chain: Chain, patient: str) -> list[tuple[str, str]]:
    items = made(await chain.desk.get(f"/patients/{patient}/processing-consents"))["items"]
    return [(one["wording"], one["recorded_by"]) for one in items]


async def test_a_consent_is_recorded_at_registration(chain: Chain, lisbon: House) -> None:
    desk = chain.booking.client(Role.FRONT_DESK, subject="desk.lisbon")
    form = {
        "given_name": "Inês",
        "family_name": "Sousa",
        "date_of_birth": "1990-05-04",
        "home_clinic_id": lisbon.clinic_id,
        "phone": "+351912345678",
        "channel": "sms",
        "consent_wording": "privacy-2026-11",
    }
    patient = made(await desk.post("/patients", json=form))["id"]
    assert await consents(chain, patient) == [("privacy-2026-11", "desk.lisbon")]


async def test_who_registers_without_a_consent_gives_it_later_themselves(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    assert await consents(chain, patient) == []
    own = chain.booking.client(Role.PATIENT, subject=UUID(patient))
    given = made(await own.post(f"/patients/{patient}/processing-consents", json={"wording": "privacy-2027-01"}))
    assert given["agreed_at"].startswith("2027-03-01")
    assert await consents(chain, patient) == [("privacy-2027-01", patient)]
    again = await chain.desk.post(f"/patients/{patient}/processing-consents", json={"wording": "privacy-2027-01"})
    refused(again, "entered-already", "agreed to privacy-2027-01 on")


async def test_a_later_wording_stands_beside_the_earlier_one(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, consent_wording="v1")
    made(await chain.desk.post(f"/patients/{patient}/processing-consents", json={"wording": "v2"}))
    assert [wording for wording, _ in await consents(chain, patient)] == ["v2", "v1"]


async def test_nobody_agrees_for_somebody_else_or_without_saying_to_what(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    stranger = chain.booking.client(Role.PATIENT, subject=UUID(other))
    answer = await stranger.post(f"/patients/{patient}/processing-consents", json={"wording": "v1"})
    assert answer.status_code == 403
    wrong = await chain.desk.post(f"/patients/{patient}/processing-consents", json={"wording": "see our web site"})
    assert wrong.status_code == 422
    assert await consents(chain, patient) == []


async def test_the_consent_of_an_erased_patient_stays_under_the_id(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, consent_wording="v1")
    made(await chain.director.post(f"/patients/{patient}/erase", json={"reason": "asked for in writing"}))
    refused(await chain.desk.get(f"/patients/{patient}/processing-consents"), "not-found", "was removed", 404)
    archive = made(await chain.director.get(f"/patients/{patient}/archive"))
    [part] = [each for each in archive["parts"] if each["name"] == "processing_consents"]
    assert [row["wording"] for row in part["rows"]] == ["v1"]


async def withdraw(chain: Chain, consent_id: str, by: httpx.AsyncClient | None = None) -> httpx.Response:
    how = {"reason": "her letter of this morning"}
    return await (by or chain.desk).post(f"/processing-consents/{consent_id}/withdraw", json=how)


async def to_settle(chain: Chain, house: House, **query: str) -> list[str]:
    found = made(await chain.director.get("/processing-consents", params={"clinic_id": house.clinic_id, **query}))
    return [each["patient_id"] for each in found["items"]]


async def test_who_withdraws_the_last_consent_gets_no_marketing_and_a_director_says_what_is_kept(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon, consent_wording="v1", marketing=True)
    made(await chain.desk.post(f"/patients/{patient}/processing-consents", json={"wording": "v2"}))
    second, first = made(await chain.desk.get(f"/patients/{patient}/processing-consents"))["items"]
    made(await withdraw(chain, first["id"]))
    at = f"/patients/{patient}/contact-preferences"
    assert made(await chain.desk.get(at))["marketing"], "another consent stands"
    assert patient not in await to_settle(chain, lisbon)
    own = chain.booking.client(Role.PATIENT, subject=UUID(patient))
    ended = made(await withdraw(chain, second["id"], own))
    assert (ended["withdrawn_by"], ended["withdrawn_because"]) == (patient, "her letter of this morning")
    assert not made(await chain.desk.get(at))["marketing"]
    told = [each for each in await chain.events("ContactPreferencesChanged") if each.key == patient][-1]
    assert isinstance(told, ContactPreferencesChanged)
    assert not told.marketing
    assert (await to_settle(chain, lisbon)).count(patient) == 2
    refused(await withdraw(chain, second["id"]), "already-settled", "withdrawn already")
    kept = {"note": "treatment records stay for the time that the law says"}
    path = f"/processing-consents/{second['id']}/settle"
    refused(await chain.desk.post(path, json=kept), "forbidden", "", 403)
    settled = made(await chain.director.post(path, json=kept))
    assert (settled["settled_note"], settled["clinic_id"]) == (kept["note"], lisbon.clinic_id)
    refused(await chain.director.post(path, json=kept), "already-settled", "has decided")
    assert (await to_settle(chain, lisbon)).count(patient) == 1
    assert await to_settle(chain, lisbon, settled="true") == [patient]


async def test_who_agrees_again_is_not_decided_about_and_who_is_erased_neither(chain: Chain, lisbon: House) -> None:
    patient, leaves = await chain.register(lisbon, consent_wording="v1"), await chain.register(lisbon)
    made(await chain.desk.post(f"/patients/{leaves}/processing-consents", json={"wording": "v1"}))
    for each in (patient, leaves):
        (given,) = made(await chain.desk.get(f"/patients/{each}/processing-consents"))["items"]
        made(await withdraw(chain, given["id"]))
        assert each in await to_settle(chain, lisbon)
    (given,) = made(await chain.desk.get(f"/patients/{patient}/processing-consents"))["items"]
    made(await chain.desk.post(f"/patients/{patient}/processing-consents", json={"wording": "v1"}))
    assert patient not in await to_settle(chain, lisbon)
    refused(
        await chain.director.post(f"/processing-consents/{leaves}/settle", json={"note": "no such one"}),
        "not-found",
        "",
        404,
    )
    made(await chain.director.post(f"/patients/{leaves}/erase", json={"reason": "asked for in writing"}))
    assert leaves not in await to_settle(chain, lisbon)
    other = chain.booking.client(Role.PATIENT, subject=UUID(leaves))
    assert (await withdraw(chain, given["id"], other)).status_code == 403


async def consent_items(chain: Chain, patient: str) -> list[tuple[str, bool]]:
    """At which clinic a director has to decide, and whether the director may take it."""
    asked = {"kind": "consent_withdrawn", "patient_id": patient}
    items = made(await chain.director.get("/worklist", params=asked))["items"]
    return [(each["clinic_id"], each["may_claim"]) for each in items]


async def agrees_to_nothing(chain: Chain, patient: str) -> None:
    for each in made(await chain.desk.get(f"/patients/{patient}/processing-consents"))["items"]:
        made(await withdraw(chain, each["id"]))


async def test_who_agrees_to_nothing_is_work_for_a_director_within_a_week(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, consent_wording="v1")
    made(await chain.desk.post(f"/patients/{patient}/processing-consents", json={"wording": "v2"}))
    second, first = made(await chain.desk.get(f"/patients/{patient}/processing-consents"))["items"]
    made(await withdraw(chain, first["id"]))
    assert await consent_items(chain, patient) == [], "another consent stands"
    ended = made(await withdraw(chain, second["id"]))
    assert await consent_items(chain, patient) == [(lisbon.clinic_id, True)]
    asked = {"kind": "consent_withdrawn", "patient_id": patient}
    (seen,) = made(await chain.desk.get("/worklist", params=asked))["items"]
    assert not seen["may_claim"]
    assert moment(seen["due_at"]) - moment(ended["withdrawn_at"]) == timedelta(days=7)
    for each in (first, second):
        assert await consent_items(chain, patient)
        settled = f"/processing-consents/{each['id']}/settle"
        made(await chain.director.post(settled, json={"note": "records of treatments stay"}))
    assert await consent_items(chain, patient) == []


async def test_what_a_merge_and_another_home_do_to_a_withdrawn_consent(chain: Chain, lisbon: House) -> None:
    porto = await chain.open()
    agrees = await chain.register_alike(lisbon, consent_wording="v1")
    ends, stays = await chain.register_alike(lisbon, consent_wording="v1"), await chain.register_alike(lisbon)
    await agrees_to_nothing(chain, ends)
    why = {"reason": "the same passport at both visits"}
    made(await chain.director.post(f"/patients/{ends}/merge", json={"into": stays} | why))
    assert await consent_items(chain, stays) == [(lisbon.clinic_id, True)]
    at = f"/patients/{stays}"
    version = made(await chain.desk.get(at))["version"]
    own, moves = chain.booking.client(Role.PATIENT, subject=UUID(stays)), {"home_clinic_id": porto.clinic_id}
    made(await own.patch(at, json=moves, headers={"If-Match": f'"{version}"'}))
    assert await consent_items(chain, stays) == [(porto.clinic_id, True)]
    made(await chain.director.post(f"/patients/{stays}/merge", json={"into": agrees} | why))
    assert await consent_items(chain, agrees) == [], "the person agrees, in another record"


async def test_what_was_withdrawn_before_it_was_on_the_worklist_is_listed_after_the_upgrade(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon, consent_wording="v1")
    await agrees_to_nothing(chain, patient)
    async with chain.booking.work() as work:
        await work.execute(delete(worklist_items).where(worklist_items.c.patient_id == UUID(patient)))
        await list_work(work, None)
        await list_work(work, None)
    assert await consent_items(chain, patient) == [(lisbon.clinic_id, True)]
