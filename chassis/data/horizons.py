"""How far back a pruned table reaches, and the refusal of requests for older rows."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from chassis.data.database import Connection
from chassis.data.tables import PARTITIONED
from chassis.ids import first_id_of
from chassis.refusals import Refusal

_REACHES = text("SELECT reaches_back_to FROM horizons WHERE table_name = :table")
_MOVE = text(
    "INSERT INTO horizons (table_name, reaches_back_to, first_id) VALUES (:table, :moment, :first)"
    " ON CONFLICT (table_name) DO UPDATE SET reaches_back_to = excluded.reaches_back_to, first_id = excluded.first_id"
    " WHERE horizons.reaches_back_to < excluded.reaches_back_to"
)
_NAMES = dict(zip(PARTITIONED, ("event log", "inbox", "audit log", "access log"), strict=True))


class BeyondHorizon(Refusal):
    """The rows asked for were deleted at the end of their retention period."""


async def reaches_back_to(connection: Connection, table: str) -> datetime | None:
    """The moment since which the table is complete (UTC); None when it was never pruned."""
    found: datetime | None = await connection.scalar(_REACHES, {"table": table})
    return found


async def move_horizon(connection: Connection, table: str, moment: datetime) -> None:
    """Record, in the transaction that deletes, that the table reaches back only to ``moment``. It never moves back."""
    await connection.execute(_MOVE, {"table": table, "moment": moment, "first": first_id_of(moment)})


async def require_reach(connection: Connection, service: str, table: str, since: datetime) -> None:
    """Raise BeyondHorizon when the table was pruned past ``since`` (UTC)."""
    reaches = await reaches_back_to(connection, table)
    if reaches is None or since >= reaches:
        return
    whole_day = reaches if reaches.astimezone(UTC).time() == datetime.min.time() else reaches + timedelta(days=1)
    raise BeyondHorizon(
        f"The {_NAMES[table]} of {service} reaches back to {in_words(reaches)}; older rows were deleted."
        f" Start there or later, with --from {whole_day:%Y-%m-%d}; docs/retention.md says how to restore older events."
    )


def in_words(moment: datetime) -> str:
    """A day as an operator reads it, e.g. ``3 March 2027``; UTC."""
    return f"{moment.astimezone(UTC):%-d %B %Y}"
