"""A clinician opens another clinic's patient in an emergency, for some hours; a medical director reviews it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import EmergencyAccessOpened, EmergencyAccessReviewed
from services.booking.people.settings import emergency_lasts
from tests.integration.booking.chain import Chain, House, made, refused

WHY = "came in with swelling of the face"
RECORD = ("/patients/{patient}", "/patients/{patient}/clearances", "/sessions?patient_id={patient}")


@pytest_asyncio.fixture(loop_scope="session")
async def porto(chain: Chain) -> House:
    return await chain.open()


@pytest_asyncio.fixture(loop_scope="session")
async def patient(chain: Chain, lisbon: House) -> str:
    """Lisbon's, with a session that was performed there."""
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    session = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.treated(consult, session)
    treated: str = course["patient_id"]
    return treated


def at(chain: Chain, house: House, role: Role, who: str) -> httpx.AsyncClient:
    treats = house.nurses[0] if role is Role.PRACTITIONER else None
    return chain.booking.client(role, clinics=[UUID(house.clinic_id)], subject=who, practitioner=treats)


async def opens(nurse: httpx.AsyncClient, house: House, patient: str) -> httpx.Response:
    form = {"clinic_id": house.clinic_id, "reason": WHY}
    return await nurse.post(f"/patients/{patient}/emergency-accesses", json=form)


async def reads(who: httpx.AsyncClient, patient: str) -> list[int]:
    return [(await who.get(path.format(patient=patient))).status_code for path in RECORD]


async def test_the_clinician_who_opened_it_reads_the_whole_record_and_changes_nothing(
    chain: Chain, porto: House, patient: str
) -> None:
    nurse = at(chain, porto, Role.PRACTITIONER, "nurse.dias")
    assert await reads(nurse, patient) == [403, 403, 403]
    opened = made(await opens(nurse, porto, patient))
    assert (opened["opened_by"], opened["practitioner_id"]) == ("nurse.dias", porto.nurses[0])
    assert await reads(nurse, patient) == [200, 200, 200]
    [session] = made(await nurse.get("/sessions", params={"patient_id": patient}))["items"]
    assert made(await nurse.get(f"/sessions/{session['id']}"))["id"] == session["id"]
    appointments = made(await nurse.get("/appointments", params={"patient_id": patient}))["items"]
    assert made(await nurse.get(f"/appointments/{appointments[0]['id']}"))["patient_id"] == patient
    booked = next(each for each in appointments if each["status"] == "booked")
    cancel = await nurse.post(f"/appointments/{booked['id']}/cancel", json={"reason": "not ours"})
    refused(cancel, "forbidden", status=403)


async def test_it_opens_one_patient_to_one_person(chain: Chain, lisbon: House, porto: House, patient: str) -> None:
    nurse = at(chain, porto, Role.PRACTITIONER, "nurse.dias")
    made(await opens(nurse, porto, patient))
    assert await reads(at(chain, porto, Role.PRACTITIONER, "nurse.reis"), patient) == [403, 403, 403]
    assert await reads(nurse, await chain.register(lisbon)) == [403, 403, 403]
    assert made(await nurse.get("/appointments", params={"clinic_id": porto.clinic_id}))["items"] == []


async def test_it_ends_by_itself_after_the_hours_of_the_setting(
    chain: Chain, porto: House, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOKING_EMERGENCY_HOURS", "2")
    emergency_lasts.cache_clear()
    nurse = at(chain, porto, Role.PRACTITIONER, "nurse.dias")
    now = chain.booking.clock.now()
    made(await opens(nurse, porto, patient))
    emergency_lasts.cache_clear()
    chain.booking.clock.set(now + timedelta(hours=1, minutes=55))
    assert await reads(nurse, patient) == [200, 200, 200]
    chain.booking.clock.set(now + timedelta(hours=2, minutes=5))
    assert await reads(nurse, patient) == [403, 403, 403]


async def test_the_home_clinic_the_patient_and_the_directors_see_it(
    chain: Chain, lisbon: House, porto: House, patient: str
) -> None:
    opened = made(await opens(at(chain, porto, Role.PRACTITIONER, "nurse.dias"), porto, patient))
    own = chain.booking.client(Role.PATIENT, subject=patient, clinics=[])
    for who in (at(chain, lisbon, Role.FRONT_DESK, "desk.lisbon"), own):
        [seen] = made(await who.get(f"/patients/{patient}/emergency-accesses"))["items"]
        assert (seen["id"], seen["reason"], seen["opened_by"]) == (opened["id"], WHY, "nurse.dias")
    for house in (lisbon, porto):
        [waits] = made(await at(chain, house, Role.MEDICAL_DIRECTOR, "dr.costa").get("/emergency-accesses"))["items"]
        assert (waits["id"], waits["home_clinic_id"]) == (opened["id"], lisbon.clinic_id)
    faro = await chain.open()
    assert made(await at(chain, faro, Role.MEDICAL_DIRECTOR, "dr.luz").get("/emergency-accesses"))["items"] == []


async def test_a_director_closes_the_review_with_a_note_and_the_record_with_it(
    chain: Chain, lisbon: House, porto: House, patient: str
) -> None:
    nurse = at(chain, porto, Role.PRACTITIONER, "nurse.dias")
    opened = made(await opens(nurse, porto, patient))
    director = at(chain, lisbon, Role.MEDICAL_DIRECTOR, "dr.costa")
    review, note = f"/emergency-accesses/{opened['id']}/review", {"note": "asked both clinics, it was needed"}
    refused(await director.post(review, json={}), "not-understood", status=422)
    closed = made(await director.post(review, json=note))
    assert (closed["reviewed_by"], closed["note"]) == ("dr.costa", note["note"])
    assert await reads(nurse, patient) == [403, 403, 403]
    refused(await director.post(review, json=note), "already-reviewed", "dr.costa has reviewed this already")
    assert made(await director.get("/emergency-accesses"))["items"] == []
    [done] = made(await director.get("/emergency-accesses", params={"reviewed": "true"}))["items"]
    assert done["note"] == note["note"]
    own = chain.booking.client(Role.PATIENT, subject=patient, clinics=[])
    [shown] = made(await own.get(f"/patients/{patient}/emergency-accesses"))["items"]
    assert "note" not in shown


async def test_opening_and_review_are_audited_and_published(chain: Chain, porto: House, patient: str) -> None:
    opened = made(await opens(at(chain, porto, Role.PRACTITIONER, "nurse.dias"), porto, patient))
    made(await chain.director.post(f"/emergency-accesses/{opened['id']}/review", json={"note": "it was needed"}))
    entries: list[dict[str, Any]] = made(await chain.director.get("/audit", params={"subject": f"patient/{patient}"}))[
        "items"
    ]
    entries = [each for each in entries if "emergency" in each["action"]]
    assert [each["action"] for each in entries] == ["patient.emergency_reviewed", "patient.opened_in_an_emergency"]
    assert entries[1]["details"]["access"] == opened["id"]
    assert WHY not in str(entries), "the reason may speak of health"
    *_, began, ended = await chain.events()
    assert isinstance(began, EmergencyAccessOpened)
    assert isinstance(ended, EmergencyAccessReviewed)
    assert (str(began.patient_id), began.opened_by, began.access_id) == (patient, "nurse.dias", ended.access_id)


async def test_nobody_reviews_what_they_opened_themselves(
    chain: Chain, lisbon: House, porto: House, patient: str
) -> None:
    director = at(chain, porto, Role.MEDICAL_DIRECTOR, "dr.luz")
    opened = made(await opens(director, porto, patient))
    review, note = f"/emergency-accesses/{opened['id']}/review", {"note": "it was needed"}
    refused(await director.post(review, json=note), "own-emergency", "ask another medical director", 403)
    made(await at(chain, lisbon, Role.MEDICAL_DIRECTOR, "dr.costa").post(review, json=note))


async def test_it_takes_a_reason_a_clinician_and_another_clinics_patient(
    chain: Chain, lisbon: House, porto: House, patient: str
) -> None:
    nurse, place = at(chain, porto, Role.PRACTITIONER, "nurse.dias"), f"/patients/{patient}/emergency-accesses"
    refused(await nurse.post(place, json={"clinic_id": porto.clinic_id}), "not-understood", status=422)
    refused(await opens(nurse, lisbon, patient), "forbidden", "do not work for this clinic", 403)
    refused(await opens(at(chain, porto, Role.FRONT_DESK, "desk.porto"), porto, patient), "forbidden", status=403)
    at_home = at(chain, lisbon, Role.PRACTITIONER, "nurse.reis")
    refused(await opens(at_home, lisbon, patient), "no-emergency", "open the record as usual")


async def test_an_account_that_names_an_unknown_practitioner_opens_it_all_the_same(
    chain: Chain, porto: House, patient: str
) -> None:
    named, clinics = new_id(), [UUID(porto.clinic_id)]
    nurse = chain.booking.client(Role.PRACTITIONER, clinics=clinics, subject="nurse.dias", practitioner=named)
    assert made(await opens(nurse, porto, patient))["practitioner_id"] == str(named)


async def test_nobody_opens_their_own_record(chain: Chain, porto: House, patient: str) -> None:
    themselves = chain.booking.client(
        Role.PRACTITIONER, also=(Role.PATIENT,), clinics=[UUID(porto.clinic_id)], subject=patient
    )
    refused(await opens(themselves, porto, patient), "forbidden", "your own record", 403)


async def test_the_access_log_says_that_it_was_read_in_an_emergency(chain: Chain, porto: House, patient: str) -> None:
    nurse = at(chain, porto, Role.PRACTITIONER, "nurse.dias")
    made(await opens(nurse, porto, patient))
    made(await nurse.get(f"/patients/{patient}"))
    made(await nurse.get("/sessions", params={"patient_id": patient}))
    await chain.booking.api.access_log.write()
    asked = {"patient_id": patient, "actor": "nurse.dias"}
    entries = made(await chain.director.get("/access-log", params=asked))["items"]
    assert {(each["operation"], each["reason"], each["outcome"]) for each in entries} == {
        ("open_in_an_emergency", "staff", "written"),
        ("read_patient", "emergency", "read"),
        ("list_sessions", "emergency", "read"),
    }
