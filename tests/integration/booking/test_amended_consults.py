"""A consult that was recorded wrongly is put right: the version before stays, and what followed follows anew."""

from typing import Any

import httpx

from contracts.booking.consults import ConsultAmended
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
