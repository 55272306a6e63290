"""How many statements the busiest use cases take, held against statements.json: a count that no busy machine can blur.

When a count falls, write the new one into the file; a count that rises needs a reason in the commit.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from asyncpg.connection import LoggedQuery

from chassis.data.database import Database, Driver
from chassis.ids import new_id
from tests.integration.booking.chain import PLAN, Chain, House, made, scan

COUNTED = Path(__file__).with_name("statements.json")
"""By use case: how many statements it runs, and how many round trips it makes with those that begin and end it."""

_ONCE_A_CONNECTION = ("typeinfo_tree", "set_config('jit'")
"""What asyncpg asks of the server before it first sends a range."""
_ABOUT_TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """What runs in this task: the access log's writer and the relay use the same pool, whenever they like."""
    statements: list[str] = []
    mine = asyncio.current_task()

    def note(query: LoggedQuery) -> None:
        if not any(part in query.query for part in _ONCE_A_CONNECTION):
            statements.append(" ".join(query.query.split()))

    acquire, release = database.acquire, database.release

    async def listening() -> Driver:
        driver = await acquire()
        if asyncio.current_task() is mine:
            driver.add_query_logger(note)
        return driver

    async def no_longer(driver: Driver) -> None:
        driver.remove_query_logger(note)
        await release(driver)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "acquire", listening)
        patch.setattr(database, "release", no_longer)
        yield statements


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

    counts = {
        name: {
            "statements": sum(not each.startswith(_ABOUT_TRANSACTIONS) for each in statements),
            "round_trips": len(statements),
        }
        for name, statements in took.items()
    }
    assert counts == json.loads(COUNTED.read_text()), json.dumps(counts, indent=2)
