"""A session that was recorded wrongly is amended or voided: both facts stay, and the rules are asked by its moment."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest_asyncio

from chassis.access.actors import Role
from contracts.booking.appointments import AppointmentReinstated
from contracts.booking.cartridges import CartridgeUsed, CartridgeUseWithdrawn
from contracts.booking.sessions import SessionAmended, SessionVoided
from contracts.inventory.stock import LotRecalled
from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import Chain, House, made, refused, scan
from tests.integration.booking.test_attendance import attendance
from tests.integration.booking.test_corrections import FOUND, _recall, reviewed, to_do
from tests.integration.booking.test_follow_ups import first_session

WRONG = "the label of the patient before was scanned"
Recorded = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]


@pytest_asyncio.fixture(loop_scope="session")
async def recorded(chain: Chain, lisbon: House) -> Recorded:
    """Consult, appointment and session of a patient, recorded with the cartridge 0007 of lot L1."""
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    appointment = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.came(consult, appointment)
    return consult, appointment, made(await chain.record(appointment, cartridges=[scan("0007")], product="a mask"))


def said(session: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The session as it is, with what is different."""
    same = {name: session[name] for name in ("device_id", "area", "depth_mm", "product", "anaesthetic_used")}
    return {**same, "reason": WRONG, **changes}


async def amend(by: httpx.AsyncClient, session: dict[str, Any], version: int = 1, **changes: Any) -> httpx.Response:
    at = f"/sessions/{session['id']}/amend"
    return await by.post(at, json=said(session, **changes), headers={"If-Match": f'"{version}"'})


async def void(by: httpx.AsyncClient, session: dict[str, Any], becomes: str, version: int = 1) -> httpx.Response:
    body = {"becomes": becomes, "reason": "recorded for the wrong patient"}
    return await by.post(f"/sessions/{session['id']}/void", json=body, headers={"If-Match": f'"{version}"'})


def director(chain: Chain, session: dict[str, Any]) -> httpx.AsyncClient:
    return chain.booking.client(Role.MEDICAL_DIRECTOR)


async def test_a_wrong_serial_is_put_right_and_both_versions_are_read(chain: Chain, recorded: Recorded) -> None:
    _, appointment, session = recorded
    amended = made(await amend(chain.treating(appointment), session, cartridges=[scan("0008")]))
    assert (amended["version"], [each["serial"] for each in amended["cartridges"]]) == (2, ["0008"])
    (earlier,) = amended["earlier"]
    assert (earlier["version"], earlier["amended_because"]) == (1, WRONG)
    assert [each["serial"] for each in earlier["recorded"]["cartridges"]] == ["0007"]
    assert earlier["recorded"]["product"] == "a mask"
    assert made(await chain.director.get(f"/sessions/{session['id']}")) == amended
    (event,) = await chain.events("SessionAmended")
    assert isinstance(event, SessionAmended)
    assert (event.session_version, event.changed) == (2, ("cartridges",))
    serials = [facts.equipment.cartridges[0].serial for facts in (event.before, event.after)]
    assert serials == ["0007", "0008"]
    (withdrawn,) = await chain.events("CartridgeUseWithdrawn")
    assert isinstance(withdrawn, CartridgeUseWithdrawn)
    assert (withdrawn.serial, withdrawn.because, str(withdrawn.session_id)) == ("0007", "amended", session["id"])
    used = [event for event in await chain.events("CartridgeUsed") if isinstance(event, CartridgeUsed)]
    assert [each.serial for each in used] == ["0007", "0008"]


async def test_a_wrong_expiry_of_the_label_is_put_right_and_the_use_is_said_again(
    chain: Chain, recorded: Recorded
) -> None:
    _, appointment, session = recorded
    label = date(2029, 6, 30)
    made(await amend(chain.treating(appointment), session, cartridges=[scan("0007", expires=label)]))
    (withdrawn,) = await chain.events("CartridgeUseWithdrawn")
    used = [event for event in await chain.events("CartridgeUsed") if isinstance(event, CartridgeUsed)]
    assert isinstance(withdrawn, CartridgeUseWithdrawn)
    assert [each.expires_on for each in used] == [withdrawn.expires_on, label]
    assert [each.serial for each in used] == ["0007", "0007"]


async def test_the_cartridge_that_was_not_used_can_be_used_and_the_right_one_only_once(
    chain: Chain, lisbon: House, recorded: Recorded
) -> None:
    _, appointment, session = recorded
    made(await amend(chain.treating(appointment), session, cartridges=[scan("0008")]))
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    other = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.came(consult, other)
    refused(await chain.record(other, cartridges=[scan("0008")]), "cartridge-already-used")
    second = made(await chain.record(other, cartridges=[scan("0007")]))
    back = await amend(director(chain, second), session, version=2, cartridges=[scan("0007")])
    refused(back, "cartridge-already-used", "earlier session")


async def test_the_record_of_what_was_done_is_put_right_without_saying_its_cartridges_again(
    chain: Chain, recorded: Recorded
) -> None:
    _, appointment, session = recorded
    later: dict[str, Any] = {"depth_mm": "1.0", "product": None, "anaesthetic_used": False}
    amended = made(await amend(chain.treating(appointment), session, **later))
    assert {name: amended[name] for name in later} == later
    assert amended["cartridges"] == session["cartridges"]
    (event,) = await chain.events("SessionAmended")
    assert isinstance(event, SessionAmended)
    assert set(event.changed) == {"depth_mm", "product", "anaesthetic_used"}
    assert await chain.events("CartridgeUseWithdrawn") == []


async def test_an_amendment_is_based_on_the_present_version(chain: Chain, recorded: Recorded) -> None:
    _, appointment, session = recorded
    nurse = chain.treating(appointment)
    made(await amend(nurse, session, depth_mm="1.0"))
    stale = refused(await amend(nurse, session, depth_mm="0.5"), "stale", "version 2", 412)
    assert "0.5" not in str(stale)
    assert made(await chain.director.get(f"/sessions/{session['id']}"))["depth_mm"] == "1.0"


async def test_what_the_rules_refuse_is_recorded_only_for_a_director_who_says_why(
    chain: Chain, recorded: Recorded
) -> None:
    _, appointment, session = recorded
    deeper: dict[str, Any] = {"depth_mm": "1.8", "override": {"reason": "the dial was read wrongly"}}
    refused(await amend(chain.treating(appointment), session, depth_mm="1.8"), "depth-above-limit")
    refused(await amend(chain.treating(appointment), session, **deeper), "depth-above-limit")
    refused(await amend(director(chain, session), session, depth_mm="1.8"), "depth-above-limit")
    amended = made(await amend(director(chain, session), session, **deeper))
    assert (amended["depth_mm"], amended["overridden"]) == ("1.8", True)
    (entry,) = [
        each for each in made(await chain.director.get("/audit"))["items"] if each["action"] == "session.override"
    ]
    assert entry["details"] == {"reason": "the dial was read wrongly", "overridden": ["DepthAboveLimit"]}


async def test_an_unchanged_part_is_asked_by_what_held_then(chain: Chain, lisbon: House, recorded: Recorded) -> None:
    consult, appointment, session = recorded
    chain.go_to(appointment, timedelta(days=2))
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    await chain.booking.react(LotRecalled(**_recall(chain, lisbon, "L1")))
    amended = made(await amend(chain.treating(appointment), session, cartridges=[scan("0009")]))
    assert [each["serial"] for each in amended["cartridges"]] == ["0009"]


async def test_whoever_did_it_amends_it_for_some_days_and_a_director_always(
    chain: Chain, lisbon: House, recorded: Recorded
) -> None:
    _, appointment, session = recorded
    stranger = chain.nurse((await chain.open(nurses=("2.0", "2.0"))).nurses[0])
    refused(await amend(stranger, session, depth_mm="1.0"), "forbidden", "a medical director", 403)
    refused(await amend(chain.desk, session, depth_mm="1.0"), "forbidden", "", 403)
    chain.go_to(appointment, timedelta(days=15))
    refused(await amend(chain.treating(appointment), session, depth_mm="1.0"), "too-late-to-correct", "14 days")
    refused(await void(chain.treating(appointment), session, "missed"), "too-late-to-correct")
    made(await amend(director(chain, session), session, depth_mm="1.0"))


async def test_another_moment_is_of_the_appointments_day(chain: Chain, recorded: Recorded) -> None:
    _, appointment, session = recorded
    chain.go_to(appointment, timedelta(days=1))
    nurse = chain.treating(appointment)
    refused(await amend(nurse, session, performed_at=chain.booking.clock.now().isoformat()), "not-its-day")
    earlier = chain.booking.clock.now() - timedelta(days=1, minutes=-20)
    amended = made(await amend(nurse, session, performed_at=earlier.isoformat()))
    assert amended["performed_at"] != session["performed_at"]
    used = [each for each in await chain.events("CartridgeUsed") if isinstance(each, CartridgeUsed)]
    assert [each.used_at for each in used][-1] == earlier
    assert len(await chain.events("CartridgeUseWithdrawn")) == 1


async def test_a_voided_session_takes_its_follow_up_back_and_can_be_recorded_again(chain: Chain, lisbon: House) -> None:
    _, course = await first_session(chain, lisbon)
    (session,) = made(await chain.director.get("/sessions", params={"patient_id": course["patient_id"]}))["items"]
    (held,) = await chain.ahead(course["patient_id"])
    nurse = chain.nurse(session["practitioner_id"])
    voided = made(await void(nurse, session, "booked"))
    assert (voided["appointment_status"], voided["withdrawn_appointment_id"]) == ("booked", held["id"])
    assert (await chain.appointment(held["id"]))["status"] == "cancelled"
    again = await chain.appointment(session["appointment_id"])
    assert (again["status"], again["session_id"], again["reinstated_from"]) == ("booked", None, "performed")
    (now,) = await chain.courses(course["patient_id"])
    assert now["performed"] == 0
    shown = made(await chain.director.get(f"/sessions/{session['id']}"))
    assert shown["voided_at"] is not None
    assert shown["cartridges"] == []
    assert shown["earlier"][0]["recorded"]["cartridges"], "what it said stays"
    (event,) = await chain.events("SessionVoided")
    assert isinstance(event, SessionVoided)
    assert (event.becomes, event.session_version) == ("booked", 2)
    reinstated = (await chain.events("AppointmentReinstated"))[-1]
    assert isinstance(reinstated, AppointmentReinstated)
    assert (reinstated.was, reinstated.cartridges is None) == ("performed", False)
    (withdrawn,) = await chain.events("CartridgeUseWithdrawn")
    assert isinstance(withdrawn, CartridgeUseWithdrawn)
    assert withdrawn.because == "voided"
    used = session["cartridges"][0]
    second = made(await chain.record(again, cartridges=[scan(used["serial"])]))
    assert (second["number"], second["version"]) == (1, 1)
    await chain.booking.react((await chain.events("SessionPerformed"))[0])
    assert await chain.ahead(course["patient_id"]) == [], "the event about the void one holds nothing"
    await chain.booking.react((await chain.events("SessionPerformed"))[-1])
    assert len(await chain.ahead(course["patient_id"])) == 1


async def test_a_void_session_of_an_earlier_day_is_on_the_list_of_those_nobody_closed(
    chain: Chain, recorded: Recorded
) -> None:
    _, appointment, session = recorded
    chain.go_to(appointment, timedelta(days=3))
    made(await void(chain.treating(appointment), session, "booked"))
    assert await to_do(chain, appointment) == ["appointment_not_closed"]
    made(await chain.desk.post(f"/appointments/{appointment['id']}/miss"))
    assert "appointment_not_closed" not in await to_do(chain, appointment)


async def test_a_session_that_did_not_take_place_was_missed_or_cancelled(chain: Chain, recorded: Recorded) -> None:
    _, appointment, session = recorded
    voided = made(await void(chain.treating(appointment), session, "cancelled"))
    assert voided["appointment_status"] == "cancelled"
    assert (await chain.events("AppointmentReinstated")) == []
    assert len(await chain.events("AppointmentCancelled")) == 1
    assert "nothing_booked" in await to_do(chain, appointment)
    refused(await void(chain.treating(appointment), session, "missed", version=2), "record-voided")
    refused(await amend(chain.treating(appointment), session, version=2), "record-voided")


async def test_what_a_person_booked_next_stands_where_it_may(chain: Chain, lisbon: House) -> None:
    _, course = await first_session(chain, lisbon)
    (session,) = made(await chain.director.get("/sessions", params={"patient_id": course["patient_id"]}))["items"]
    (held,) = await chain.ahead(course["patient_id"])
    made(await chain.desk.post(f"/appointments/{held['id']}/cancel", json={"reason": "another day"}))
    wanted = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    voided = made(await void(chain.nurse(session["practitioner_id"]), session, "missed"))
    assert voided["withdrawn_appointment_id"] is None
    assert [each["id"] for each in await chain.ahead(course["patient_id"])] == [wanted["id"]]
    assert await to_do(chain, course) == []


async def test_sessions_are_voided_from_the_last_one_and_a_complete_course_is_open_again(
    chain: Chain, lisbon: House
) -> None:
    course, review = await reviewed(chain, lisbon)
    listed = made(await chain.director.get("/sessions", params={"patient_id": course["patient_id"]}))["items"]
    last, first = listed[0], listed[-1]
    by = director(chain, last)
    refused(await void(by, first, "missed"), "void-that-first", f"Session {course['sessions']}")
    chain.go_to(review)
    result = made(await chain.treating(review).post(f"/appointments/{review['id']}/results-review", json=FOUND))
    refused(await void(by, last, "missed"), "void-that-first", "review")
    body = {"becomes": "cancelled", "reason": "recorded for the wrong patient"}
    at = f"/results-reviews/{result['id']}/void"
    assert made(await by.post(at, json=body, headers={"If-Match": '"1"'}))["appointment_status"] == "cancelled"
    made(await void(by, last, "missed"))
    (now,) = await chain.courses(course["patient_id"])
    assert now["performed"] == course["sessions"] - 1
    assert len(await chain.events("CourseReopened")) == 1
    assert "follow_up_to_place" in await to_do(chain, course)


async def test_a_review_of_results_is_amended_and_voided(chain: Chain, lisbon: House) -> None:
    _, review = await reviewed(chain, lisbon)
    chain.go_to(review)
    nurse = chain.treating(review)
    result = made(await nurse.post(f"/appointments/{review['id']}/results-review", json=FOUND))
    at, tag = f"/results-reviews/{result['id']}", {"If-Match": '"1"'}
    right = {**FOUND, "improvement": "slight", "reason": "two patients were mixed up"}
    amended = made(await nurse.post(f"{at}/amend", json=right, headers=tag))
    assert (amended["improvement"], amended["earlier"][0]["recorded"]["improvement"]) == ("slight", "clear")
    refused(await nurse.post(f"{at}/amend", json=right, headers=tag), "stale", "", 412)
    assert made(await nurse.get(at)) == amended
    events = [type(each).__name__ for each in await chain.events()]
    assert events.count("ResultsReviewAmended") == 1
    body = {"becomes": "booked", "reason": "recorded for the wrong patient"}
    voided = made(await nurse.post(f"{at}/void", json=body, headers={"If-Match": '"2"'}))
    assert voided["appointment_status"] == "booked"
    assert len(await chain.events("ResultsReviewVoided")) == 1
    again = made(await nurse.post(f"/appointments/{review['id']}/results-review", json=FOUND))
    assert again["id"] != result["id"]
    refused(await nurse.post(f"{at}/void", json=body, headers={"If-Match": '"3"'}), "record-voided")


async def test_a_session_of_who_was_not_there_is_a_no_show_until_it_took_place_after_all(
    chain: Chain, recorded: Recorded
) -> None:
    _, appointment, session = recorded
    made(await void(chain.treating(appointment), session, "missed"))
    assert (await attendance(chain, appointment["patient_id"]))["missed"] == 1
    made(await chain.desk.post(f"/appointments/{appointment['id']}/reinstate", json={"reason": "she was there"}))
    assert (await attendance(chain, appointment["patient_id"]))["missed"] == 0
