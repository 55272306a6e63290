"""Late cancellations, no-shows and deposits: facts for the till, by policies that somebody entered."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from contracts.booking.appointments import AttendanceNoted, AttendanceSettled
from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import CHOICE, Chain, House, made, moment, refused

WHY = {"reason": "agreed with the owner"}
STRICT = WHY | {"late_hours": 24}
TODAY = "2027-03-01"
"""The day of the tests' Monday."""


async def agreed(chain: Chain, **policy: Any) -> dict[str, Any]:
    """The chain's policy from today on."""
    return made(await chain.director.put(f"/attendance-policies/{TODAY}", json=STRICT | policy))


async def cancel(chain: Chain, appointment: dict[str, Any], **form: str) -> dict[str, Any]:
    said = {"reason": "travels", "code": "patient_asked"} | form
    return made(await chain.desk.post(f"/appointments/{appointment['id']}/cancel", json=said))


async def preview(chain: Chain, appointment: dict[str, Any]) -> dict[str, Any]:
    return made(await chain.desk.get(f"/appointments/{appointment['id']}/cancellation"))


async def attendance(chain: Chain, patient: str) -> dict[str, Any]:
    return made(await chain.desk.get(f"/patients/{patient}/attendance"))


async def booked(chain: Chain, house: House, patient: str | None = None, **names: Any) -> dict[str, Any]:
    return await chain.booked(patient or await chain.register(house), house, "consult", **names)


async def miss(chain: Chain, house: House, patient: str) -> dict[str, Any]:
    appointment = await booked(chain, house, patient)
    chain.go_to(appointment, timedelta(minutes=30))
    made(await chain.desk.post(f"/appointments/{appointment['id']}/miss"))
    return appointment


async def test_a_late_cancellation_is_said_before_the_act_and_noted_for_the_till(chain: Chain, lisbon: House) -> None:
    policy = await agreed(chain, late_hours=2)
    appointment = await booked(chain, lisbon)
    chain.go_to(appointment, -timedelta(hours=3))
    said = await preview(chain, appointment)
    assert (said["is_late"], moment(said["late_from"])) == (
        False,
        moment(appointment["starts_at"]) - timedelta(hours=2),
    )
    chain.go_to(appointment, -timedelta(hours=1))
    own = chain.booking.client(Role.PATIENT, subject=UUID(appointment["patient_id"]))
    said = made(await own.get(f"/appointments/{appointment['id']}/cancellation"))
    assert (said["is_late"], said["policy"]["id"]) == (True, policy["id"])
    assert "less than 2 hours" in said["sentence"]
    assert await chain.events("AttendanceNoted") == [], "nothing has happened yet"
    made(await own.post(f"/appointments/{appointment['id']}/cancel", json={"reason": "travels"}))
    (event,) = await chain.events("AttendanceNoted")
    assert isinstance(event, AttendanceNoted)
    assert (event.fact, str(event.policy_id), event.spared) == ("cancelled_late", policy["id"], False)
    seen = await attendance(chain, appointment["patient_id"])
    assert (seen["cancelled_late"], seen["missed"]) == (1, 0)


async def moved(chain: Chain, appointment: dict[str, Any], house: House, **form: Any) -> dict[str, Any]:
    slots = await chain.slots(house, "consult", moving=appointment["id"], limit=300)
    slot = next(
        each for each in slots if moment(each["starts_at"]) > moment(appointment["ends_at"]) + timedelta(days=1)
    )
    headers = {"If-Match": f'"{appointment["version"]}"'}
    at = f"/appointments/{appointment['id']}/move"
    return made(await chain.director.post(at, json={"starts_at": slot["starts_at"]} | form, headers=headers))


async def test_a_late_move_that_the_patient_asked_for_counts_where_that_is_agreed(chain: Chain, lisbon: House) -> None:
    await agreed(chain, late_moves=True)
    appointment = await booked(chain, lisbon)
    chain.go_to(appointment, -timedelta(hours=1))
    assert (await preview(chain, appointment))["move_is_late"]
    later = await moved(chain, appointment, lisbon, by_patient=True)
    (fact,) = (await attendance(chain, appointment["patient_id"]))["facts"]
    assert (fact["fact"], fact["moved_from"]) == ("cancelled_late", appointment["starts_at"])
    (event,) = await chain.events("AttendanceNoted")
    assert isinstance(event, AttendanceNoted)
    assert event.moved_from == moment(appointment["starts_at"])
    chain.go_to(later, timedelta(minutes=5))
    made(await chain.desk.post(f"/appointments/{later['id']}/miss"))
    made(await chain.desk.post(f"/appointments/{later['id']}/reinstate", json=WHY))
    seen = await attendance(chain, appointment["patient_id"])
    assert (seen["cancelled_late"], seen["missed"]) == (1, 0), "the move stays late whatever becomes of the new time"


@pytest.mark.parametrize(
    ("policy", "form", "hours", "states"),
    [
        ({}, {"by_patient": True}, 1, []),
        ({"late_moves": True}, {}, 1, []),
        ({"late_moves": True}, {"by_patient": True}, 30, []),
        ({"late_moves": True}, {"by_patient": True, "waived_because": "the train stood"}, 1, ["waived"]),
    ],
    ids=["not agreed", "the clinic asked", "in time", "waived in the act"],
)
async def test_other_moves_do_not_count(
    chain: Chain, lisbon: House, policy: Any, form: Any, hours: int, states: list[str]
) -> None:
    await agreed(chain, **policy)
    appointment = await booked(chain, lisbon)
    if hours > 24:
        appointment = await moved(chain, appointment, lisbon)
    else:
        chain.go_to(appointment, -timedelta(hours=hours))
    await moved(chain, appointment, lisbon, **form)
    seen = await attendance(chain, appointment["patient_id"])
    assert [each["state"] for each in seen["facts"]] == states


async def outcome(chain: Chain, appointment: dict[str, Any], outcome: str, **form: Any) -> dict[str, Any]:
    said = {"outcome": outcome, "reason": "the colleague of that day told us"} | form
    return made(await chain.desk.post(f"/appointments/{appointment['id']}/outcome", json=said))


async def test_what_came_of_an_appointment_is_put_right_on_a_later_day_and_again(chain: Chain, lisbon: House) -> None:
    await agreed(chain)
    patient = await chain.register(lisbon)
    appointment = await miss(chain, lisbon, patient)
    chain.go_to(appointment, timedelta(days=3))
    left = await outcome(chain, appointment, "left_untreated")
    assert (left["status"], left["reinstated_from"]) == ("cancelled", "missed")
    seen = await attendance(chain, patient)
    assert (seen["missed"], seen["cancelled_late"]) == (0, 0)
    in_time = (moment(appointment["starts_at"]) - timedelta(hours=30)).isoformat()
    await outcome(chain, appointment, "cancelled", code="patient_asked", at=in_time)
    assert (await attendance(chain, patient))["cancelled_late"] == 0
    await outcome(chain, appointment, "cancelled", code="patient_asked")
    assert (await attendance(chain, patient))["cancelled_late"] == 1
    again = await outcome(chain, appointment, "missed")
    assert (again["status"], again["cancel_reason"]) == ("missed", None)
    seen = await attendance(chain, patient)
    assert (seen["missed"], seen["cancelled_late"]) == (1, 0)
    names = [type(each).__name__ for each in await chain.events()]
    assert (names.count("AppointmentMissed"), names.count("AppointmentCancelled")) == (2, 3)


async def test_a_walk_out_that_is_found_on_the_next_day_is_noted_with_its_moment(chain: Chain, lisbon: House) -> None:
    appointment = await booked(chain, lisbon)
    chain.go_to(appointment)
    at = f"/appointments/{appointment['id']}/stations"
    made(await chain.desk.post(at, json={"station": "arrived"}))
    chain.go_to(appointment, timedelta(days=1))
    then = (moment(appointment["starts_at"]) + timedelta(minutes=40)).isoformat()
    made(await chain.desk.post(at, json={"station": "left", "at": then, "reason": "could not wait"}))
    assert (await chain.appointment(appointment["id"]))["status"] == "cancelled"


async def test_the_outcome_of_what_lies_ahead_or_took_place_is_not_put_right_there(chain: Chain, lisbon: House) -> None:
    appointment = await booked(chain, lisbon)
    at, form = f"/appointments/{appointment['id']}/outcome", {"outcome": "missed", **WHY}
    refused(await chain.desk.post(at, json=form), "wrong-status", "cancelled or missed")
    await cancel(chain, appointment)
    refused(await chain.desk.post(at, json=form), "not-its-day", "reinstate it")


@pytest.mark.parametrize("code", ["clinic_asked", "not_stated", "not_cleared", "course_stopped"])
async def test_what_the_clinic_cancels_never_counts(chain: Chain, lisbon: House, code: str) -> None:
    await agreed(chain)
    appointment = await booked(chain, lisbon)
    chain.go_to(appointment, -timedelta(hours=1))
    await cancel(chain, appointment, code=code)
    assert (await attendance(chain, appointment["patient_id"]))["facts"] == []


async def test_what_screening_calls_off_never_counts(chain: Chain, lisbon: House) -> None:
    await agreed(chain)
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    session = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    chain.go_to(session, -timedelta(hours=1))
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    assert (await chain.appointment(session["id"]))["status"] == "cancelled"
    assert (await attendance(chain, course["patient_id"]))["facts"] == []


async def test_what_was_agreed_when_it_was_booked_counts(chain: Chain, lisbon: House) -> None:
    before = await booked(chain, lisbon)
    chain.go_to(before, -timedelta(hours=3))
    day = moment(before["starts_at"]).date().isoformat()
    made(await chain.director.put(f"/attendance-policies/{day}", json=STRICT))
    assert not (await preview(chain, before))["is_late"]
    after = await booked(chain, lisbon, near="16:00")
    assert (await preview(chain, after))["policy"]["begins_on"] == day


async def test_a_clinics_own_policy_goes_before_the_chains_until_it_is_taken_back(chain: Chain, lisbon: House) -> None:
    await agreed(chain)
    at = f"/clinics/{lisbon.clinic_id}/attendance-policies"
    made(await chain.director.put(f"{at}/{TODAY}", json=STRICT | {"late_hours": 48}))
    listed = made(await chain.desk.get(at))["items"]
    assert [(each["late_hours"], each["in_force"]) for each in listed] == [(24, False), (48, True)]
    refused(await chain.director.put(f"{at}/2027-02-01", json=STRICT), "in-the-past", "has passed")
    assert (await chain.director.delete(f"{at}/{TODAY}")).status_code == 204
    (left,) = made(await chain.desk.get(at))["items"]
    assert (left["late_hours"], left["in_force"]) == (24, True)
    refused(await chain.director.delete(f"{at}/{TODAY}"), "not-found", "Nothing begins", 404)
    refused(await chain.desk.put(f"{at}/{TODAY}", json=STRICT), "forbidden", "", 403)


async def test_a_no_show_counts_for_a_year_and_a_reinstatement_withdraws_it(chain: Chain, lisbon: House) -> None:
    await agreed(chain)
    patient = await chain.register(lisbon)
    appointment = await miss(chain, lisbon, patient)
    assert (await attendance(chain, patient))["missed"] == 1
    mistake = {"reason": "it was the patient before"}
    made(await chain.desk.post(f"/appointments/{appointment['id']}/reinstate", json=mistake))
    seen = await attendance(chain, patient)
    (fact,) = seen["facts"]
    assert (seen["missed"], fact["state"], fact["settled_because"]) == (0, "withdrawn", mistake["reason"])
    event = (await chain.events("AttendanceSettled"))[-1]
    assert isinstance(event, AttendanceSettled)
    assert (event.fact, event.state) == ("missed", "withdrawn")
    made(await chain.desk.post(f"/appointments/{appointment['id']}/miss"))
    assert (await attendance(chain, patient))["missed"] == 1
    chain.go_to(appointment, timedelta(days=366))
    assert (await attendance(chain, patient))["missed"] == 0


async def test_who_may_waives_with_a_reason_and_takes_that_back(chain: Chain, lisbon: House) -> None:
    await agreed(chain)
    patient = await chain.register(lisbon)
    await miss(chain, lisbon, patient)
    (fact,) = (await attendance(chain, patient))["facts"]
    at = f"/attendance-facts/{fact['id']}"
    ill = {"reason": "was in hospital"}
    refused(await chain.desk.post(f"{at}/waive", json=ill), "forbidden", "", 403)
    assert made(await chain.director.post(f"{at}/waive", json=ill))["state"] == "waived"
    assert (await attendance(chain, patient))["missed"] == 0
    refused(await chain.desk.post(f"{at}/pay", json={"reference": "till 1"}), "fact-settled", "waived already")
    assert made(await chain.director.post(f"{at}/reopen", json=ill))["state"] == "stands"
    paid = made(await chain.desk.post(f"{at}/pay", json={"reference": "till 1"}))
    assert (paid["state"], paid["reference"]) == ("paid", "till 1")
    assert (await attendance(chain, patient))["missed"] == 1, "what was paid counts"


async def test_a_late_cancellation_is_waived_in_the_act_by_who_may(chain: Chain, lisbon: House) -> None:
    await agreed(chain)
    appointment = await booked(chain, lisbon)
    chain.go_to(appointment, -timedelta(hours=1))
    form = {"reason": "ill", "code": "patient_asked", "waived_because": "has a doctor's note"}
    at = f"/appointments/{appointment['id']}/cancel"
    refused(await chain.desk.post(at, json=form), "forbidden", "", 403)
    made(await chain.director.post(at, json=form))
    (fact,) = (await attendance(chain, appointment["patient_id"]))["facts"]
    assert (fact["fact"], fact["state"]) == ("cancelled_late", "waived")


async def test_the_first_are_spared_where_that_is_agreed(chain: Chain, lisbon: House) -> None:
    await agreed(chain, spared=1)
    patient = await chain.register(lisbon)
    await miss(chain, lisbon, patient)
    await miss(chain, lisbon, patient)
    assert [each["spared"] for each in (await attendance(chain, patient))["facts"]] == [False, True]


async def test_a_deposit_is_asked_paid_elsewhere_and_asked_no_longer_when_it_is_cancelled(
    chain: Chain, lisbon: House
) -> None:
    await agreed(chain, late_hours=None, deposit_kinds=["consult"])
    appointment = await booked(chain, lisbon)
    seen = await attendance(chain, appointment["patient_id"])
    (asked,) = seen["facts"]
    assert (seen["deposits_open"], asked["fact"], asked["state"]) == (1, "deposit", "stands")
    await cancel(chain, appointment)
    (gone,) = (await attendance(chain, appointment["patient_id"]))["facts"]
    assert gone["state"] == "withdrawn"
    made(await chain.desk.post(f"/appointments/{appointment['id']}/reinstate", json=WHY))
    assert (await preview(chain, appointment))["deposit"] == "stands"
    made(await chain.desk.post(f"/attendance-facts/{asked['id']}/pay", json={"reference": "till 7"}))
    assert (await preview(chain, appointment))["deposit"] == "paid"
    listed = made(await chain.desk.get("/attendance-facts", params={"clinic_id": lisbon.clinic_id, "state": "paid"}))
    assert [each["reference"] for each in listed["items"]] == ["till 7"]


async def test_who_missed_too_often_is_booked_when_a_director_confirms(chain: Chain, lisbon: House) -> None:
    await agreed(chain, missed_limit=1)
    patient = await chain.register(lisbon)
    await miss(chain, lisbon, patient)
    (slot, *_) = await chain.slots(lisbon, "consult", limit=1)
    refused(await chain.book(patient, lisbon, "consult", slot), "confirmation-needed", "missed 1 appointment in")
    own = chain.booking.client(Role.PATIENT, subject=UUID(patient))
    form = {"patient_id": patient, "clinic_id": lisbon.clinic_id, "kind": "consult"} | {n: slot[n] for n in CHOICE}
    refused(await own.post("/appointments", json=form), "ask-the-clinic", "ask the clinic")
    why = {"confirmed_because": "has called and explained"}
    refused(await chain.desk.post("/appointments", json=form | why), "confirmation-needed")
    made(await chain.director.post("/appointments", json=form | why))


async def test_or_when_the_deposit_was_paid(chain: Chain, lisbon: House) -> None:
    await agreed(chain, missed_limit=1, before_booking="deposit")
    patient = await chain.register(lisbon)
    await miss(chain, lisbon, patient)
    (slot, *_) = await chain.slots(lisbon, "consult", limit=1)
    refused(await chain.book(patient, lisbon, "consult", slot), "deposit-needed", "deposit_reference")
    made(await chain.book(patient, lisbon, "consult", slot, deposit_reference="till 9"))
    newest = (await attendance(chain, patient))["facts"][0]
    assert (newest["fact"], newest["state"], newest["reference"]) == ("deposit", "paid", "till 9")


async def test_a_session_that_is_entered_late_takes_back_that_it_was_missed(chain: Chain, lisbon: House) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    appointment = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.came(consult, appointment)
    chain.go_to(appointment, timedelta(days=1))
    made(await chain.desk.post(f"/appointments/{appointment['id']}/miss"))
    assert (await attendance(chain, course["patient_id"]))["missed"] == 1
    at = (moment(appointment["starts_at"]) + timedelta(minutes=40)).isoformat()
    made(await chain.record(appointment, late={"performed_at": at, "reason": "a power cut on that day"}))
    assert (await attendance(chain, course["patient_id"]))["missed"] == 0


@pytest.mark.parametrize("how", ["reinstated", "corrected"])
async def test_a_no_show_that_was_none_counts_no_longer_also_when_it_was_paid(
    chain: Chain, lisbon: House, how: str
) -> None:
    """The till is told, and knows by its reference what to give back."""
    await agreed(chain)
    patient = await chain.register(lisbon)
    appointment = await booked(chain, lisbon, patient)
    chain.go_to(appointment, timedelta(minutes=20))
    made(await chain.desk.post(f"/appointments/{appointment['id']}/miss"))
    (fact,) = (await attendance(chain, patient))["facts"]
    made(await chain.desk.post(f"/attendance-facts/{fact['id']}/pay", json={"reference": "till 3"}))
    if how == "reinstated":
        made(
            await chain.desk.post(
                f"/appointments/{appointment['id']}/reinstate", json={"reason": "Was here all along."}
            )
        )
    else:
        left = {"outcome": "left_untreated", "reason": "Was here, and left."}
        made(await chain.desk.post(f"/appointments/{appointment['id']}/outcome", json=left))
    now = await attendance(chain, patient)
    (settled,) = now["facts"]
    assert (now["missed"], settled["state"], settled["reference"]) == (0, "withdrawn", "till 3")
    states = [each.state for each in await chain.events("AttendanceSettled") if isinstance(each, AttendanceSettled)]
    assert states == ["paid", "withdrawn"]


async def test_what_counts_follows_to_the_record_that_goes_on(chain: Chain, lisbon: House) -> None:
    patient, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    await miss(chain, lisbon, patient)
    into = {"into": stays, "reason": "Registered twice."}
    made(await chain.director.post(f"/patients/{patient}/merge", json=into))
    assert (await attendance(chain, stays))["missed"] == 1
