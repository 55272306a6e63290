"""What changes later reaches what is booked: each appointment ahead is valid, or says why not."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from contracts.booking.appointments import AppointmentHeld, AppointmentReleased
from contracts.inventory.stock import CartridgesFellShort, CartridgesFound
from contracts.screening.screenings import ConsentEnded
from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import GTIN, WORK_DAYS, Chain, House, made, moment, refused


def codes(appointment: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in appointment["problems"]]


async def set_hours(chain: Chain, house: House, hours: list[dict[str, Any]]) -> dict[str, Any]:
    at = f"/clinics/{house.clinic_id}"
    version = made(await chain.operator.get(at))["version"]
    return made(await chain.operator.patch(at, json={"hours": hours}, headers={"If-Match": f'"{version}"'}))


async def consult(chain: Chain, house: House) -> dict[str, Any]:
    return await chain.booked(await chain.register(house), house, "consult")


async def with_problem(chain: Chain, house: House, code: str) -> list[str]:
    asked = {"clinic_id": house.clinic_id, "problem": code}
    return [each["id"] for each in made(await chain.desk.get("/appointments", params=asked))["items"]]


def without(appointment: dict[str, Any], house: House) -> list[dict[str, Any]]:
    """The week's hours without the day of an appointment."""
    weekday = moment(appointment["starts_at"]).astimezone(house.zone).weekday()
    return [each for each in WORK_DAYS if each["weekday"] != weekday]


async def test_new_hours_reach_what_is_booked_in_pieces_and_it_says_that_it_is_about_to_be_checked(
    chain: Chain, lisbon: House
) -> None:
    booked = await consult(chain, lisbon)
    await set_hours(chain, lisbon, without(booked, lisbon))
    waiting = await chain.appointment(booked["id"])
    assert (waiting["being_checked"], waiting["problems"]) == (True, [])

    await chain.booking.fire_timers()

    now = await chain.appointment(booked["id"])
    assert (now["status"], codes(now), now["being_checked"]) == ("booked", ["clinic_closed"], False)
    assert now["problems"][0]["sentence"].startswith("The clinic is closed on ")
    assert now["held_since"] is not None
    assert await with_problem(chain, lisbon, "clinic_closed") == [booked["id"]]
    assert await with_problem(chain, lisbon, "outside_hours") == []
    (held,) = await chain.events("AppointmentHeld")
    assert isinstance(held, AppointmentHeld)
    assert (held.reason, held.reasons, held.kind) == ("clinic_closed", ("clinic_closed",), "consult")


async def test_hours_that_hold_it_again_release_it(chain: Chain, lisbon: House) -> None:
    booked = await consult(chain, lisbon)
    await set_hours(chain, lisbon, without(booked, lisbon))
    await chain.booking.fire_timers()
    await set_hours(chain, lisbon, WORK_DAYS)
    await chain.booking.fire_timers()
    now = await chain.appointment(booked["id"])
    assert (now["problems"], now["held_since"], now["held_why"]) == ([], None, None)
    (released,) = await chain.events("AppointmentReleased")
    assert isinstance(released, AppointmentReleased)


async def test_a_closure_holds_what_is_booked_on_the_day_and_a_move_to_another_day_releases_it(
    chain: Chain, lisbon: House
) -> None:
    booked = await consult(chain, lisbon)
    day = moment(booked["starts_at"]).astimezone(lisbon.zone).date()
    made(await chain.desk.put(f"/clinics/{lisbon.clinic_id}/closures/{day}", json={"reason": "Carnival."}))
    await chain.booking.fire_timers()
    assert codes(await chain.appointment(booked["id"])) == ["clinic_closed"]
    slot, *_ = await chain.slots(lisbon, "consult", **{"from": str(day + timedelta(days=1))})
    now = await chain.appointment(booked["id"])
    moved = await chain.desk.post(
        f"/appointments/{booked['id']}/move",
        json={"starts_at": slot["starts_at"]},
        headers={"If-Match": f'"{now["version"]}"'},
    )
    assert (made(moved)["problems"], made(moved)["held_since"]) == ([], None)


async def test_a_closure_that_is_taken_back_releases_it(chain: Chain, lisbon: House) -> None:
    booked = await consult(chain, lisbon)
    at = f"/clinics/{lisbon.clinic_id}/closures/{moment(booked['starts_at']).astimezone(lisbon.zone).date()}"
    made(await chain.desk.put(at, json={"reason": "Carnival."}))
    assert (await chain.desk.delete(at)).status_code == 204
    await chain.booking.fire_timers()
    assert (await chain.appointment(booked["id"]))["problems"] == []


async def test_many_are_checked_in_pieces_and_none_is_left_out(chain: Chain) -> None:
    house = await chain.open(rooms=8, nurses=["2.0"] * 8)
    taken = {slot["starts_at"]: slot for slot in await chain.slots(house, "consult", limit=300)}
    booked = [
        made(await chain.book(await chain.register(house), house, "consult", slot))["id"]
        for slot in list(taken.values())[::2][:25]
    ]
    await set_hours(chain, house, [{"weekday": 6, "opens": "09:00", "closes": "18:00"}])
    await chain.booking.fire_timers()
    assert sorted(await with_problem(chain, house, "clinic_closed")) == sorted(booked)


async def test_the_zone_stays_while_patients_expect_the_local_time_that_they_were_told(
    chain: Chain, lisbon: House
) -> None:
    booked = await consult(chain, lisbon)
    at = f"/clinics/{lisbon.clinic_id}"

    async def correct() -> httpx.Response:
        return await chain.operator.patch(at, json={"time_zone": "Europe/Paris"}, headers={"If-Match": '"1"'})

    problem = refused(await correct(), "zone-in-use", "were told its local time")
    assert problem["appointments"] == [booked["id"]]
    assert made(await chain.operator.get(at))["time_zone"] == "Europe/Lisbon"
    made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "Wrong zone."}))
    assert made(await correct())["time_zone"] == "Europe/Paris"


async def test_a_session_that_nobody_agreed_to_says_so_and_is_reminded_of_all_the_same(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    visit = await chain.consulted(patient, lisbon)
    await chain.decide(visit, ScreeningStage.CONSULT)
    (course,) = await chain.courses(patient)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    assert (codes(session), session["held_since"]) == (["consent_missing"], None)
    signed = await chain.agrees(patient, lisbon.clinic_id)
    assert codes(await chain.appointment(session["id"])) == []
    await chain.booking.react(
        ConsentEnded(
            consent_id=signed.consent_id,
            patient_id=signed.patient_id,
            clinic_id=signed.clinic_id,
            reason="withdrawn",
            ended_at=chain.booking.clock.now(),
        )
    )
    assert codes(await chain.appointment(session["id"])) == ["consent_missing"]
    assert await chain.events("AppointmentHeld") == []


async def test_a_session_that_is_held_for_two_reasons_waits_until_both_are_gone(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    visit, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    await chain.decide(visit, ScreeningStage.CONSULT, Outcome.REVIEW)
    await set_hours(chain, lisbon, without(session, lisbon))
    await chain.booking.fire_timers()
    now = await chain.appointment(session["id"])
    assert codes(now) == ["screening_under_review", "clinic_closed"]
    first = now["problems"][0]["since"]
    await set_hours(chain, lisbon, WORK_DAYS)
    await chain.booking.fire_timers()
    now = await chain.appointment(session["id"])
    assert (codes(now), now["problems"][0]["since"]) == (["screening_under_review"], first)
    assert await chain.events("AppointmentReleased") == []
    await chain.decide(visit, ScreeningStage.CONSULT)
    assert len(await chain.events("AppointmentReleased")) == 1


async def test_a_patient_reads_the_problems_of_their_own_appointment_only(chain: Chain, lisbon: House) -> None:
    booked = await consult(chain, lisbon)
    own = chain.booking.client(Role.PATIENT, subject=booked["patient_id"])
    assert made(await own.get(f"/appointments/{booked['id']}"))["problems"] == []
    other = chain.booking.client(Role.PATIENT, subject=await chain.register(lisbon))
    assert (await other.get(f"/appointments/{booked['id']}")).status_code == 403


async def is_away(chain: Chain, house: House, kind: str, id: str, cause: str) -> dict[str, Any]:
    form = {"resource_kind": kind, "resource_id": id, "cause": cause, "starts": "2027-03-01", "ends": "2027-03-31"}
    return made(await chain.director.post(f"/clinics/{house.clinic_id}/unavailabilities", json=form))


@pytest.mark.parametrize(
    ("kind", "cause", "code"),
    [
        ("practitioner", "leave", "practitioner_unavailable"),
        ("room", "works", "room_unavailable"),
        ("device", "broken", "device_unavailable"),
    ],
)
async def test_what_is_away_holds_what_needs_it_until_it_is_back(
    chain: Chain, lisbon: House, kind: str, cause: str, code: str
) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    away = await is_away(chain, lisbon, kind, session[f"{kind}_id"], cause)
    assert [each["id"] for each in away["touched"]["appointments"]] == [session["id"]]
    await chain.booking.fire_timers()
    now = await chain.appointment(session["id"])
    assert (codes(now), now["held_since"] is not None) == ([code], True)
    at = f"/clinics/{lisbon.clinic_id}/unavailabilities/{away['id']}/withdraw"
    made(await chain.director.post(at, json={"reason": "Was another one."}))
    await chain.booking.fire_timers()
    assert (await chain.appointment(session["id"]))["problems"] == []


async def test_a_permission_that_ends_holds_the_sessions_after_it(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    at = f"/clinics/{lisbon.clinic_id}/practitioners/{session['practitioner_id']}/permissions"
    form = {"permissions": [{"modality": "pen", "max_depth_mm": "1.0"}], "reason": "Licence was limited."}
    made(await chain.director.put(at, json=form))
    await chain.booking.fire_timers()
    now = await chain.appointment(session["id"])
    assert codes(now) == ["practitioner_not_permitted"]
    assert now["problems"][0]["sentence"].startswith("Ana Reis 0 may needle to 1 mm")


async def test_missing_cartridges_ask_the_desk_until_they_are_found_and_reminders_go_on(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    about = {
        "clinic_id": UUID(lisbon.clinic_id),
        "appointment_id": UUID(session["id"]),
        "gtin": GTIN,
        "session_at": moment(session["treatment_starts_at"]),
    }
    now = chain.booking.clock.now()
    await chain.booking.react(CartridgesFellShort(**about, quantity=1, noticed_at=now))
    short = await chain.appointment(session["id"])
    assert (codes(short), short["held_since"]) == (["cartridges_short"], None)
    asked = {"kind": "appointment_not_valid"}
    assert len(made(await chain.desk.get("/worklist", params=asked))["items"]) == 1
    await chain.booking.react(CartridgesFound(**about, found_at=now))
    assert codes(await chain.appointment(session["id"])) == []
    assert made(await chain.desk.get("/worklist", params=asked))["items"] == []


async def test_a_shortage_for_an_earlier_time_says_nothing_about_the_present_one(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    earlier = moment(session["treatment_starts_at"]) - timedelta(days=1)
    ids = {"clinic_id": UUID(lisbon.clinic_id), "appointment_id": UUID(session["id"]), "gtin": GTIN}
    now = chain.booking.clock.now()
    await chain.booking.react(CartridgesFellShort(**ids, session_at=earlier, quantity=1, noticed_at=now))
    assert codes(await chain.appointment(session["id"])) == []
