"""SQLAlchemy's statements on asyncpg's connection: the same answers, whatever shape a statement has."""

import asyncio
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import Column, Date, DateTime, Integer, MetaData, Numeric, Table, Text, Uuid, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSTZRANGE, Range, insert

from chassis.data.database import Connection, Database
from chassis.data.errors import DatabaseAway
from chassis.data.rows import NotOneRow
from chassis.data.statements import NotPlain, compile_once
from tests.parts.choose import Parts
from tests.support.running import Running

things = Table(
    "things",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("name", Text),
    Column("count", Integer),
    Column("price", Numeric),
    Column("day", Date),
    Column("at", DateTime(timezone=True)),
    Column("facts", JSONB),
    Column("words", ARRAY(Text)),
    Column("during", TSTZRANGE),
)
CREATE = text(
    "CREATE TEMPORARY TABLE things (id uuid PRIMARY KEY, name text, count int, price numeric, day date,"
    " at timestamptz, facts jsonb, words text[], during tstzrange)"
)
AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def database(shared_tally: Running) -> Database:
    return shared_tally.worker.transactions.database


def thing(name: str, count: int = 1) -> dict[str, object]:
    return {"id": uuid4(), "name": name, "count": count}


async def add(connection: Connection, *rows: dict[str, object]) -> None:
    await connection.execute(insert(things), list(rows))


async def test_every_type_is_read_as_it_was_written(database: Database) -> None:
    given = {
        "id": uuid4(),
        "name": "roller",
        "count": 3,
        "price": Decimal("12.50"),
        "day": date(2026, 11, 26),
        "at": AT,
        "facts": {"list": [1, None, "x"], "nested": {"yes": True}},
        "words": ["a", "b"],
    }
    async with database.begin() as connection:
        await connection.execute(CREATE)
        await connection.execute(insert(things).values(**given))
        columns = [things.c[name] for name in given]
        row = (await connection.execute(select(*columns))).one()
        assert row._mapping == given
        assert (row.name, row["count"], row[0]) == ("roller", 3, given["id"])
        assert isinstance(row.id, UUID)
        with pytest.raises(AttributeError, match="no column missing"):
            _ = row.missing
        await connection.execute(text("DROP TABLE things"))


async def test_statements_of_one_shape_share_their_sql_and_never_their_values() -> None:
    first, carried_first = compile_once(select(things.c.id).where(things.c.name == "a"), ())
    second, carried_second = compile_once(select(things.c.id).where(things.c.name == "b"), ())
    assert first is second
    assert [each.value for each in carried_first] == ["a"]
    assert [each.value for each in carried_second] == ["b"]


@pytest.mark.parametrize(
    ("sql", "answers"),
    [
        ("SELECT 1", True),
        ("WITH a AS (SELECT 1) SELECT * FROM a FOR UPDATE", True),
        ("WITH a AS (INSERT INTO t VALUES (1) RETURNING x) INSERT INTO u SELECT x FROM a", False),
        ("WITH a AS (INSERT INTO t VALUES (1) RETURNING x) SELECT x FROM a", True),
        ("UPDATE t SET x = (SELECT max(x) FROM t)", False),
        ("UPDATE t SET x = 1 RETURNING x", True),
        ("LOCK TABLE t", False),
    ],
)
async def test_plain_sql_answers_rows_or_a_count(sql: str, answers: bool) -> None:
    compiled, _ = compile_once(text(sql), ())
    assert compiled.answers is answers


async def test_lists_of_every_length_find_what_is_in_them(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(CREATE)
        await add(connection, thing("a"), thing("b"), thing("c"))
        for wanted in ([], ["a"], ["a", "c"], ["c", "a", "b", "x"], ["b"]):
            found = (await connection.execute(select(things.c.name).where(things.c.name.in_(wanted)))).scalars()
            assert sorted(found) == sorted(set(wanted) & {"a", "b", "c"})
        await connection.execute(text("DROP TABLE things"))


async def test_many_rows_are_inserted_at_once_and_answered_when_asked(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(CREATE)
        rows = [thing(name) for name in "abcde"]
        plan = insert(things).on_conflict_do_nothing().returning(things.c.id)
        assert set((await connection.execute(plan, rows)).scalars()) == {row["id"] for row in rows}
        assert (await connection.execute(plan, rows)).all() == []
        assert (await connection.execute(insert(things), [])).rowcount == 0
        await connection.execute(text("DROP TABLE things"))


async def test_changed_rows_are_counted_and_parameters_reach_text(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(CREATE)
        await add(connection, thing("a", 1), thing("b", 2), thing("c", 3))
        raised = await connection.execute(
            update(things).where(things.c.count > 1).values(count=things.c.count + 10, facts={"raised": True})
        )
        assert (raised.rowcount, raised.first()) == (2, None)
        ids = (await connection.execute(select(things.c.id))).scalars()
        found = await connection.scalar(
            text("SELECT count(*) FROM things WHERE id = ANY(:ids) AND count > :least"), {"ids": ids, "least": 5}
        )
        assert found == 2
        gone = await connection.execute(text("DELETE FROM things WHERE count < :most RETURNING name"), {"most": 5})
        assert gone.scalars() == ["a"]
        await connection.execute(text("DROP TABLE things"))


async def test_ranges_are_written_and_compared(database: Database) -> None:
    later = datetime(2026, 11, 26, 10, tzinfo=UTC)
    async with database.begin() as connection:
        await connection.execute(CREATE)
        await connection.execute(insert(things).values(id=uuid4(), during=Range(AT, later)))
        start = await connection.scalar(select(func.lower(things.c.during)).where(things.c.during.contains(AT)))
        assert start == AT
        assert await connection.scalar(select(things.c.id).where(things.c.during.contains(later))) is None
        await connection.execute(text("DROP TABLE things"))


def test_what_would_need_work_on_each_row_is_refused_when_it_is_compiled() -> None:
    with pytest.raises(NotPlain, match="during"):
        compile_once(select(things.c.during), ())


async def test_one_row_is_one_row(database: Database) -> None:
    async with database.begin() as connection:
        with pytest.raises(NotOneRow, match="2 rows"):
            (await connection.execute(text("SELECT generate_series(1, 2)"))).one()
        with pytest.raises(NotOneRow, match="0 rows"):
            (await connection.execute(text("SELECT 1 WHERE false"))).scalar_one()
        assert (await connection.execute(text("SELECT 1 WHERE false"))).scalar_one_or_none() is None


async def test_a_savepoint_undoes_its_own_block_alone(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(CREATE)
        await add(connection, thing("kept"))
        row = thing("undone")
        with pytest.raises(asyncpg.UniqueViolationError):  # noqa: PT012  # the savepoint is what is tested
            async with connection.savepoint():
                await add(connection, row)
                await add(connection, row)
        assert (await connection.execute(select(things.c.name))).scalars() == ["kept"]
        await connection.execute(text("DROP TABLE things"))


async def test_a_transaction_that_raises_leaves_nothing_and_its_connection_is_used_again(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):  # noqa: PT012  # the transaction is what is tested
        async with database.begin() as connection:
            await connection.execute(text("CREATE TABLE never_committed ()"))
            raise ZeroDivisionError
    async with database.connect() as connection:
        assert await connection.scalar(text("SELECT to_regclass('never_committed')")) is None
        assert not connection.driver.is_in_transaction()


async def test_work_that_is_cancelled_gives_its_connection_back(database: Database) -> None:
    async def sleep() -> None:
        async with database.begin() as connection:
            await connection.execute(text("SELECT pg_sleep(30)"))

    sleeping = [asyncio.create_task(sleep()) for _ in range(3)]
    await asyncio.sleep(0.3)
    for task in sleeping:
        task.cancel()
    assert all(
        isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*sleeping, return_exceptions=True)
    )
    async with database.begin() as connection:
        busy = text(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(30)%' AND state = 'active'"
        )
        assert await connection.scalar(busy) == 0


async def test_a_lost_connection_is_the_database_away_and_the_next_use_has_a_new_one(
    database: Database, parts: Parts
) -> None:
    lost = (DatabaseAway, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)
    with pytest.raises(lost):  # noqa: PT012  # the transaction is what is tested
        async with database.begin() as connection:
            await parts.postgres.cut_connections(await connection.scalar(text("SELECT current_database()")))
            await connection.execute(text("SELECT 1"))
    answers: list[int] = []
    while not answers:  # other idle connections were cut as well, and each may say so once
        with suppress(*lost):
            async with database.begin() as connection:
                answers.append(await connection.scalar(text("SELECT 1")))
    assert answers == [1]


async def test_rows_are_streamed_in_order(database: Database) -> None:
    async with database.begin() as connection:
        numbers = [row[0] async for row in connection.stream(text("SELECT generate_series(1, :most)"), {"most": 500})]
    assert numbers == list(range(1, 501))
