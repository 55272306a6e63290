"""How many statements booking's busiest use cases take."""

from pathlib import Path

from chassis.ids import new_id
from tests.integration.booking.chain import PLAN, Chain, House, made, scan
from tests.support.statements import assert_as_written_down, counted

COUNTED = Path(__file__).with_name("statements.json")


async def test_a_use_case_takes_as_many_statements_as_are_written_down(chain: Chain, lisbon: House) -> None:
    api, worker = chain.booking.api.transactions.database, chain.booking.worker.transactions.database
    took: dict[str, list[str]] = {}
    with counted(api) as took["register a patient"]:
        patient = await chain.register(lisbon)
    slot, later = await chain.slots(lisbon, "consult", limit=2)
    with counted(api) as took["book a consult"]:
        appointment = made(await chain.book(patient, lisbon, "consult", slot))
    at = f"/appointments/{appointment['id']}"
    with counted(api) as took["move it"]:
        made(await chain.desk.post(f"{at}/move", json={"starts_at": later["starts_at"]}, headers={"If-Match": '"1"'}))
    with counted(api) as took["cancel it"]:
        made(await chain.desk.post(f"{at}/cancel", json={"reason": "has to work"}))

    visit = await chain.booked(patient, lisbon, "consult")
    chain.go_to(visit)
    findings = {"skin_type": 3, "suitable": True, "plan": PLAN}
    with counted(api) as took["complete a consult"]:
        consult = made(await chain.complete(visit, findings))
    course = await chain.course_of(consult)
    (slot,) = await chain.slots(lisbon, "session", course_id=course["id"], limit=1)
    with counted(api) as took["book a session"]:
        session = made(await chain.book(patient, lisbon, "session", slot, course_id=course["id"]))
    await chain.came(consult, session)
    with counted(api) as took["record a session"]:
        made(await chain.record(session, cartridges=[scan(serial=str(new_id())[-12:])]))
    (performed,) = await chain.events("SessionPerformed")
    with counted(worker) as took["hold the follow-up"]:
        await chain.booking.react(performed)

    assert_as_written_down(took, COUNTED)
