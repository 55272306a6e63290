"""How many statements inventory's busiest use cases take."""

from pathlib import Path
from uuid import UUID

import httpx

from tests.integration.inventory.stories import Appointment, deliver, in_days, received, scan
from tests.support.running import Running
from tests.support.statements import assert_as_written_down, counted

COUNTED = Path(__file__).with_name("statements.json")


async def test_a_use_case_takes_as_many_statements_as_are_written_down(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    api, worker = inventory.api.transactions.database, inventory.worker.transactions.database
    took: dict[str, list[str]] = {}
    await received(keeper, clinic, (scan("A"), 5))
    with counted(api) as took["receive a box"]:
        assert (await deliver(keeper, clinic, (scan("B"), 5))).status_code == 201
    appointment = Appointment(clinic)
    with counted(worker) as took["reserve for an appointment"]:
        await inventory.react(appointment.booked(in_days(7)))
    with counted(worker) as took["follow a move"]:
        await inventory.react(appointment.moved(in_days(8)))
    with counted(worker) as took["use a cartridge"]:
        await inventory.react(appointment.used("A", inventory.clock.now()))
    assert_as_written_down(took, COUNTED)
