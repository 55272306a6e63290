"""Appointments over HTTP: what a front desk and a patient may do, and every refusal by its name."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from contracts.booking.appointments import AppointmentBooked, AppointmentCancelled, AppointmentMissed, AppointmentMoved
from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import GTIN, Chain, House, made, moment, refused

TUESDAY = datetime(2027, 3, 2, 12, 30, tzinfo=UTC)


@pytest.fixture
def form(lisbon: House) -> dict[str, Any]:
    return {
        "clinic_id": lisbon.clinic_id,
        "kind": "consult",
        "starts_at": TUESDAY.isoformat(),
        "practitioner_id": lisbon.nurses[0],
        "room_id": lisbon.rooms[0],
    }


async def test_a_booking_is_shown_with_names_and_published(chain: Chain, lisbon: House, form: dict[str, Any]) -> None:
    patient = await chain.register(lisbon)
    response = await chain.desk.post("/appointments", json=form | {"patient_id": patient})
    appointment = made(response)
    assert response.headers["ETag"] == '"1"'
    assert appointment["patient_name"] == "Inês Sousa"
    assert (appointment["practitioner_name"], appointment["room_name"]) == ("Ana Reis 0", "Room 0")
    assert (appointment["status"], appointment["origin"]) == ("booked", "requested")
    (event,) = await chain.events("AppointmentBooked")
    assert isinstance(event, AppointmentBooked)
    assert (event.time.starts_at, event.time.ends_at) == (TUESDAY, TUESDAY + timedelta(minutes=30))
    assert event.cartridges is None


async def test_the_same_key_books_once(chain: Chain, lisbon: House, form: dict[str, Any]) -> None:
    patient = await chain.register(lisbon)
    key = {"Idempotency-Key": "the clerk pressed twice"}
    first = await chain.desk.post("/appointments", json=form | {"patient_id": patient}, headers=key)
    again = await chain.desk.post("/appointments", json=form | {"patient_id": patient}, headers=key)
    assert again.status_code == 201
    assert again.json() == first.json()
    assert len(await chain.events("AppointmentBooked")) == 1
    later = form | {"patient_id": patient, "starts_at": (TUESDAY + timedelta(hours=1)).isoformat()}
    refused(await chain.desk.post("/appointments", json=later, headers=key), "key-reused", status=422)


NOBODY = "01940000-0000-7000-8000-000000000000"
REFUSED: list[tuple[dict[str, Any], str, str, int]] = [
    ({"starts_at": "2027-03-01T07:00:00Z"}, "in-the-past", "is in the past", 409),
    ({"starts_at": "2027-03-02T08:45:00Z"}, "clinic-closed", "09:00–18:00", 409),
    ({"starts_at": "2027-03-02T17:45:00Z"}, "clinic-closed", "takes 30 minutes", 409),
    ({"starts_at": "2027-03-06T12:00:00Z"}, "clinic-closed", "closed", 409),
    ({"starts_at": "2027-03-02T12:00:00"}, "not-understood", "time zone", 422),
    ({"practitioner_id": NOBODY}, "not-found", "no such practitioner", 404),
    ({"room_id": NOBODY}, "not-found", "no such room", 404),
    ({"patient_id": NOBODY}, "not-found", "no such patient", 404),
    ({"clinic_id": NOBODY}, "not-found", "no such clinic", 404),
    ({"course_id": NOBODY, "kind": "session"}, "not-found", "no such course", 404),
    ({"kind": "session"}, "no-clearance", "Screening has not decided", 409),
    ({"kind": "review"}, "course-required", "name the patient's course", 409),
    ({"kind": "massage"}, "not-understood", "kind", 422),
    ({"note": "by the window"}, "not-understood", "note", 422),
]


async def test_what_cannot_be_booked_is_refused_with_a_reason(
    chain: Chain, lisbon: House, form: dict[str, Any]
) -> None:
    patient = await chain.register(lisbon)
    for changes, problem, words, status in REFUSED:
        wanted = form | {"patient_id": patient} | changes
        refused(await chain.desk.post("/appointments", json=wanted), problem, words, status)
    assert await chain.events("AppointmentBooked") == []


async def test_a_room_of_another_clinic_and_a_needless_device_are_refused(
    chain: Chain, lisbon: House, form: dict[str, Any]
) -> None:
    porto = await chain.open()
    wanted = form | {"patient_id": await chain.register(lisbon)}
    elsewhere = wanted | {"room_id": porto.rooms[0]}
    refused(await chain.desk.post("/appointments", json=elsewhere), "not-found", "no such room at this clinic", 404)
    needless = wanted | {"device_id": lisbon.pens[0]}
    refused(await chain.desk.post("/appointments", json=needless), "invalid", "uses no device", 422)


async def test_a_consult_takes_a_qualified_practitioner(chain: Chain, lisbon: House, form: dict[str, Any]) -> None:
    trainee = {"given_name": "Rui", "family_name": "Dias", "profession": "trainee"}
    added = made(await chain.operator.post(f"/clinics/{lisbon.clinic_id}/practitioners", json=trainee))
    wanted = form | {"patient_id": await chain.register(lisbon), "practitioner_id": added["id"]}
    refused(await chain.desk.post("/appointments", json=wanted), "not-qualified", "Rui Dias has no permission")
    slots = await chain.slots(lisbon, "consult", practitioner_id=added["id"])
    assert slots == []


async def test_a_session_takes_who_may_and_what_was_screened(chain: Chain) -> None:
    house = await chain.open(nurses=("2.0", "1.0"))
    other_pen = await chain.add_device(house, model="exceed")
    patient = await chain.register(house)
    _, course = await chain.cleared(patient, house)
    (slot, *_) = await chain.slots(house, "session", course_id=course["id"], near="12:30")
    shallow = await chain.book(patient, house, "session", slot, course_id=course["id"], practitioner_id=house.nurses[1])
    refused(shallow, "not-qualified", "may needle to 1 mm with a microneedling pen, not to 1.5 mm")
    wrong = await chain.book(patient, house, "session", slot, course_id=course["id"], device_id=other_pen)
    refused(wrong, "wrong-device", "screened for skinpen, not for exceed")
    none = await chain.book(patient, house, "session", slot, course_id=course["id"], device_id=None)
    refused(none, "wrong-device", "needs a skinpen device")
    someone = await chain.register(house)
    stolen = await chain.book(someone, house, "session", slot, course_id=course["id"])
    refused(stolen, "invalid", "another patient's", 422)
    session = made(await chain.book(patient, house, "session", slot, course_id=course["id"]))
    assert session["cartridges"] == {"gtin": GTIN, "quantity": 1, "substitute_gtin": None}
    (other, *_) = await chain.slots(house, "consult")
    twice = await chain.book(patient, house, "session", slot | other, course_id=course["id"])
    refused(twice, "already-booked", "move that one")
    review = await chain.book(patient, house, "review", other, course_id=course["id"])
    refused(review, "course-finished", "0 of 3 sessions")


async def test_a_deferred_patient_gets_the_first_day_for_a_session(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult = await chain.consulted(patient, lisbon)
    day = datetime(2027, 9, 1, tzinfo=UTC).date()
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DEFERRED, eligible_from=day)
    (slot, *_) = await chain.slots(lisbon, "consult")
    problem = refused(
        await chain.book(patient, lisbon, "session", slot), "deferred", "from Wednesday, 1 September 2027"
    )
    assert problem["eligible_from"] == "2027-09-01"


async def test_no_session_before_the_clearances_first_day_or_after_its_last(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    first, last = datetime(2027, 3, 10, tzinfo=UTC).date(), datetime(2027, 3, 12, tzinfo=UTC).date()
    _, course = await chain.cleared(patient, lisbon, eligible_from=first, valid_until=last)
    (slot, *_) = await chain.slots(lisbon, "session", course_id=course["id"], near="12:30")
    early = await chain.book(
        patient, lisbon, "session", slot, course_id=course["id"], starts_at="2027-03-09T12:30:00Z", reason="hurry"
    )
    refused(early, "deferred", "may come from Wednesday, 10 March 2027")
    late = await chain.book(
        patient, lisbon, "session", slot, course_id=course["id"], starts_at="2027-03-15T12:30:00Z", reason="busy"
    )
    refused(late, "no-clearance", "ends on Friday, 12 March 2027")


async def test_a_move_frees_the_old_time_and_publishes_the_new(
    chain: Chain, lisbon: House, form: dict[str, Any]
) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    appointment = made(await chain.desk.post("/appointments", json=form | {"patient_id": patient}))
    at = f"/appointments/{appointment['id']}"
    later = {"starts_at": (TUESDAY + timedelta(minutes=15)).isoformat()}
    refused(await chain.desk.post(f"{at}/move", json=later), "precondition-required", "If-Match", 428)
    stale = await chain.desk.post(f"{at}/move", json=later, headers={"If-Match": '"7"'})
    refused(stale, "stale", "read it again", 412)
    moved = made(await chain.desk.post(f"{at}/move", json=later, headers={"If-Match": '"1"'}))
    assert (moved["starts_at"], moved["version"]) == ("2027-03-02T12:45:00Z", 2)
    (event,) = await chain.events("AppointmentMoved")
    assert isinstance(event, AppointmentMoved)
    assert (event.previous_starts_at, event.time.starts_at) == (TUESDAY, TUESDAY + timedelta(minutes=15))
    freed = form | {"patient_id": other, "starts_at": (TUESDAY - timedelta(minutes=15)).isoformat()}
    assert (await chain.desk.post("/appointments", json=freed)).status_code == 201
    onto = {"starts_at": TUESDAY.isoformat()}
    taken = await chain.desk.post(f"{at}/move", json=onto, headers={"If-Match": '"2"'})
    refused(taken, "slot-taken", "practitioner, room")
    past = await chain.desk.post(f"{at}/move", json={"starts_at": "2027-03-01T07:00Z"}, headers={"If-Match": '"2"'})
    refused(past, "in-the-past")


async def test_another_room_at_the_same_time_is_nobody_elses_business(chain: Chain) -> None:
    house = await chain.open(rooms=2)
    appointment = await chain.booked(await chain.register(house), house, "consult")
    rooms = set(house.rooms) - {appointment["room_id"]}
    change = {"starts_at": appointment["starts_at"], "room_id": rooms.pop()}
    moved = made(
        await chain.desk.post(f"/appointments/{appointment['id']}/move", json=change, headers={"If-Match": '"1"'})
    )
    assert moved["room_id"] != appointment["room_id"]
    assert await chain.events("AppointmentMoved") == []


async def test_a_cancelled_time_is_free_again_and_stays_cancelled(
    chain: Chain, lisbon: House, form: dict[str, Any]
) -> None:
    patient = await chain.register(lisbon)
    at = f"/appointments/{made(await chain.desk.post('/appointments', json=form | {'patient_id': patient}))['id']}"
    cancelled = made(await chain.desk.post(f"{at}/cancel", json={"reason": "has to work"}))
    assert (cancelled["status"], cancelled["cancel_reason"]) == ("cancelled", "has to work")
    (event,) = await chain.events("AppointmentCancelled")
    assert isinstance(event, AppointmentCancelled)
    assert event.reason == "not_stated"  # what the front desk wrote stays with the clinic
    refused(await chain.desk.post(f"{at}/cancel", json={"reason": "again"}), "wrong-status", "was cancelled")
    move = {"starts_at": (TUESDAY + timedelta(hours=1)).isoformat()}
    refused(await chain.desk.post(f"{at}/move", json=move, headers={"If-Match": '"2"'}), "wrong-status")
    refused(await chain.desk.post(f"{at}/miss"), "wrong-status")
    assert (await chain.desk.post("/appointments", json=form | {"patient_id": patient})).status_code == 201


async def test_a_patient_is_missed_only_after_the_start(chain: Chain, lisbon: House) -> None:
    appointment = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    at = f"/appointments/{appointment['id']}/miss"
    refused(await chain.desk.post(at), "not-its-day", "cancel it")
    chain.go_to(appointment, timedelta(minutes=20))
    assert made(await chain.desk.post(at))["status"] == "missed"
    (event,) = await chain.events("AppointmentMissed")
    assert isinstance(event, AppointmentMissed)


async def test_a_patient_books_moves_and_cancels_only_what_is_their_own(
    chain: Chain, lisbon: House, form: dict[str, Any]
) -> None:
    mine, theirs = await chain.register(lisbon), await chain.register(lisbon)
    ines = chain.booking.client(Role.PATIENT, subject=mine)
    slots = made(await ines.get("/slots", params={"clinic_id": lisbon.clinic_id, "kind": "consult", "near": "12:30"}))
    choice = {name: slots["items"][1][name] for name in ("starts_at", "practitioner_id", "room_id")}
    own = made(await ines.post("/appointments", json=form | choice | {"patient_id": mine}))
    refused(await ines.post("/appointments", json=form | {"patient_id": theirs}), "forbidden", "their own", 403)
    other = await chain.booked(theirs, lisbon, "consult", near="16:00")
    at = f"/appointments/{other['id']}"
    refused(await ines.get(at), "forbidden", status=403)
    refused(await ines.post(f"{at}/cancel", json={"reason": "mine now"}), "forbidden", status=403)
    move = {"starts_at": own["starts_at"]}
    refused(await ines.post(f"{at}/move", json=move, headers={"If-Match": '"1"'}), "forbidden", status=403)
    refused(await ines.get("/appointments", params={"patient_id": theirs}), "forbidden", status=403)
    refused(await ines.post(f"{at}/miss"), "forbidden", status=403)
    listed = made(await ines.get("/appointments", params={"clinic_id": lisbon.clinic_id}))
    assert [one["id"] for one in listed["items"]] == [own["id"]]
    cancelled = await ines.post(f"/appointments/{own['id']}/cancel", json={"reason": "cannot come"})
    assert made(cancelled)["status"] == "cancelled"


async def test_staff_act_only_for_the_clinics_that_they_work_for(
    chain: Chain, lisbon: House, form: dict[str, Any]
) -> None:
    porto = await chain.open()
    patient = await chain.register(lisbon)
    appointment = made(await chain.desk.post("/appointments", json=form | {"patient_id": patient}))
    stranger = chain.booking.client(Role.FRONT_DESK, clinics=[UUID(porto.clinic_id)])
    asked = {"clinic_id": lisbon.clinic_id, "kind": "consult"}
    words = "do not work for this clinic"
    refused(await stranger.get("/slots", params=asked), "forbidden", words, 403)
    refused(await stranger.post("/appointments", json=form | {"patient_id": patient}), "forbidden", words, 403)
    at = f"/appointments/{appointment['id']}"
    refused(await stranger.get(at), "forbidden", words, 403)
    refused(await stranger.post(f"{at}/cancel", json={"reason": "x"}), "forbidden", words, 403)
    refused(await stranger.get("/appointments", params={"clinic_id": lisbon.clinic_id}), "forbidden", words, 403)
    refused(await stranger.get("/appointments", params={"patient_id": patient}), "forbidden", "does not come", 403)
    refused(await stranger.get(f"/patients/{patient}"), "forbidden", "does not come", 403)


async def test_a_days_calendar_is_listed_in_pages_by_start(chain: Chain, lisbon: House) -> None:
    for near in ("16:00", "09:00", "12:30"):
        await chain.booked(await chain.register(lisbon), lisbon, "consult", near=near)
    asked = {"clinic_id": lisbon.clinic_id, "from": "2027-03-01T00:00:00Z", "to": "2027-03-02T00:00:00Z", "limit": "2"}
    first = made(await chain.desk.get("/appointments", params=asked))
    second = made(await chain.desk.get("/appointments", params=asked | {"after": first["next"]}))
    times = [one["local_start"][11:16] for one in first["items"] + second["items"]]
    assert times == ["09:00", "12:30", "16:00"]
    assert second["next"] is None
    refused(await chain.desk.get("/appointments"), "invalid", "Send patient_id or clinic_id", 422)
    refused(await chain.desk.get(f"/appointments/{lisbon.clinic_id}"), "not-found", status=404)


async def test_nobody_comes_in_without_a_role(chain: Chain, lisbon: House, form: dict[str, Any]) -> None:
    stock = chain.booking.client(Role.STOCK_MANAGER)
    patient = await chain.register(lisbon)
    refused(await stock.post("/appointments", json=form | {"patient_id": patient}), "forbidden", "roles", 403)
    anonymous = await stock.get(f"/patients/{patient}", headers={"Authorization": ""})
    refused(anonymous, "unauthenticated", status=401)
    assert moment("2027-03-01T08:00:00Z") <= chain.booking.clock.now()


async def test_a_patients_appointments_come_newest_first_unless_asked_otherwise(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    first = await chain.booked(patient, lisbon, "consult", near="09:00")
    second = await chain.booked(patient, lisbon, "consult", near="16:00")
    made(await chain.desk.post(f"/appointments/{first['id']}/cancel", json={"reason": "ill"}))

    async def listed(**query: str) -> list[str]:
        answer = made(await chain.desk.get("/appointments", params={"patient_id": patient, **query}))
        return [one["id"] for one in answer["items"]]

    assert await listed() == [second["id"], first["id"]]
    assert await listed(order="soonest") == [first["id"], second["id"]]
    assert await listed(status="cancelled") == [first["id"]]
    assert await listed(kind="session") == []
    assert await listed(to=second["starts_at"]) == [first["id"]]
    far = await chain.desk.get("/appointments", params={"patient_id": patient, "from": "9999-12-31T23:59:59-12:00"})
    refused(far, "not-understood", "Give a year between", 422)
