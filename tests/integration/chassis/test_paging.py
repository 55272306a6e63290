"""Lists in any order, page by page, on a real database."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import ColumnElement, insert, select

from chassis.http import Page, Paging, page
from chassis.http.paging import COUNTED
from chassis.http.seal import Seal
from tests.integration.chassis.tally import consumed
from tests.support.running import Running

CLINICS = [UUID(int=1), UUID(int=2), UUID(int=3)]

SEAL = Seal("a secret")


def asked(after: str | None, limit: int) -> Paging:
    return Paging(after, limit, SEAL)


async def fill(tally: Running, rows: int) -> None:
    async with tally.work() as work:
        numbers = [{"key": CLINICS[place % 3], "number": place // 4} for place in range(rows)]
        await work.execute(insert(consumed), numbers)


async def read(tally: Running, paging: Paging, order: list[ColumnElement[object]]) -> Page[tuple[int, UUID, int]]:
    async with tally.work() as work:
        return await page(work, select(consumed), order, paging, lambda row: (row.number, row.key, row.position))


ORDERS: dict[str, list[ColumnElement[object]]] = {
    "ascending": [consumed.c.number, consumed.c.key, consumed.c.position],
    "descending": [consumed.c.number.desc(), consumed.c.key.desc(), consumed.c.position.desc()],
    "mixed": [consumed.c.number.desc(), consumed.c.key, consumed.c.position.desc()],
}


@pytest.mark.parametrize("limit", [1, 3, 100])
@pytest.mark.parametrize("order", ORDERS)
async def test_every_row_comes_once_in_the_stated_order(emptied: Running, order: str, limit: int) -> None:
    await fill(emptied, 25)
    async with emptied.work() as work:
        rows = await work.execute(
            select(consumed.c.number, consumed.c.key, consumed.c.position).order_by(*ORDERS[order])
        )
        wanted = [tuple(row) for row in rows]
    found: list[tuple[int, UUID, int]] = []
    after: str | None = None
    while True:
        answer = await read(emptied, asked(after, limit), ORDERS[order])
        found += answer.items
        after = answer.next
        if after is None:
            break
    assert found == wanted


async def test_the_first_page_says_how_many_there_are(emptied: Running) -> None:
    await fill(emptied, 25)
    first = await read(emptied, asked(None, 10), ORDERS["mixed"])
    assert (first.total, first.total_at_least) == (25, 25)
    second = await read(emptied, asked(first.next, 10), ORDERS["mixed"])
    assert (second.total, second.total_at_least) == (None, None)
    whole = await read(emptied, asked(None, 25), ORDERS["mixed"])
    assert (whole.total, whole.next) == (25, None)


async def test_a_long_list_is_counted_only_so_far(emptied: Running) -> None:
    await fill(emptied, COUNTED)
    exact = await read(emptied, asked(None, 10), ORDERS["ascending"])
    assert (exact.total, exact.total_at_least) == (COUNTED, COUNTED)
    await fill(emptied, 1)
    bounded = await read(emptied, asked(None, 10), ORDERS["ascending"])
    assert (bounded.total, bounded.total_at_least) == (None, COUNTED)


async def test_rows_that_come_meanwhile_shift_no_page(emptied: Running) -> None:
    await fill(emptied, 8)
    first = await read(emptied, asked(None, 4), ORDERS["descending"])
    async with emptied.work() as work:
        await work.execute(insert(consumed).values(key=uuid4(), number=99))
    second = await read(emptied, asked(first.next, 10), ORDERS["descending"])
    assert len(set(first.items) | set(second.items)) == 8
