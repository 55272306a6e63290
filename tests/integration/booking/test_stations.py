"""Where patients are: arrived, numbing, in treatment, done, left; and who waits for too long."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from contracts.booking.appointments import AppointmentCancelled, VisitCorrected, VisitProgressed
from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import Chain, House, made, moment, refused

MISTAKE = {"reason": "it was the patient before her"}


async def note(chain: Chain, appointment: dict[str, Any], station: str, **form: Any) -> httpx.Response:
    return await chain.desk.post(f"/appointments/{appointment['id']}/stations", json={"station": station} | form)


async def day(chain: Chain, house: House, **query: str) -> dict[str, Any]:
    return made(await chain.desk.get(f"/clinics/{house.clinic_id}/day", params=query))


async def consult(chain: Chain, house: House) -> dict[str, Any]:
    """Booked, and it is its start."""
    booked = await chain.booked(await chain.register(house), house, "consult")
    chain.go_to(booked)
    return booked


async def session(chain: Chain, house: House) -> tuple[dict[str, Any], dict[str, Any]]:
    """A consult, and its first session, at its start."""
    found, course = await chain.cleared(await chain.register(house), house)
    booked = await chain.booked(course["patient_id"], house, "session", course_id=course["id"])
    chain.go_to(booked)
    return found, booked


async def items(chain: Chain, appointment: dict[str, Any], kind: str = "waiting_too_long") -> list[dict[str, Any]]:
    asked = {"patient_id": appointment["patient_id"], "kind": kind}
    found: list[dict[str, Any]] = made(await chain.desk.get("/worklist", params=asked))["items"]
    return found


async def test_the_desk_sees_who_is_where_and_since_when(chain: Chain, lisbon: House) -> None:
    booked = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    local = moment(booked["starts_at"]).astimezone(lisbon.zone).date().isoformat()
    (seen,) = (await day(chain, lisbon, day=local))["appointments"]
    assert (seen["where"], seen["patient_name"]) == ("expected", booked["patient_name"])
    chain.go_to(booked, timedelta(minutes=10))
    (seen,) = (await day(chain, lisbon))["appointments"]
    assert (seen["where"], seen["arrived_at"]) == ("late", None)
    visit = made(await note(chain, booked, "arrived", at=booked["starts_at"]))
    assert (visit["station"], visit["station_at"]) == ("arrived", booked["starts_at"])
    seen = await day(chain, lisbon)
    assert (seen["counts"]["arrived"], seen["counts"]["late"]) == (1, 0)
    (here,) = seen["appointments"]
    assert (here["where"], here["arrived_at"], here["waits_minutes"]) == ("arrived", booked["starts_at"], 10)
    assert (await day(chain, lisbon, where="late"))["appointments"] == []
    (event,) = await chain.events("VisitProgressed")
    assert isinstance(event, VisitProgressed)
    assert (event.station, event.at) == ("arrived", moment(booked["starts_at"]))


async def test_what_is_recorded_says_done_and_the_patient_leaves(chain: Chain, lisbon: House) -> None:
    found, booked = await session(chain, lisbon)
    for station in ("arrived", "numbing", "in_treatment"):
        made(await note(chain, booked, station))
    refused(await note(chain, booked, "numbing"), "station-out-of-order", "withdraw it first")
    await chain.decide(found, ScreeningStage.DAY_OF)
    made(await chain.record(booked))
    (seen,) = (await day(chain, lisbon))["appointments"]
    assert (seen["where"], seen["status"]) == ("done", "performed")
    visit = made(await note(chain, booked, "left"))
    assert (visit["station"], visit["status"]) == ("left", "performed")
    refused(await note(chain, booked, "arrived"), "wrong-status", "recorded")


async def test_who_has_arrived_is_not_missed_not_cancelled_and_not_moved_to_another_day(
    chain: Chain, lisbon: House
) -> None:
    booked = await consult(chain, lisbon)
    made(await note(chain, booked, "arrived"))
    at = f"/appointments/{booked['id']}"
    refused(await chain.desk.post(f"{at}/miss"), "patient-is-here", "note that they left")
    refused(await chain.desk.post(f"{at}/cancel", json={"reason": "is away"}), "patient-is-here")
    now = await chain.appointment(booked["id"])
    tag = {"If-Match": f'"{now["version"]}"'}
    slots = await chain.slots(lisbon, "consult", limit=200)
    later = moment(booked["starts_at"]) + timedelta(days=1)
    other = next(each for each in slots if moment(each["starts_at"]) >= later)
    refused(await chain.desk.post(f"{at}/move", json={"starts_at": other["starts_at"]}, headers=tag), "patient-is-here")
    same = next(each for each in slots if moment(each["starts_at"]).date() == moment(booked["starts_at"]).date())
    moved = made(await chain.desk.post(f"{at}/move", json={"starts_at": same["starts_at"]}, headers=tag))
    assert (moved["starts_at"], moved["station"]) == (same["starts_at"], "arrived")


async def test_who_leaves_before_the_treatment_gives_the_appointment_up(chain: Chain, lisbon: House) -> None:
    _, booked = await session(chain, lisbon)
    made(await note(chain, booked, "arrived"))
    refused(await note(chain, booked, "left"), "reason-missing", "give the reason", 422)
    visit = made(await note(chain, booked, "left", reason="could not wait any longer"))
    assert (visit["status"], visit["station"]) == ("cancelled", "left")
    event = (await chain.events("AppointmentCancelled"))[-1]
    assert isinstance(event, AppointmentCancelled)
    assert event.reason == "left_untreated"
    asked = {"patient_id": booked["patient_id"]}
    assert [one["kind"] for one in made(await chain.desk.get("/worklist", params=asked))["items"]] == ["nothing_booked"]
    (left,) = [one for one in visit["stations"] if one["station"] == "left"]
    at = f"/appointments/{booked['id']}"
    refused(await chain.desk.post(f"{at}/stations/{left['id']}/withdraw", json=MISTAKE), "wrong-status", "reinstate it")
    stands = made(await chain.desk.post(f"{at}/reinstate", json=MISTAKE))
    assert (stands["status"], stands["station"]) == ("booked", "arrived")
    history = made(await chain.desk.get(f"{at}/stations"))["stations"]
    assert [(one["station"], one["withdrawn_because"]) for one in history] == [
        ("arrived", None),
        ("left", MISTAKE["reason"]),
    ]


async def test_an_arrival_of_another_patient_is_withdrawn_and_both_facts_stay(chain: Chain, lisbon: House) -> None:
    booked = await consult(chain, lisbon)
    (arrived,) = made(await note(chain, booked, "arrived"))["stations"]
    made(await note(chain, booked, "in_treatment"))
    at = f"/appointments/{booked['id']}/stations"
    refused(
        await chain.desk.post(f"{at}/{arrived['id']}/withdraw", json=MISTAKE), "nothing-noted", "in_treatment first"
    )
    (_, treated) = made(await chain.desk.get(at))["stations"]
    made(await chain.desk.post(f"{at}/{treated['id']}/withdraw", json=MISTAKE))
    visit = made(await chain.desk.post(f"{at}/{arrived['id']}/withdraw", json=MISTAKE))
    assert (visit["station"], [one["withdrawn_because"] for one in visit["stations"]]) == (
        None,
        [MISTAKE["reason"]] * 2,
    )
    refused(await chain.desk.post(f"{at}/{arrived['id']}/withdraw", json=MISTAKE), "nothing-noted", "already")
    made(await chain.desk.post(f"/appointments/{booked['id']}/miss"))
    event = (await chain.events("VisitCorrected"))[-1]
    assert isinstance(event, VisitCorrected)
    assert (event.corrected, event.station, event.at) == ("arrived", None, None)


async def test_a_moment_is_corrected_between_its_neighbours(chain: Chain, lisbon: House) -> None:
    booked = await consult(chain, lisbon)
    chain.go_to(booked, timedelta(minutes=30))
    (arrived,) = made(await note(chain, booked, "arrived"))["stations"]
    at = f"/appointments/{booked['id']}/stations/{arrived['id']}/correct"
    soon = (moment(booked["starts_at"]) + timedelta(hours=1)).isoformat()
    refused(await chain.desk.post(at, json=MISTAKE | {"at": soon}), "in-the-future")
    visit = made(await chain.desk.post(at, json=MISTAKE | {"at": booked["starts_at"]}))
    assert (visit["station_at"], len(visit["stations"])) == (booked["starts_at"], 2)
    refused(await chain.desk.post(at, json=MISTAKE | {"at": booked["starts_at"]}), "nothing-noted", "already")
    unknown = at.replace(arrived["id"], booked["id"])
    refused(await chain.desk.post(unknown, json=MISTAKE | {"at": booked["starts_at"]}), "not-found", "", 404)


async def test_who_waits_too_long_is_work_until_somebody_calls_them_in(chain: Chain, lisbon: House) -> None:
    booked = await consult(chain, lisbon)
    made(await note(chain, booked, "arrived"))
    chain.go_to(booked, timedelta(minutes=14))
    await chain.booking.fire_timers()
    assert await items(chain, booked) == []
    chain.go_to(booked, timedelta(minutes=16))
    await chain.booking.fire_timers()
    (item,) = await items(chain, booked)
    assert (item["subject_id"], item["may_claim"]) == (booked["id"], True)
    seen = await day(chain, lisbon)
    assert (seen["waits_too_long"], seen["appointments"][0]["waits_too_long"]) == (1, True)
    made(await note(chain, booked, "in_treatment"))
    assert await items(chain, booked) == []


@pytest.mark.parametrize("later", [timedelta(hours=3), timedelta(days=1)])
async def test_who_came_and_about_whom_nothing_was_recorded_is_one_item(
    chain: Chain, lisbon: House, later: timedelta
) -> None:
    booked = await consult(chain, lisbon)
    made(await note(chain, booked, "arrived"))
    made(await note(chain, booked, "in_treatment"))
    chain.go_to(booked, later)
    await chain.booking.fire_timers()
    asked = {"patient_id": booked["patient_id"]}
    (item,) = made(await chain.desk.get("/worklist", params=asked))["items"]
    assert item["kind"] == "appointment_not_closed"


async def test_a_session_that_is_held_does_not_begin_and_who_is_declined_there_is_shown_until_they_leave(
    chain: Chain, lisbon: House
) -> None:
    found, booked = await session(chain, lisbon)
    made(await note(chain, booked, "arrived"))
    await chain.decide(found, ScreeningStage.CONSULT, Outcome.REVIEW)
    refused(await note(chain, booked, "numbing"), "may-not-begin", "problems")
    await chain.decide(found, ScreeningStage.CONSULT, Outcome.DECLINED)
    (seen,) = (await day(chain, lisbon))["appointments"]
    assert (seen["where"], seen["status"], seen["waits_since"]) == ("arrived", "cancelled", None)
    made(await note(chain, booked, "left"))
    assert (await day(chain, lisbon))["appointments"] == []


async def test_who_was_marked_as_missed_and_comes_is_reinstated_first(chain: Chain, lisbon: House) -> None:
    booked = await consult(chain, lisbon)
    chain.go_to(booked, timedelta(minutes=20))
    made(await chain.desk.post(f"/appointments/{booked['id']}/miss"))
    assert (await day(chain, lisbon))["counts"]["missed"] == 1
    refused(await note(chain, booked, "arrived"), "wrong-status", "reinstate it")
    made(await chain.desk.post(f"/appointments/{booked['id']}/reinstate", json=MISTAKE))
    made(await note(chain, booked, "arrived"))


async def test_a_patient_does_not_note_where_they_are_and_does_not_see_the_clinics_day(
    chain: Chain, lisbon: House
) -> None:
    booked = await consult(chain, lisbon)
    own = chain.booking.client(Role.PATIENT, subject=UUID(booked["patient_id"]))
    at = f"/appointments/{booked['id']}/stations"
    refused(await own.post(at, json={"station": "arrived"}), "forbidden", "", 403)
    refused(await own.get(f"/clinics/{lisbon.clinic_id}/day"), "forbidden", "", 403)
    elsewhere = chain.booking.client(Role.FRONT_DESK, clinics=[UUID((await chain.open()).clinic_id)])
    refused(await elsewhere.post(at, json={"station": "arrived"}), "forbidden", "", 403)
    refused(await elsewhere.get(f"/clinics/{lisbon.clinic_id}/day"), "forbidden", "", 403)
