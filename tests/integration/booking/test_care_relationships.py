"""A patient belongs to the home clinic and visits another one for a time, with a reason that the home clinic sees."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from chassis.access.actors import Role
from contracts.booking.patients import CareRelationshipEnded, CareRelationshipOpened
from services.booking.people.settings import care_lasts
from tests.integration.booking.chain import CHOICE, Chain, House, made, refused


@pytest_asyncio.fixture(loop_scope="session")
async def porto(chain: Chain) -> House:
    return await chain.open()


def desk_of(chain: Chain, house: House, role: Role = Role.FRONT_DESK) -> httpx.AsyncClient:
    return chain.booking.client(role, clinics=[UUID(house.clinic_id)], subject=f"{role} of {house.clinic_id}")


async def form_at(desk: httpx.AsyncClient, house: House, patient: str) -> dict[str, Any]:
    asked = {"clinic_id": house.clinic_id, "kind": "consult", "limit": "1"}
    [slot] = made(await desk.get("/slots", params=asked))["items"]
    chosen = {name: slot[name] for name in CHOICE if slot[name] is not None}
    return {"patient_id": patient, "clinic_id": house.clinic_id, "kind": "consult"} | chosen


async def opens(desk: httpx.AsyncClient, house: House, patient: str) -> dict[str, Any]:
    form = {"clinic_id": house.clinic_id, "reason": "on holiday here"}
    return made(await desk.post(f"/patients/{patient}/care-relationships", json=form))


async def test_the_home_clinic_says_no_reason(chain: Chain, lisbon: House) -> None:
    patient, desk = await chain.register(lisbon), desk_of(chain, lisbon)
    form = {"clinic_id": lisbon.clinic_id, "reason": "on holiday here"}
    answer = await desk.post(f"/patients/{patient}/care-relationships", json=form)
    refused(answer, "entered-already", "the patient's home clinic")


async def test_booking_another_clinics_patient_needs_a_reason_first(chain: Chain, lisbon: House, porto: House) -> None:
    patient, desk = await chain.register(lisbon), desk_of(chain, porto)
    form = await form_at(desk, porto, patient)
    refused(
        await desk.post("/appointments", json=form),
        "no-care-relationship",
        f"POST /v1/patients/{patient}/care-relationships",
        403,
    )
    opened = await opens(desk, porto, patient)
    assert opened["patient_name"] == "Inês Sousa"
    assert "phone" not in opened
    made(await desk.post("/appointments", json=form))


async def test_a_visited_clinic_sees_its_appointments_and_not_the_record(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient, desk = await chain.register(lisbon), desk_of(chain, porto)
    await chain.booked(patient, lisbon, "consult")
    await opens(desk, porto, patient)
    at_porto = made(await desk.post("/appointments", json=await form_at(desk, porto, patient)))
    seen = made(await desk.get("/appointments", params={"patient_id": patient}))["items"]
    assert [each["id"] for each in seen] == [at_porto["id"]]
    for path in ("", "/contact-preferences", "/clearances", "/care-relationships"):
        refused(await desk.get(f"/patients/{patient}{path}"), "forbidden", "does not come", 403)
    edit = await desk.patch(f"/patients/{patient}", json={"given_name": "Eve"}, headers={"If-Match": '"1"'})
    refused(edit, "forbidden", "does not come", 403)
    made(await desk.post(f"/appointments/{at_porto['id']}/cancel", json={"reason": "went home"}))
    refused(await desk.get(f"/patients/{patient}"), "forbidden", "does not come", 403)
    assert made(await desk_of(chain, porto, Role.PRACTITIONER).get("/courses", params={"patient_id": patient}))


async def test_the_home_clinic_and_the_patient_see_who_looks_after_them(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient = await chain.register(lisbon)
    opened = await opens(desk_of(chain, porto), porto, patient)
    own = chain.booking.client(Role.PATIENT, subject=patient, clinics=[])
    for who in (desk_of(chain, lisbon), own):
        [seen] = made(await who.get(f"/patients/{patient}/care-relationships"))["items"]
        assert (seen["id"], seen["reason"]) == (opened["id"], "on holiday here")
    audit = {"subject": f"patient/{patient}", "action": "patient.care_opened"}
    [entry] = made(await chain.director.get("/audit", params=audit))["items"]
    assert entry["details"]["reason"] == "on holiday here"


async def test_it_ends_by_itself_thirty_days_after_the_last_appointment(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient, desk = await chain.register(lisbon), desk_of(chain, porto)
    await opens(desk, porto, patient)
    appointment = made(await desk.post("/appointments", json=await form_at(desk, porto, patient)))
    [*_, event] = [each for each in await chain.events() if isinstance(each, CareRelationshipOpened)]
    assert str(event.patient_id) == patient
    chain.go_to(appointment, timedelta(days=29))
    assert made(await desk.get("/appointments", params={"patient_id": patient}))["items"]
    chain.go_to(appointment, timedelta(days=32))
    refused(await desk.get("/appointments", params={"patient_id": patient}), "forbidden", "does not come", 403)
    form = await form_at(desk, porto, patient)
    refused(await desk.post("/appointments", json=form), "no-care-relationship", "", 403)


async def test_how_long_it_lasts_is_the_chains_choice(
    chain: Chain, lisbon: House, porto: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, desk = await chain.register(lisbon), desk_of(chain, porto)
    monkeypatch.setenv("BOOKING_CARE_DAYS", "2")
    care_lasts.cache_clear()
    opened = await opens(desk, porto, patient)
    care_lasts.cache_clear()
    lasts = datetime.fromisoformat(opened["until"]) - datetime.fromisoformat(opened["opened_at"])
    assert lasts == timedelta(days=2)


async def test_a_patient_who_books_elsewhere_says_so_by_booking(chain: Chain, lisbon: House, porto: House) -> None:
    patient = await chain.register(lisbon)
    own = chain.booking.client(Role.PATIENT, subject=patient, clinics=[])
    made(await own.post("/appointments", json=await form_at(own, porto, patient)))
    assert made(await desk_of(chain, porto).get("/appointments", params={"patient_id": patient}))["items"]


async def ends(desk: httpx.AsyncClient, patient: str, visit: dict[str, Any]) -> httpx.Response:
    form = {"reason": "went home, will not come again"}
    return await desk.post(f"/patients/{patient}/care-relationships/{visit['id']}/end", json=form)


async def test_either_clinic_ends_a_visit_early_and_the_visited_one_sees_the_patient_no_more(
    chain: Chain, lisbon: House, porto: House
) -> None:
    for who in (lisbon, porto):
        patient, desk = await chain.register(lisbon), desk_of(chain, porto)
        visit = await opens(desk, porto, patient)
        made(await desk.get("/appointments", params={"patient_id": patient}))
        ended = made(await ends(desk_of(chain, who), patient, visit))
        assert ended["ended_because"] == "went home, will not come again"
        refused(await desk.get("/appointments", params={"patient_id": patient}), "forbidden", "does not come", 403)
        form = await form_at(desk, porto, patient)
        refused(await desk.post("/appointments", json=form), "no-care-relationship", "", 403)
        [*_, event] = await chain.events()
        assert isinstance(event, CareRelationshipEnded)
        assert (str(event.patient_id), str(event.clinic_id)) == (patient, porto.clinic_id)
        refused(await ends(desk_of(chain, lisbon), patient, visit), "visit-ended", "any longer")
        audit = {"subject": f"patient/{patient}", "action": "patient.care_ended"}
        [entry] = made(await chain.director.get("/audit", params=audit))["items"]
        assert entry["details"] == {"clinic": porto.clinic_id, "reason": "went home, will not come again"}


async def test_a_visit_does_not_end_while_an_appointment_is_booked_there(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient, desk = await chain.register(lisbon), desk_of(chain, porto)
    visit = await opens(desk, porto, patient)
    booked = made(await desk.post("/appointments", json=await form_at(desk, porto, patient)))
    refused(await ends(desk_of(chain, lisbon), patient, visit), "still-expected", "move or cancel it first")
    made(await desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "went home"}))
    made(await ends(desk_of(chain, lisbon), patient, visit))


async def test_no_third_clinic_ends_a_visit(chain: Chain, lisbon: House, porto: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    visit = await opens(desk_of(chain, porto), porto, patient)
    faro = desk_of(chain, await chain.open())
    refused(await ends(faro, patient, visit), "forbidden", status=403)
    refused(await ends(desk_of(chain, lisbon), other, visit), "not-found", "no such visit", 404)


async def moves(who: httpx.AsyncClient, patient: str, to: House, **more: str) -> httpx.Response:
    edit = {"home_clinic_id": to.clinic_id} | more
    return await who.patch(f"/patients/{patient}", json=edit, headers={"If-Match": '"1"'})


async def test_another_clinic_does_not_make_a_patient_its_own(chain: Chain, lisbon: House, porto: House) -> None:
    patient, desk = await chain.register(lisbon), desk_of(chain, porto)
    refused(await moves(desk, patient, porto, reason="lives here now"), "forbidden", "does not come", 403)
    await opens(desk, porto, patient)
    refused(await moves(desk, patient, porto, reason="lives here now"), "forbidden", "does not come", 403)


async def test_the_home_clinic_gives_a_patient_to_a_clinic_that_expects_them_with_a_reason(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient, desk = await chain.register(lisbon), desk_of(chain, lisbon)
    refused(await moves(desk, patient, porto), "invalid", "give a reason", 422)
    refused(await moves(desk, patient, porto, reason="moved to Porto"), "no-care-relationship", "ask it to say", 403)
    await opens(desk_of(chain, porto), porto, patient)
    made(await moves(desk, patient, porto, reason="moved to Porto"))
    made(await desk_of(chain, porto).get(f"/patients/{patient}"))
    audit = {"subject": f"patient/{patient}", "action": "patient.home_clinic_changed"}
    [entry] = made(await chain.director.get("/audit", params=audit))["items"]
    assert entry["details"] == {"was": lisbon.clinic_id, "becomes": porto.clinic_id, "reason": "moved to Porto"}


async def test_a_patient_chooses_their_home_clinic_and_the_old_one_goes_on_for_thirty_days(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient = await chain.register(lisbon)
    own = chain.booking.client(Role.PATIENT, subject=patient, clinics=[])
    made(await moves(own, patient, porto))
    old = desk_of(chain, lisbon)
    refused(await old.get(f"/patients/{patient}"), "forbidden", "does not come", 403)
    made(await old.get("/appointments", params={"patient_id": patient}))
    chain.booking.clock.set(chain.booking.clock.now() + timedelta(days=31))
    refused(await old.get("/appointments", params={"patient_id": patient}), "forbidden", "does not come", 403)


async def moved_home(chain: Chain, patient: str, house: House) -> None:
    change = {"home_clinic_id": house.clinic_id, "reason": "She has moved there."}
    made(await chain.desk.patch(f"/patients/{patient}", json=change, headers={"If-Match": '"1"'}))


async def test_the_new_home_clinic_sees_moves_and_calls_off_what_is_booked_at_the_former_one(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient = await chain.register(lisbon)
    booked = await chain.booked(patient, lisbon, "consult")
    desk, at = desk_of(chain, porto), f"/appointments/{booked['id']}"
    refused(await desk.get(at), "forbidden", "You do not work for this clinic", 403)
    await moved_home(chain, patient, porto)
    [seen] = made(await desk.get("/appointments", params={"patient_id": patient}))["items"]
    assert made(await desk.get(at))["id"] == seen["id"] == booked["id"]
    assert made(await desk.get(f"{at}/cancellation"))["is_late"] is False
    assert made(await desk.get(f"{at}/stations"))["stations"] == []
    asked = {"clinic_id": lisbon.clinic_id, "kind": "consult", "moving": booked["id"], "limit": "5"}
    slots = made(await desk.get("/slots", params=asked))["items"]
    slot = next(each for each in slots if each["starts_at"] != booked["starts_at"])
    chosen = {name: slot[name] for name in CHOICE if slot[name] is not None}
    held = {"patient_id": patient, "clinic_id": lisbon.clinic_id, "kind": "consult", "moving_id": booked["id"]}
    hold = made(await desk.post("/holds", json=held | chosen))
    assert [each["id"] for each in made(await desk.get("/holds", params={"patient_id": patient}))["items"]] == [
        hold["id"]
    ]
    tag = {"If-Match": f'"{seen["version"]}"'}
    moved = made(await desk.post(f"{at}/move", json=chosen | {"hold_id": hold["id"]}, headers=tag))
    assert moved["starts_at"] == slot["starts_at"]
    assert made(await desk.post(f"{at}/cancel", json={"reason": "cannot come"}))["status"] == "cancelled"
    assert made(await desk.post(f"{at}/reinstate", json={"reason": "It was another one."}))["status"] == "booked"
    assert made(await desk_of(chain, lisbon).post(f"{at}/cancel", json={"reason": "cannot come"}))["status"] == (
        "cancelled"
    )
    audit = {"subject": f"patient/{patient}", "action": "patient.changed_by_home_clinic"}
    entries = made(await chain.director.get("/audit", params=audit))["items"]
    assert {each["details"]["operation"] for each in entries} == {
        "hold_slot",
        "move_appointment",
        "cancel_appointment",
        "reinstate_appointment",
    }
    assert all(each["details"]["at"] == [lisbon.clinic_id] for each in entries)


async def test_what_happens_at_a_clinic_is_said_there_and_not_by_the_home_clinic(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient = await chain.register(lisbon)
    booked = await chain.booked(patient, lisbon, "consult")
    await moved_home(chain, patient, porto)
    desk, at = desk_of(chain, porto), f"/appointments/{booked['id']}"
    chain.go_to(booked)
    refused(await desk.post(f"{at}/stations", json={"station": "arrived"}), "forbidden", "do not work for", 403)
    chain.go_to(booked, timedelta(hours=1))
    refused(await desk.post(f"{at}/miss"), "forbidden", "do not work for", 403)
    assert made(await desk_of(chain, lisbon).post(f"{at}/miss"))["status"] == "missed"


async def test_the_new_home_clinic_does_not_book_at_the_former_one_nor_look_for_its_times(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient = await chain.register(lisbon)
    await moved_home(chain, patient, porto)
    desk = desk_of(chain, porto)
    form = await form_at(chain.desk, lisbon, patient)
    refused(await desk.post("/appointments", json=form), "forbidden", "do not work for", 403)
    refused(await desk.post("/holds", json=form), "forbidden", "do not work for", 403)
    asked = {"clinic_id": lisbon.clinic_id, "kind": "consult", "patient_id": patient}
    refused(await desk.get("/slots", params=asked), "forbidden", "do not work for", 403)


async def test_whoever_treats_at_the_new_home_clinic_reads_what_was_done_at_the_former_one(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    done = await chain.treated(consult, session)
    nurse, of = desk_of(chain, porto, Role.PRACTITIONER), {"patient_id": patient}
    refused(await nurse.get(f"/sessions/{done['id']}"), "forbidden", "do not work for", 403)
    refused(await nurse.get("/sessions", params=of), "forbidden", "does not come", 403)
    await moved_home(chain, patient, porto)
    assert [each["id"] for each in made(await nurse.get("/sessions", params=of))["items"]] == [done["id"]]
    assert made(await nurse.get(f"/sessions/{done['id']}"))["id"] == done["id"]
    [found] = made(await nurse.get("/consults", params=of))["items"]
    assert made(await nurse.get(f"/consults/{found['id']}"))["id"] == found["id"]


async def test_who_waits_at_the_former_home_clinic_is_seen_changed_and_taken_off_at_the_new_one(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient = await chain.register(lisbon)
    form = {"patient_id": patient, "clinic_ids": [lisbon.clinic_id], "last_day": "2027-04-30"}
    entry = made(await chain.desk.post("/waitlist-entries", json=form))
    desk, at = desk_of(chain, porto), f"/waitlist-entries/{entry['id']}"
    refused(await desk.get(at), "forbidden", "does not come", 403)
    await moved_home(chain, patient, porto)
    assert made(await desk.get(at))["patient_id"] == patient
    [listed] = made(await desk.get("/waitlist-entries", params={"patient_id": patient}))["items"]
    assert listed["id"] == entry["id"]
    assert made(await desk.post(f"{at}/withdraw"))["state"] == "ended"
