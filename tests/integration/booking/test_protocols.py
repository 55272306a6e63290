"""Protocols plan courses once a medical director has signed them; until then plans wait, and nothing is lost."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio
from sqlalchemy import select

from chassis.access.actors import Role
from chassis.data.tables import dead_letters
from contracts.booking.courses import CoursePlanned
from contracts.vocabulary import Outcome, ScreeningStage
from services.booking.app import service
from tests.integration.booking.chain import MONDAY, PLAN, Chain, House, made, moment, refused
from tests.support.fixtures import RunService

PATH = "/reference/protocols"
MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(run_service: RunService) -> AsyncIterator[Chain]:
    """Where patients are: nothing unsigned decides."""
    async with run_service(service, start=MONDAY, rehearsal=False) as running:
        yield Chain(running)


async def sign(chain: Chain, version: str = "2026-11") -> None:
    made(await chain.director.post(f"{PATH}/{version}/sign", json={}))


async def withdraw(chain: Chain, version: str = "2026-11") -> None:
    made(await chain.director.post(f"{PATH}/{version}/withdraw", json={"reason": "signed too early"}))


async def drafted(chain: Chain, name: str, changes: dict[str, Any]) -> None:
    """A version of the chain's own, checked and signed."""
    operator = chain.booking.client(Role.OPERATOR)
    draft = {"version": name, "title": "Ours", "extends": "2026-11", "changes": changes}
    made(await operator.post(PATH, json=draft))
    assert made(await operator.post(f"{PATH}/{name}/check"))["problems"] == []
    await sign(chain, name)


async def waiting_plans(chain: Chain, by: httpx.AsyncClient | None = None, **query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = made(await (by or chain.desk).get("/waiting-plans", params=query))["items"]
    return items


async def test_staff_see_the_plans_that_wait_at_their_own_clinics(clinic: Chain) -> None:
    here, there = await clinic.open(), await clinic.open("Europe/Madrid")
    await sign(clinic)
    consult = await clinic.consulted(await clinic.register(here), here)
    await withdraw(clinic)
    assert await waiting_plans(clinic) == []  # screening has not decided
    await clinic.decide(consult, ScreeningStage.CONSULT)
    of_there = clinic.booking.client(Role.PRACTITIONER, clinics=[UUID(there.clinic_id)])
    assert len(await waiting_plans(clinic, clinic_id=here.clinic_id)) == 1
    assert await waiting_plans(clinic, clinic_id=there.clinic_id) == []
    assert await waiting_plans(clinic, of_there) == []
    refused(await of_there.get("/waiting-plans", params={"clinic_id": here.clinic_id}), "forbidden", status=403)
    patient = clinic.booking.client(Role.PATIENT, subject=consult["patient_id"])
    refused(await patient.get("/waiting-plans"), "forbidden", status=403)


async def test_without_a_signed_version_no_consult_is_booked_and_the_refusal_says_what_to_do(clinic: Chain) -> None:
    house = await clinic.open()
    answer = await clinic.desk.get("/slots", params={"clinic_id": house.clinic_id, "kind": "consult"})
    refused(answer, "nothing-in-force", "the medical director of the chain signs one")
    assert made(await clinic.desk.get("/protocols"))["version"] is None
    await sign(clinic)
    assert await clinic.slots(house, "consult")
    assert made(await clinic.desk.get("/protocols"))["signature"] != "unsigned"


async def test_a_plan_cannot_be_recorded_without_a_signed_version_but_an_unsuitable_patient_can(
    clinic: Chain,
) -> None:
    house = await clinic.open(rooms=2, nurses=("2.0", "2.0"))
    await sign(clinic)
    first = await clinic.booked(await clinic.register(house), house, "consult")
    second = await clinic.booked(await clinic.register(house), house, "consult")
    await withdraw(clinic)
    clinic.go_to(first)
    suitable: dict[str, Any] = {"skin_type": 3, "suitable": True, "plan": PLAN}

    async def consult(appointment: dict[str, Any], findings: dict[str, Any]) -> httpx.Response:
        return await clinic.complete(appointment, findings)

    refused(await consult(first, suitable), "nothing-in-force", "medical director")
    made(await consult(second, suitable | {"suitable": False}))


async def test_a_cleared_plan_waits_for_a_signed_version_and_then_gets_its_course(clinic: Chain) -> None:
    house = await clinic.open()
    await sign(clinic)
    patient = await clinic.register(house)
    consult = await clinic.consulted(patient, house)
    await withdraw(clinic)
    await clinic.decide(consult, ScreeningStage.CONSULT)
    assert await clinic.courses(patient) == []
    asked = {"clinic_id": house.clinic_id, "kind": "session", "patient_id": patient}
    refused(await clinic.desk.get("/slots", params=asked), "course-required", "no signed protocol is in force")
    async with clinic.booking.work() as work:
        assert (await work.execute(select(dead_letters))).all() == []
    (waiting,) = await waiting_plans(clinic)
    assert (waiting["consult_id"], waiting["patient_name"]) == (consult["id"], "Inês Sousa")
    assert "the medical director of the chain signs one" in waiting["why"]

    await drafted(clinic, "ours", {"protocols": {"acne-scars-face-pen": {"sessions": {"count": 5}}}})

    (course,) = await clinic.courses(patient)
    assert (course["sessions"], course["protocol_version"]) == (5, "ours")
    assert await waiting_plans(clinic) == []
    assert len(await clinic.events("CoursePlanned")) == 1


async def test_a_plan_that_fits_no_protocol_any_more_waits_for_one_that_it_fits(clinic: Chain) -> None:
    house = await clinic.open()
    await sign(clinic)
    patient = await clinic.register(house)
    consult = await clinic.consulted(patient, house)
    without = dict.fromkeys(("acne-scars-face-pen", "ageing-face-pen", "skin-pen"))
    await drafted(clinic, "no-pens", {"protocols": without})
    await clinic.decide(consult, ScreeningStage.CONSULT)
    assert await clinic.courses(patient) == []
    (waiting,) = await waiting_plans(clinic)
    assert "No protocol in force fits this plan" in waiting["why"]
    await drafted(clinic, "pens-again", {"talk": {"minutes": 20}})
    (course,) = await clinic.courses(patient)
    assert course["protocol"] == "acne-scars-face-pen"


async def test_a_declined_plan_gets_no_course_when_a_version_is_signed(clinic: Chain) -> None:
    house = await clinic.open()
    await sign(clinic)
    patient = await clinic.register(house)
    consult = await clinic.consulted(patient, house)
    await withdraw(clinic)
    await clinic.decide(consult, ScreeningStage.CONSULT)
    clinic.booking.clock.advance(MINUTE)
    await clinic.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    assert await waiting_plans(clinic) == []
    await drafted(clinic, "ours", {"talk": {"minutes": 20}})
    assert await clinic.courses(patient) == []


async def test_a_course_explains_itself_from_the_version_that_made_it_even_when_that_was_withdrawn(
    clinic: Chain,
) -> None:
    house = await clinic.open()
    await sign(clinic)
    _, course = await clinic.cleared(await clinic.register(house), house)
    await drafted(clinic, "ours", {"protocols": {"acne-scars-face-pen": {"sessions": {"count": 5}}}})
    await withdraw(clinic)

    made_by = made(await clinic.desk.get(f"/courses/{course['id']}/protocol"))

    (planned,) = await clinic.events("CoursePlanned")
    assert isinstance(planned, CoursePlanned)
    assert (made_by["version"], made_by["digest"]) == (planned.protocol_version, planned.protocol_digest)
    assert made_by["signature"] == course["protocol_signature"] != "unsigned"
    assert made_by["protocol"]["sessions"] == course["sessions"] == 3
    assert "nct02646917" in made_by["protocol"]["sessions_source"]


async def test_in_a_rehearsal_a_course_says_that_nobody_signed_its_protocol(chain: Chain, lisbon: House) -> None:
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    assert course["protocol_signature"] == "unsigned"


async def test_the_length_of_a_talk_is_the_one_in_force(clinic: Chain) -> None:
    house = await clinic.open()
    await sign(clinic)
    await drafted(clinic, "ours", {"talk": {"minutes": 45}})
    appointment = await clinic.booked(await clinic.register(house), house, "consult")
    assert (moment(appointment["ends_at"]) - moment(appointment["starts_at"])).total_seconds() == 45 * 60


async def test_a_clinics_own_numbing_time_goes_before_the_protocols(chain: Chain, lisbon: House) -> None:
    at = f"/clinics/{lisbon.clinic_id}/settings"
    read = await chain.desk.get(at)
    nothing = dict.fromkeys(("numbing_minutes", *OTHER_SETTINGS))
    assert made(read) == {"clinic_id": lisbon.clinic_id, "version": 0, **nothing}
    first = {"If-Match": read.headers["ETag"]}
    changed = await chain.operator.patch(at, json={"numbing_minutes": 45}, headers=first)
    assert made(changed)["numbing_minutes"] == 45

    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    assert numbing_minutes_of(session) == 45
    refused(await chain.operator.patch(at, json={"numbing_minutes": 50}, headers=first), "stale", status=412)

    latest = {"If-Match": changed.headers["ETag"]}
    made(await chain.operator.patch(at, json={"numbing_minutes": None}, headers=latest))
    assert numbing_minutes_of(await chain.appointment(session["id"])) == 45  # what is booked stays
    next_patient = await chain.register(lisbon)
    _, next_course = await chain.cleared(next_patient, lisbon)
    next_session = await chain.booked(next_patient, lisbon, "session", course_id=next_course["id"])
    assert numbing_minutes_of(next_session) != 45


async def test_only_those_who_equip_clinics_change_their_settings_and_only_within_reason(
    chain: Chain, lisbon: House
) -> None:
    at, first = f"/clinics/{lisbon.clinic_id}/settings", {"If-Match": '"0"'}
    refused(await chain.desk.patch(at, json={"numbing_minutes": 45}, headers=first), "forbidden", status=403)
    for minutes in (-1, 241, "long"):
        answer = await chain.operator.patch(at, json={"numbing_minutes": minutes}, headers=first)
        refused(answer, "not-understood", "numbing_minutes", status=422)
    made(await chain.operator.patch(at, json={"numbing_minutes": 30}, headers=first))
    (entry, *_) = made(await chain.director.get("/audit", params={"action": "clinic.settings"}))["items"]
    assert entry["details"] == {"numbing_minutes": 30, **dict.fromkeys(OTHER_SETTINGS)}


OTHER_SETTINGS = ("arrive_minutes", "recover_minutes", "clean_minutes", "holiday_region")


def numbing_minutes_of(session: dict[str, Any]) -> float:
    return (moment(session["treatment_starts_at"]) - moment(session["starts_at"])).total_seconds() / 60
