"""How many statements each use case takes: a count that no busy machine can blur. Let it fall, not rise."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.ids import new_id
from tests.integration.booking.chain import PLAN, Chain, House, made, scan

AT_MOST = {
    "register a patient": 4,
    "book a consult": 11,
    "move it": 12,
    "cancel it": 6,
    "complete a consult": 8,
    "book a session": 14,
    "record a session": 13,
    "hold the follow-up": 17,
}
"""Those of the Idempotency-Key are among them; BEGIN, COMMIT and what the chassis sends to the driver are not."""


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        statements.append(" ".join(statement.split()))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_a_use_case_takes_no_more_statements_than_before(chain: Chain, lisbon: House) -> None:
    api, worker = chain.booking.api.transactions.engine, chain.booking.worker.transactions.engine
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
        consult = made(await chain.practitioner.post(f"/appointments/{visit['id']}/consult", json=findings))
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

    too_many = {name: took[name] for name, most in AT_MOST.items() if len(took[name]) > most}
    assert not too_many, {name: len(each) for name, each in took.items()}
