"""What is asked in a recall costs the same whatever was ever used: an index leads to each row that it reads."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from chassis.access.actors import Role
from tests.integration.inventory.stories import PEN, START, Appointment, received, scan
from tests.support.running import Running
from tests.support.statements import counted

GROW = {
    "uses",
    "serials",
    "ledger",
    "incidents",
    "chair_discards",
    "transfer_lines",
    "transfer_steps",
    "count_lines",
    "recall_letters",
}
"""Tables with a row for each cartridge, or for what happened to it. Of clinics and recalls there are few."""


def scanned(plan: Mapping[str, Any]) -> Iterator[str]:
    """The tables that a plan reads from one end to the other."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for below in plan.get("Plans", ()):
        yield from scanned(below)


async def plans(inventory: Running, statements: Sequence[str]) -> list[Mapping[str, Any]]:
    """How PostgreSQL answers them, whatever their values, where it avoids to read a table whole."""
    found: list[Mapping[str, Any]] = []
    async with inventory.work() as work:
        for setting in ("enable_seqscan = off", "enable_bitmapscan = off", "plan_cache_mode = force_generic_plan"):
            await work.execute(text(f"SET LOCAL {setting}"))
        driver = (await work.connection()).driver
        for statement in statements:
            if statement.startswith(("SELECT", "WITH")):
                unknown = ", ".join(["NULL"] * max(map(int, re.findall(r"\$(\d+)", statement)), default=0))
                await driver.execute(f"PREPARE asked AS {statement}")
                execute = f"EXECUTE asked ({unknown})" if unknown else "EXECUTE asked"
                [row] = await driver.fetch(f"EXPLAIN (FORMAT JSON) {execute}")
                await driver.execute("DEALLOCATE asked")
                found.append(row[0][0]["Plan"])
    return found


async def read_whole(inventory: Running, statements: Sequence[str]) -> set[str]:
    """The growing tables that the statements read whole although PostgreSQL avoids that where it can."""
    return {table for plan in await plans(inventory, statements) for table in scanned(plan)} & GROW


def indexes_alone(plan: Mapping[str, Any]) -> Iterator[str]:
    """The indexes that answer a part of a plan without the rows they lead to."""
    if plan["Node Type"] == "Index Only Scan":
        yield plan["Index Name"]
    for below in plan.get("Plans", ()):
        yield from indexes_alone(below)


@pytest.mark.parametrize(
    "path",
    [
        "/uses?gtin={gtin}&lot=A&limit=200",
        "/uses?gtin={gtin}&serial=1",
        "/uses?patient_id={patient}",
        "/serials/{gtin}/1",
        "/lots/{gtin}/A/trace",
        "/recalls/{recall}",
        "/recalls/{recall}/reconciliation",
        "/recall-letters?recall_id={recall}",
    ],
)
async def test_no_growing_table_is_read_whole(
    path: str, inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="1"), 1))
    treated = Appointment(clinic)
    await inventory.react(treated.used("A", START, "1"))
    answer = await keeper.post("/recalls", json={"gtin": PEN, "lot": "A", "reason": "A seal may leak."})
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    with counted(inventory.api.transactions.database) as statements:
        asked = path.format(gtin=PEN, patient=treated.patient_id, recall=answer.json()["id"])
        answered = await director.get(asked)
    assert answered.status_code == 200, answered.text
    assert statements
    assert await read_whole(inventory, statements) == set()


@pytest.mark.parametrize("more", ["", "&clinic_id={clinic}", "&withdrawn=false"])
async def test_a_lot_s_uses_are_counted_without_reading_them(
    more: str, inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    for _ in range(2):
        await inventory.react(Appointment(clinic).used("A", START))
    with counted(inventory.api.transactions.database) as statements:
        asked = f"/uses?gtin={PEN}&lot=A&limit=1{more}".format(clinic=clinic)
        answered = await inventory.client(Role.MEDICAL_DIRECTOR).get(asked)
    assert answered.json()["total"] == 2
    [plan] = await plans(inventory, [each for each in statements if each.startswith("SELECT count(*)")])
    assert [*indexes_alone(plan)] == ["uses_of_lot"], plan
