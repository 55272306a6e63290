"""The event log, the inbox and the audit log are kept by the month."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from chassis.data.partitions import ensure_partitions
from chassis.ids import first_id_of, new_id
from tests.integration.chassis.tally import count
from tests.support.running import Running

YEAR = datetime.now(UTC).year + 5
FAR = datetime(YEAR, 11, 17, tzinfo=UTC)
"""A month that nothing has been kept for yet."""
LONG_AGO = datetime(2021, 11, 17, tzinfo=UTC)
"""A month that has no partition."""
_CLAIM = text("INSERT INTO inbox (event_id, consumer, source, claimed_at) VALUES (:id, 'test', 'test', now())")


def month_of(id: UUID) -> str:
    """The year and month in which a UUIDv7 was made."""
    return f"{datetime.fromtimestamp((id.int >> 80) / 1000, UTC):%Y_%m}"


async def test_the_months_to_come_get_their_partitions_once(tally: Running) -> None:
    async with tally.worker.transactions.database.begin() as connection:
        made = await ensure_partitions(connection, FAR, months=2)
        again = await ensure_partitions(connection, FAR, months=2)
    assert made == [
        f"{table}_{month}"
        for table in ("event_log", "inbox", "audit_log", "access_log")
        for month in (f"{YEAR}_11", f"{YEAR}_12")
    ]
    assert again == []


async def test_rows_land_in_the_month_of_their_id(tally: Running) -> None:
    clinic = new_id()
    async with tally.work() as work:
        work.publish(count(clinic, 1))
        work.audit("tested", str(clinic))
    await tally.react(count(clinic, 2))
    async with tally.work() as work:
        for table in ("event_log", "audit_log", "inbox"):
            column = "event_id" if table == "inbox" else "id"
            rows = await work.execute(text(f"SELECT tableoid::regclass::text AS place, {column} AS id FROM {table}"))
            [row] = rows.all()
            assert row.place == f"{table}_{month_of(row.id)}"


async def test_the_first_and_the_last_moment_of_a_month_are_in_it(tally: Running) -> None:
    async with tally.worker.transactions.database.begin() as connection:
        await ensure_partitions(connection, FAR, months=3)
        last = datetime(YEAR, 12, 1, tzinfo=UTC) - timedelta(milliseconds=1)
        for moment in (datetime(YEAR, 11, 1, tzinfo=UTC), last, datetime(YEAR, 12, 1, tzinfo=UTC)):
            await connection.execute(_CLAIM, {"id": first_id_of(moment)})
        places = await connection.scalars(text("SELECT tableoid::regclass::text FROM inbox ORDER BY event_id"))
    assert places == [f"inbox_{YEAR}_11", f"inbox_{YEAR}_11", f"inbox_{YEAR}_12"]


async def test_what_lies_in_the_rest_already_stays_and_is_still_claimed_once(tally: Running) -> None:
    clinic, early = new_id(), UUID(int=first_id_of(LONG_AGO).int | 0x7000_8000_0000_0000_0000)
    await tally.react(count(clinic, 1), event_id=early)
    async with tally.worker.transactions.database.begin() as connection:
        made = await ensure_partitions(connection, LONG_AGO, months=1)
        place = await connection.scalar(text("SELECT tableoid::regclass::text FROM inbox"))
    assert made == ["event_log_2021_11", "audit_log_2021_11", "access_log_2021_11"]
    assert place == "inbox_rest"
    await tally.react(count(clinic, 1), event_id=early)
    async with tally.work() as work:
        assert (await work.execute(text("SELECT count(*) FROM consumed"))).scalar() == 1
