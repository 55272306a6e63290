"""Who signs in is who did it. Recording for somebody else is a right of its own, with a reason, and audited."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.consults import ConsultCompleted
from contracts.booking.sessions import SessionPerformed
from tests.integration.booking.chain import PLAN, Chain, House, made, refused

FINDINGS = {"skin_type": 3, "suitable": True, "plan": PLAN}


@pytest_asyncio.fixture(loop_scope="session")
async def house(chain: Chain) -> House:
    """The first nurse may needle to 2 mm, the second to 1 mm."""
    return await chain.open(nurses=("2.0", "1.0"))


@pytest_asyncio.fixture(loop_scope="session")
async def session(chain: Chain, house: House) -> dict[str, Any]:
    """An appointment at which a session may be recorded now."""
    consult, course = await chain.cleared(await chain.register(house), house)
    booked = await chain.booked(course["patient_id"], house, "session", course_id=course["id"])
    await chain.came(consult, booked)
    return booked


def other_nurse(house: House, appointment: dict[str, Any]) -> str:
    [other] = [nurse for nurse in house.nurses if nurse != appointment["practitioner_id"]]
    return other


async def audited(chain: Chain, action: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = made(await chain.director.get("/audit", params={"action": action}))["items"]
    return items


async def test_the_practitioner_who_is_signed_in_performed_it_whoever_was_booked(
    chain: Chain, house: House, session: dict[str, Any]
) -> None:
    stands_in = other_nurse(house, session)
    done = made(await chain.record(session, by=chain.nurse(stands_in), depth_mm="1.0"))
    assert done["practitioner_id"] == stands_in
    (event,) = await chain.events("SessionPerformed")
    assert isinstance(event, SessionPerformed)
    assert str(event.practitioner_id) == stands_in
    assert await audited(chain, "session.on_behalf_of") == []


async def test_a_consult_is_of_whoever_is_signed_in(chain: Chain, house: House) -> None:
    appointment = await chain.booked(await chain.register(house), house, "consult")
    chain.go_to(appointment)
    stands_in = other_nurse(house, appointment)
    at = f"/appointments/{appointment['id']}/consult"
    assert made(await chain.nurse(stands_in).post(at, json=FINDINGS))["practitioner_id"] == stands_in
    (event,) = await chain.events("ConsultCompleted")
    assert isinstance(event, ConsultCompleted)
    assert str(event.practitioner_id) == stands_in


async def test_an_account_that_names_no_practitioner_records_nothing(chain: Chain, session: dict[str, Any]) -> None:
    for role in (Role.PRACTITIONER, Role.MEDICAL_DIRECTOR):
        nobody = chain.booking.client(role)
        refused(await chain.record(session, by=nobody), "no-practitioner", "ask the operator to add the id", 403)
    unknown = chain.nurse(str(new_id()))
    refused(await chain.record(session, by=unknown), "no-practitioner", "names no practitioner of this chain", 403)
    assert await chain.events("SessionPerformed") == []


async def test_a_practitioner_of_another_clinic_records_nothing_here(chain: Chain, session: dict[str, Any]) -> None:
    porto = await chain.open()
    guest = chain.nurse(porto.nurses[0])
    refused(await chain.record(session, by=guest), "no-practitioner", "is not a practitioner of this clinic", 403)


async def test_a_subject_that_is_a_practitioners_id_is_not_that_practitioner(
    chain: Chain, session: dict[str, Any]
) -> None:
    subject_only = chain.booking.client(Role.PRACTITIONER, subject=session["practitioner_id"])
    refused(await chain.record(session, by=subject_only), "no-practitioner", status=403)


async def test_a_director_records_for_another_with_a_reason_that_is_audited(
    chain: Chain, house: House, session: dict[str, Any]
) -> None:
    performed_by = other_nurse(house, session)
    said = {"practitioner_id": performed_by, "reason": "was called away before recording it"}
    director = chain.booking.client(Role.MEDICAL_DIRECTOR, subject="dr.costa")
    done = made(await chain.record(session, by=director, depth_mm="1.0", on_behalf_of=said))
    assert done["practitioner_id"] == performed_by
    [entry] = await audited(chain, "session.on_behalf_of")
    assert (entry["actor"], entry["subject"]) == ("dr.costa", f"appointment/{session['id']}")
    assert entry["details"] == {"practitioner": performed_by, "reason": said["reason"]}


async def test_the_permissions_of_whoever_performed_it_count_when_another_records_it(
    chain: Chain, house: House, session: dict[str, Any]
) -> None:
    weaker, stronger = house.nurses[1], house.nurses[0]
    said = {"practitioner_id": weaker, "reason": "was called away before recording it"}
    director = chain.booking.client(Role.MEDICAL_DIRECTOR, practitioner=stronger)
    refused(await chain.record(session, by=director, on_behalf_of=said), "not-qualified", "may needle to 1 mm")
    assert await audited(chain, "session.on_behalf_of") == []


async def test_nobody_but_a_director_records_for_another(chain: Chain, house: House, session: dict[str, Any]) -> None:
    said = {"practitioner_id": session["practitioner_id"], "reason": "was called away before recording it"}
    colleague = chain.nurse(other_nurse(house, session))
    refused(await chain.record(session, by=colleague, on_behalf_of=said), "forbidden", "care:on-behalf", 403)


async def test_recording_for_another_takes_a_reason_and_a_practitioner_of_the_clinic(
    chain: Chain, session: dict[str, Any]
) -> None:
    director = chain.booking.client(Role.MEDICAL_DIRECTOR, subject="dr.costa")
    bare = {"practitioner_id": session["practitioner_id"]}
    refused(await chain.record(session, by=director, on_behalf_of=bare), "not-understood", status=422)
    porto = await chain.open()
    for somebody in (porto.nurses[0], str(new_id())):
        said = {"practitioner_id": somebody, "reason": "was called away before recording it"}
        answer = await chain.record(session, by=director, on_behalf_of=said)
        refused(answer, "not-found", "no such practitioner at this clinic", 404)


async def test_a_director_of_another_clinic_records_for_nobody_here(chain: Chain, session: dict[str, Any]) -> None:
    porto = await chain.open()
    said = {"practitioner_id": session["practitioner_id"], "reason": "was called away before recording it"}
    director = chain.booking.client(Role.MEDICAL_DIRECTOR, clinics=[UUID(porto.clinic_id)])
    refused(await chain.record(session, by=director, on_behalf_of=said), "forbidden", status=403)
