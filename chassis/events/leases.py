"""Which relay sends which shards: leases in the database, divided equally, lost by a relay that stops renewing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from chassis.data.database import Connection, Database
from chassis.data.statements import Prepared
from chassis.data.tables import SHARDS
from chassis.refusals import Refusal

LEASE_SECONDS = 6
"""Leases expire after this. Two relays that send one key at the same time repeat events, but never reorder them."""
RENEW_SECONDS = 1.0
"""How often a relay renews its leases."""

_HERE = Prepared(text("INSERT INTO relays VALUES (:me, now()) ON CONFLICT (owner) DO UPDATE SET seen_at = now()"))
_GONE = Prepared(text("DELETE FROM relays WHERE seen_at < now() - make_interval(secs => :lease)"))
_COUNT = Prepared(text("SELECT count(*) FROM relays"))
_RENEW = Prepared(
    text("UPDATE relay_shards SET held_until = now() + make_interval(secs => :lease) WHERE owner = :me RETURNING shard")
)
_TAKE = Prepared(
    text(
        "UPDATE relay_shards SET owner = :me, held_until = now() + make_interval(secs => :lease) WHERE shard IN ("
        " SELECT shard FROM relay_shards WHERE owner IS NULL OR held_until < now() ORDER BY shard LIMIT :wanted"
        " FOR UPDATE SKIP LOCKED) RETURNING shard"
    )
)
_RELEASE = Prepared(
    text("UPDATE relay_shards SET owner = NULL, held_until = NULL WHERE owner = :me AND shard = ANY(:shards)")
)
_LEAVE = Prepared(text("DELETE FROM relays WHERE owner = :me"))
_RELAYS = text(
    "SELECT r.owner, r.seen_at, array(SELECT shard FROM relay_shards s WHERE s.owner = r.owner AND s.held_until > now()"
    " ORDER BY shard) AS shards FROM relays r WHERE r.seen_at > now() - make_interval(secs => :lease) ORDER BY r.owner"
)


class Leases:
    """One relay's share of the shards."""

    def __init__(self, engine: Database, me: UUID) -> None:
        self._engine = engine
        self._me = me
        self.held: frozenset[int] = frozenset()
        """Shards that this relay may read and send."""
        self.surplus: frozenset[int] = frozenset()
        """Shards that another relay should have: no longer read, and released once nothing of them is in flight."""

    async def renew(self) -> None:
        """Renew our leases, take free shards, and mark those above our share for release."""
        parameters = {"me": self._me, "lease": LEASE_SECONDS}
        async with self._engine.begin() as connection:
            await connection.execute(_HERE, parameters)
            await connection.execute(_GONE, parameters)
            relays = (await connection.scalar(_COUNT)) or 1
            mine = set(await connection.scalars(_RENEW, parameters))
            share = -(-SHARDS // relays)
            if len(mine) < share:
                mine |= set(await connection.scalars(_TAKE, {**parameters, "wanted": share - len(mine)}))
        self.surplus = frozenset(sorted(mine)[share:])
        self.held = frozenset(mine) - self.surplus

    async def give_back(self, shards: frozenset[int]) -> None:
        """Release these shards."""
        async with self._engine.begin() as connection:
            await connection.execute(_RELEASE, {"me": self._me, "shards": sorted(shards)})
        self.surplus -= shards
        self.held -= shards

    async def leave(self) -> None:
        """Release all shards, because this relay ends."""
        await self.give_back(self.held | self.surplus)
        async with self._engine.begin() as connection:
            await connection.execute(_LEAVE, {"me": self._me})


@dataclass(frozen=True)
class RelayState:
    """A running relay."""

    owner: UUID
    seen_at: datetime
    """When it last renewed its leases, by the database's clock."""
    shards: tuple[int, ...]


async def relays_at_work(connection: Connection) -> list[RelayState]:
    """Every relay of this service that renews its leases."""
    rows = await connection.execute(_RELAYS, {"lease": LEASE_SECONDS})
    return [RelayState(row.owner, row.seen_at, tuple(row.shards)) for row in rows]


class RelaysAtWork(Refusal):
    """The request would change the order of events, because a relay is running."""


@asynccontextmanager
async def no_relay(engine: Database, service: str) -> AsyncIterator[Connection]:
    """A transaction during which no relay of the service sends: a relay that starts waits for its end.

    Raises RelaysAtWork.
    """
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE relays IN SHARE ROW EXCLUSIVE MODE"))
        relays = await relays_at_work(connection)
        if relays:
            raise RelaysAtWork(
                f"{len(relays)} worker(s) of {service} are running and send events: stop them first, and try again."
                f" A worker that was killed counts for {LEASE_SECONDS} s more."
            )
        yield connection
