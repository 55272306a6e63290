"""A consult that was recorded wrongly is put right: the version before stays, and what followed follows anew."""

from datetime import timedelta
from typing import Any

import httpx

from chassis.ids import new_id
from contracts.booking.consults import ConsultAmended, ConsultVoided
from contracts.booking.courses import CourseStopped
from contracts.vocabulary import ScreeningStage
from tests.integration.booking.chain import PLAN, Chain, House, made, refused
from tests.integration.booking.test_follow_ups import first_session

RIGHT: dict[str, Any] = {"skin_type": 4, "suitable": True, "plan": PLAN, "reason": "read from another patient's form"}
ON_THE_NECK = PLAN | {"concern": "fine_lines", "area": "neck"}


async def amend(chain: Chain, consult: dict[str, Any], version: int = 1, **changes: Any) -> httpx.Response:
    by = chain.nurse(consult["practitioner_id"])
    tag = {"If-Match": f'"{version}"'}
    return await by.post(f"/consults/{consult['id']}/amend", json=RIGHT | changes, headers=tag)


async def test_the_version_before_stays_with_who_amended_it_and_why(chain: Chain, lisbon: House) -> None:
    consult = await chain.consulted(await chain.register(lisbon), lisbon)
    amended = made(await amend(chain, consult))
    assert (amended["skin_type"], amended["version"]) == (4, 2)
    whole = made(await chain.director.get(f"/consults/{consult['id']}"))
    (before,) = whole.pop("earlier")
    assert whole == amended
    assert (before["version"], before["recorded"]["skin_type"]) == (1, 3)
    assert (before["amended_because"], before["amended_by"]) == (RIGHT["reason"], f"nurse {consult['practitioner_id']}")
    listed = made(await chain.director.get("/consults", params={"patient_id": consult["patient_id"]}))["items"]
    assert listed == [amended]
    event = (await chain.events("ConsultAmended"))[-1]
    assert isinstance(event, ConsultAmended)
    assert (event.consult_version, event.skin_type) == (2, 4)
    assert "form" not in event.model_dump_json(), "why it was amended stays here"


async def test_who_amends_has_seen_the_present_version_and_treats_there(chain: Chain, lisbon: House) -> None:
    consult = await chain.consulted(await chain.register(lisbon), lisbon)
    made(await amend(chain, consult))
    refused(await amend(chain, consult), "stale", "", 412)
    at = f"/consults/{consult['id']}"
    refused(await chain.desk.post(f"{at}/amend", json=RIGHT, headers={"If-Match": '"2"'}), "forbidden", "", 403)
    refused(await chain.desk.get(at), "forbidden", "", 403)
    refused(await amend(chain, consult, 2, plan=PLAN | {"device_model": "dermapen"}), "model-not-here", "skinpen")


async def test_another_depth_goes_into_the_course_that_there_is(chain: Chain, lisbon: House) -> None:
    consult, course = await first_session(chain, lisbon)
    made(await amend(chain, consult, plan=PLAN | {"depth_mm": "1.2"}))
    (now,) = await chain.courses(consult["patient_id"])
    assert (now["id"], now["depth_mm"], now["performed"]) == (course["id"], "1.2", 1)


async def test_another_depth_reaches_what_is_booked_with_who_may_needle_so_deep_or_not(
    chain: Chain, lisbon: House
) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    booked = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    at = f"/clinics/{lisbon.clinic_id}/practitioners/{lisbon.nurses[0]}/permissions"
    limited = {"permissions": [{"modality": "pen", "max_depth_mm": "1.0"}], "reason": "Her permission is limited."}
    made(await chain.operator.put(at, json=limited, headers={"If-Match": '"1"'}))
    await chain.booking.fire_timers()
    assert [each["code"] for each in (await chain.appointment(booked["id"]))["problems"]] == [
        "practitioner_not_permitted"
    ]
    made(await amend(chain, consult, plan=PLAN | {"depth_mm": "1.0"}))
    assert (await chain.appointment(booked["id"]))["problems"] == []


async def test_a_course_by_another_plan_ends_and_the_new_plan_gets_its_own_once_it_is_cleared(
    chain: Chain, lisbon: House
) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    booked = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    made(await amend(chain, consult, plan=ON_THE_NECK))
    assert (await chain.appointment(booked["id"]))["status"] == "cancelled"
    (ended,) = await chain.events("CourseStopped")
    assert isinstance(ended, CourseStopped)
    await chain.decide(consult, ScreeningStage.CONSULT)
    (only,) = await chain.courses(course["patient_id"])
    assert only["stopped_at"] is not None, "a decision about the face plans nothing for the neck"
    await chain.decide(consult, ScreeningStage.CONSULT, limits={"area": "neck"})
    new, old = await chain.courses(course["patient_id"])
    assert (new["area"], new["stopped_at"]) == ("neck", None)
    assert old["id"] == course["id"]
    why = {"reason": "it was right after all"}
    resumed = await chain.practitioner.post(f"/courses/{old['id']}/resume", json=why)
    refused(resumed, "wrong-course-state", "another course takes its place")


async def test_the_plan_of_sessions_that_were_performed_is_not_another_one(chain: Chain, lisbon: House) -> None:
    consult, _ = await first_session(chain, lisbon)
    refused(await amend(chain, consult, plan=ON_THE_NECK), "course-begun", "1 session of this plan was")
    made(await amend(chain, consult, skin_type=5))


async def void(chain: Chain, consult: dict[str, Any], becomes: str = "cancelled", version: int = 1) -> httpx.Response:
    form = {"reason": "written into the record of her sister", "becomes": becomes}
    by = chain.nurse(consult["practitioner_id"])
    return await by.post(f"/consults/{consult['id']}/void", json=form, headers={"If-Match": f'"{version}"'})


async def test_a_consult_that_was_entered_in_error_takes_its_course_and_what_is_booked_in_it_back(
    chain: Chain, lisbon: House
) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    booked = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    voided = made(await void(chain, consult))
    assert (voided["version"], voided["appointment_status"]) == (2, "cancelled")
    assert (voided["stopped_course_id"], voided["called_off_appointment_ids"]) == (course["id"], [booked["id"]])
    assert (await chain.appointment(booked["id"]))["status"] == "cancelled"
    (ended,) = await chain.courses(course["patient_id"])
    assert "written into the record" in ended["stopped_because"]
    whole = made(await chain.director.get(f"/consults/{consult['id']}"))
    assert (whole["voided_at"] is not None, whole["skin_type"]) == (True, 3), "what it said stays"
    assert whole["earlier"][0]["amended_because"] == "written into the record of her sister"
    (event,) = await chain.events("ConsultVoided")
    assert isinstance(event, ConsultVoided)
    assert (str(event.consult_id), event.consult_version) == (consult["id"], 2)
    assert len(await chain.events("CourseStopped")) == 1
    await chain.decide(consult, ScreeningStage.CONSULT)
    assert len(await chain.courses(course["patient_id"])) == 1, "a decision that comes later plans nothing"
    refused(await void(chain, consult, version=2), "record-voided")
    refused(await amend(chain, consult, 2), "record-voided", "void")
    resumed = await chain.practitioner.post(f"/courses/{course['id']}/resume", json={"reason": "it was right"})
    refused(resumed, "wrong-course-state", "entered in error")


async def test_a_consult_that_is_booked_again_can_be_recorded_again(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult = await chain.consulted(patient, lisbon)
    made(await void(chain, consult, "booked"))
    again = await chain.appointment(consult["appointment_id"])
    assert (again["status"], again["reinstated_from"]) == ("booked", "performed")
    form = {"skin_type": 2, "suitable": True, "plan": PLAN}
    nurse = chain.nurse(consult["practitioner_id"])
    second = made(await nurse.post(f"/appointments/{consult['appointment_id']}/consult", json=form))
    assert second["id"] != consult["id"]
    listed = made(await chain.director.get("/consults", params={"patient_id": patient}))["items"]
    assert [each["voided_at"] is None for each in listed] == [True, False]


async def test_sessions_of_its_course_are_voided_before_the_consult(chain: Chain, lisbon: House) -> None:
    consult, _ = await first_session(chain, lisbon)
    refused(await void(chain, consult), "void-that-first", "1 session of the course that this consult planned is")
    (session,) = made(await chain.director.get("/sessions", params={"patient_id": consult["patient_id"]}))["items"]
    mistaken = {"reason": "it was her sister", "becomes": "missed"}
    nurse, tag = chain.nurse(session["practitioner_id"]), {"If-Match": '"1"'}
    made(await nurse.post(f"/sessions/{session['id']}/void", json=mistaken, headers=tag))
    made(await void(chain, consult, "missed"))
    assert (await chain.ahead(consult["patient_id"])) == []
    assert (await chain.appointment(consult["appointment_id"]))["status"] == "missed"


async def test_whoever_saw_the_patient_voids_the_consult_or_a_director(chain: Chain, lisbon: House) -> None:
    consult = await chain.consulted(await chain.register(lisbon), lisbon)
    form, tag = {"reason": "it was another patient", "becomes": "missed"}, {"If-Match": '"1"'}
    at = f"/consults/{consult['id']}/void"
    refused(await chain.desk.post(at, json=form, headers=tag), "forbidden", "", 403)
    refused(await chain.nurse(str(new_id())).post(at, json=form, headers=tag), "forbidden", "Whoever did it", 403)
    chain.booking.clock.advance(timedelta(days=20))
    nurse = chain.nurse(consult["practitioner_id"])
    refused(await nurse.post(at, json=form, headers=tag), "too-late-to-correct", "14 days ago")
    made(await chain.director.post(at, json=form, headers=tag))
