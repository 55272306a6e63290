"""From consult to course: what screening decides, early, late, again and otherwise."""

from datetime import date, timedelta
from typing import Any

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.consults import ConsultCompleted
from contracts.booking.courses import CoursePlanned
from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import PLAN, Chain, House, made, moment, refused

FINDINGS = {"skin_type": 3, "suitable": True, "plan": PLAN}


async def test_a_completed_consult_publishes_what_was_found_and_planned(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult = await chain.consulted(patient, lisbon)
    (event,) = await chain.events("ConsultCompleted")
    assert isinstance(event, ConsultCompleted)
    assert (str(event.consult_id), event.skin_type, event.suitable) == (consult["id"], 3, True)
    assert event.plan.device_model == "skinpen"
    appointment = await chain.appointment(consult["appointment_id"])
    assert appointment["status"] == "performed"
    again = await chain.complete(appointment, FINDINGS)
    refused(again, "wrong-status", "has taken place already")


async def test_a_consult_is_not_recorded_before_the_patient_is_there(chain: Chain, lisbon: House) -> None:
    appointment = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    at = f"/appointments/{appointment['id']}/consult"
    nurse = chain.treating(appointment)
    refused(await nurse.post(at, json=FINDINGS), "not-its-day", "record the consult then")
    chain.go_to(appointment)
    refused(await chain.desk.post(at, json=FINDINGS), "forbidden", status=403)
    lips = FINDINGS | {"plan": PLAN | {"area": "lips"}}
    refused(await nurse.post(at, json=lips), "no-protocol", "No source states a protocol")
    for wrong in ({"skin_type": 7}, {"plan": PLAN | {"depth_mm": "0"}}, {"plan": PLAN | {"modality": "laser"}}):
        refused(await nurse.post(at, json=FINDINGS | wrong), "not-understood", status=422)
    session_there = f"/appointments/{appointment['id']}/session"
    form = {"device_id": lisbon.pens[0], "area": "face", "depth_mm": "1.5"}
    refused(await nurse.post(session_there, json=form), "wrong-status", "is a consult")
    unsuitable = lips | {"suitable": False}
    made(await nurse.post(at, json=unsuitable))


async def test_a_cleared_patient_has_a_course_by_protocol(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    (event,) = await chain.events("CoursePlanned")
    assert isinstance(event, CoursePlanned)
    assert event.sessions == 3
    assert (event.spacing_weeks_min, event.spacing_weeks_max) == (4, 6)
    assert (course["protocol"], course["performed"], course["next_kind"]) == ("acne-scars-face-pen", 0, "session")
    assert made(await chain.desk.get(f"/courses/{course['id']}")) == course
    protocols = made(await chain.desk.get("/protocols"))["items"]
    (followed,) = [one for one in protocols if one["code"] == course["protocol"]]
    assert "nct02646917" in followed["sessions_source"]


async def test_the_first_session_may_be_booked_from_the_day_the_patient_is_eligible(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    first = date(2027, 3, 15)
    await chain.cleared(patient, lisbon, outcome=Outcome.CLEARED_WITH_CONDITIONS, eligible_from=first)
    (event,) = await chain.events("CoursePlanned")
    assert isinstance(event, CoursePlanned)
    assert event.not_before.astimezone(lisbon.zone).isoformat() == "2027-03-15T00:00:00+00:00"


@pytest.mark.parametrize("outcome", [Outcome.DECLINED, Outcome.REVIEW, Outcome.DEFERRED])
async def test_without_a_clearance_there_is_no_course_and_a_later_one_brings_it(
    chain: Chain, lisbon: House, outcome: Outcome
) -> None:
    patient = await chain.register(lisbon)
    consult = await chain.consulted(patient, lisbon)
    await chain.decide(consult, ScreeningStage.CONSULT, outcome)
    assert await chain.courses(patient) == []
    await chain.decide(consult, ScreeningStage.CONSULT)
    assert len(await chain.courses(patient)) == 1
    kept = made(await chain.desk.get(f"/patients/{patient}/clearances"))["items"]
    assert [one["outcome"] for one in kept] == ["cleared", outcome.value]


async def test_a_second_decision_plans_no_second_course(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.CLEARED_WITH_CONDITIONS)
    assert [one["id"] for one in await chain.courses(patient)] == [course["id"]]
    assert len(await chain.events("CoursePlanned")) == 1


async def test_an_event_that_comes_twice_counts_once(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult = await chain.consulted(patient, lisbon)
    event = await chain.decide(consult, ScreeningStage.CONSULT)
    await chain.booking.react(event)  # the same decision under another event id: published twice by screening
    assert len(await chain.courses(patient)) == 1
    assert len(made(await chain.desk.get(f"/patients/{patient}/clearances"))["items"]) == 1


async def test_the_decision_that_was_published_last_counts_whatever_time_it_states(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult = await chain.consulted(patient, lisbon)
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    assert await chain.courses(patient) == []
    earlier = chain.booking.clock.now() - timedelta(minutes=5)
    await chain.decide(consult, ScreeningStage.CONSULT, decided_at=earlier)
    (course,) = await chain.courses(patient)
    assert course["hold"] is None


async def test_a_later_decision_holds_the_course_back(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    (slot, *_) = await chain.slots(lisbon, "session", course_id=course["id"], near="12:30")
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    (held,) = await chain.courses(patient)
    assert "declined" in held["hold"]
    refused(await chain.book(patient, lisbon, "session", slot, course_id=course["id"]), "declined")


async def test_patients_read_in_their_language_why_nothing_can_be_booked(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    client, portuguese = chain.booking.client(Role.PATIENT, subject=patient), {"Accept-Language": "pt"}
    one = made(await client.get(f"/courses/{course['id']}", headers=portuguese))
    (listed,) = made(await client.get("/courses", params={"patient_id": patient}, headers=portuguese))["items"]
    expected = "A triagem recusou o tratamento; nenhuma sessão pode ser marcada ou registada."
    assert [one["hold"], listed["hold"]] == [expected, expected]


async def test_whoever_is_unsuitable_gets_no_course_whatever_was_decided(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    appointment = await chain.booked(patient, lisbon, "consult")
    chain.go_to(appointment)
    consult = made(await chain.complete(appointment, FINDINGS | {"suitable": False}))
    await chain.decide(consult, ScreeningStage.CONSULT)
    assert await chain.courses(patient) == []


async def test_a_decision_about_a_consult_that_is_not_known_is_kept(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    unknown: dict[str, Any] = {"id": new_id(), "patient_id": patient, "clinic_id": lisbon.clinic_id}
    await chain.decide(unknown, ScreeningStage.CONSULT)
    assert len(made(await chain.desk.get(f"/patients/{patient}/clearances"))["items"]) == 1
    assert await chain.courses(patient) == []


async def test_a_day_of_check_that_defers_holds_bookings_back(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    sunburnt_until = date(2027, 3, 8)
    await chain.decide(consult, ScreeningStage.DAY_OF, Outcome.DEFERRED, eligible_from=sunburnt_until)
    slots = await chain.slots(lisbon, "session", course_id=course["id"])
    assert min(moment(slot["starts_at"]) for slot in slots).date() == sunburnt_until


async def test_no_course_is_planned_by_a_clearance_for_another_area_than_the_plans(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult = await chain.consulted(patient, lisbon)
    await chain.decide(consult, ScreeningStage.CONSULT, limits={"area": "scalp"})
    assert await chain.courses(patient) == []
    await chain.decide(consult, ScreeningStage.CONSULT)
    assert len(await chain.courses(patient)) == 1


async def test_a_clearance_for_an_area_that_booking_does_not_know_is_kept_and_allows_no_session_by_itself(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    await chain.decide(consult, ScreeningStage.CONSULT, limits={"area": "scalp"})
    shown = made(await chain.desk.get(f"/patients/{patient}/clearances"))["items"]
    assert "scalp" in [each["area"] for each in shown]
    await chain.came(consult, session)
    refused(await chain.record(session), "area-not-cleared", "The scalp area was screened, not the face area")
