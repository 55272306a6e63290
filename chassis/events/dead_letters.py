"""An operator's actions on dead letters: list, replay in order, or discard."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import ColumnElement, func, select, update

from chassis.access.access import Access
from chassis.data.database import Connection
from chassis.data.errors import is_infrastructure
from chassis.data.rows import Row
from chassis.data.tables import dead_letters
from chassis.events.checks import CLOCK_AHEAD, Moment, NotBelieved, require_believable, require_key
from chassis.events.claims import blocked, claim, identity_of
from chassis.events.envelope import Delivery
from chassis.events.event import Event
from chassis.events.failure_groups import FailureGroup, failure_groups, heads_of_group
from chassis.events.letters import settle
from chassis.events.reactions import Reactions
from chassis.events.trying import Effect, TrialEnded, try_each
from chassis.refusals import NotFound, Refusal
from chassis.run.failures import failure_of
from chassis.run.logs import describe
from chassis.work import Transactions, Work

MOST_LISTED = 1000
"""The most rows in a list; groups count all."""


class NotTheFirst(Refusal):
    """An event of its key came before and is a dead letter, too: settle that one first."""


class KeyIsBlocked(Refusal):
    """Events of its key are dead letters: replay these first, then this one."""


@dataclass(frozen=True)
class Replayed:
    """The result of replaying one key."""

    topic: str
    key: str
    handled: int
    """Events that took effect and are removed from the dead letters."""
    waiting: int
    """Events that still wait behind the one that failed again."""
    error: str | None
    """Why it stopped, or None when the key is free."""


class DeadLetters:
    """The dead letters of one service's consumer."""

    def __init__(
        self, consumer: str, reactions: Reactions, transactions: Transactions, ahead: timedelta = CLOCK_AHEAD
    ) -> None:
        self._consumer = consumer
        self._ahead = ahead
        self._mine = dead_letters.c.consumer == consumer
        self._ordered = (self._mine, dead_letters.c.status != "set_aside")
        self._reactions = reactions
        self._transactions = transactions

    async def list(self, limit: int = MOST_LISTED) -> Sequence[Row]:
        """Failed events in order of arrival, each followed by those that are parked behind it."""
        async with self._transactions.database.connect() as connection:
            found = await connection.execute(select(dead_letters).where(self._mine).order_by("id").limit(limit))
            return found.all()

    async def grouped(self) -> Sequence[FailureGroup]:
        """All dead letters by failure, the most frequent first. A parked event counts with the one it waits for."""
        async with self._transactions.database.connect() as connection:
            return await failure_groups(connection, self._consumer)

    async def show(self, id: int) -> Row:
        """One dead letter with its content. Raises NotFound."""
        async with self._transactions.database.connect() as connection:
            row = (await connection.execute(select(dead_letters).where(self._mine, dead_letters.c.id == id))).first()
        if row is None:
            raise NotFound("There is no dead letter {id}: list them again, it may have been settled meanwhile.", id=id)
        return row

    async def replay(self, id: int, most: int | None = None) -> Replayed:
        """Handle the events of this dead letter's key again, oldest first, one transaction each; stop at a failure.

        A record that was set aside is checked again, alone: it takes effect after the events that came since. ``most``
        limits how many are handled; without it, all are.

        Raises the database's error when it is unavailable; events handled before that stay handled.
        """
        row = await self.show(id)
        if row.status == "set_aside":
            return await self._replay_set_aside(id)
        return await self._replay_key(row.topic, row.key, most)

    async def try_out(self, id: int, most: int) -> Sequence[Effect]:
        """What ``replay`` would do with at most so many events, as each would take effect after the ones before.

        Nothing is changed. Raises NotFound, KeyIsBlocked.
        """
        row = await self.show(id)
        alone = row.status == "set_aside"
        which = (self._mine, dead_letters.c.id == id) if alone else self._of_key(row.topic, row.key)
        effects: list[Effect] = []
        with suppress(TrialEnded):
            async with self._transactions.begin() as work:
                rows = select(dead_letters).where(*which).order_by("id").limit(most).with_for_update()
                letters = (await work.execute(rows)).all()
                if alone:
                    await self._require_free_key(work, row)
                handle = partial(self._handle_alone if alone else self._handle, work)
                effects = await try_each(work, letters, handle)
                raise TrialEnded
        return effects

    async def heads(self, type: str, place: str, limit: int) -> Sequence[int]:
        """The first dead letters of keys that failed in this way, the oldest first; records set aside among them."""
        async with self._transactions.database.connect() as connection:
            return await heads_of_group(connection, self._consumer, type, place, limit)

    async def replay_all(self) -> Sequence[Replayed]:
        """The same for every key that has dead letters; records that are set aside are replayed one by one."""
        async with self._transactions.database.connect() as connection:
            keys = await connection.execute(
                select(dead_letters.c.topic, dead_letters.c.key).where(*self._ordered).group_by("topic", "key")
            )
        return [await self._replay_key(row.topic, row.key, None) for row in keys]

    async def discard(self, id: int, reason: str, access: Access | None = None) -> int:
        """Discard the first event of a key, with a reason for the audit log. Returns how many are parked behind it.

        ``access`` is of whoever discards it; without it the audit log says that the system did.

        Those stay parked until they are replayed. Raises NotFound, or Refusal when it is not the first of its key.
        """
        row = await self.show(id)
        of_key = self._of_key(row.topic, row.key)
        if row.status == "set_aside":
            of_key = (self._mine, dead_letters.c.id == id)
        async with self._transactions.begin(access=access) as work:
            rows = (await work.execute(select(dead_letters).where(*of_key).order_by("id").with_for_update())).all()
            if id not in {each.id for each in rows}:
                raise NotFound("Dead letter {id} no longer exists: it was replayed or discarded meanwhile.", id=id)
            if id != rows[0].id:
                raise NotTheFirst(
                    "Dead letter {id} is parked behind {first}: replay or discard that one first.",
                    id=id,
                    first=rows[0].id,
                )
            await settle(work, dead_letters.c.id == id, "discarded")
            work.audit("dead_letter_discarded", str(row.event_id), type=row.type, reason=reason)
            waiting = await self._waiting(await work.connection(), row.topic, row.key)
            return 0 if row.status == "set_aside" else waiting

    def _of_key(self, topic: str, key: str) -> tuple[ColumnElement[bool], ...]:
        return (*self._ordered, dead_letters.c.topic == topic, dead_letters.c.key == key)

    async def _replay_set_aside(self, id: int) -> Replayed:
        """Check the record again with the clocks and the contract of today; it claims its id like any event."""
        this = (self._mine, dead_letters.c.id == id)
        async with self._transactions.begin() as work:
            row = (await work.execute(select(dead_letters).where(*this).with_for_update())).one_or_none()
            if row is None:
                raise NotFound("Dead letter {id} no longer exists: it was replayed or discarded meanwhile.", id=id)
            delivery = _delivery_of(row)
            try:
                event = self._checked(delivery)
            except (NotBelieved, ValidationError) as why:
                return Replayed(row.topic, row.key, 0, 0, str(why) if isinstance(why, NotBelieved) else describe(why))
            await self._require_free_key(work, row)
            await self._react_once(work, delivery, event)
            await settle(work, dead_letters.c.id == id, "replayed")
        return Replayed(row.topic, row.key, 1, 0, None)

    async def _require_free_key(self, work: Work, row: Row) -> None:
        """Raises KeyIsBlocked: a record that was set aside takes effect after the events of its key."""
        if await blocked(work, self._consumer, [(row.topic, row.key)]):
            raise KeyIsBlocked("Other events of its key are dead letters: replay these first, then {id}.", id=row.id)

    async def _react_once(self, work: Work, delivery: Delivery, event: Event) -> None:
        """React to a record that was set aside, unless its event has been handled meanwhile."""
        if (await claim(work, self._consumer, [identity_of(delivery)])).fresh:
            work.cause = delivery.cause
            await self._reactions.react(work, event)

    def _checked(self, delivery: Delivery) -> Event:
        """The event of a record that was set aside. Raises NotBelieved, pydantic.ValidationError."""
        require_believable(delivery, self._reactions.by_type, Moment.of(self._transactions.clock, self._ahead))
        return self._read(delivery)

    def _read(self, delivery: Delivery) -> Event:
        event = self._reactions.read(delivery)
        require_key(delivery, event)
        return event

    async def _handle_alone(self, work: Work, row: Row) -> None:
        delivery = _delivery_of(row)
        await self._react_once(work, delivery, self._checked(delivery))

    async def _handle(self, work: Work, row: Row) -> None:
        delivery = _delivery_of(row)
        event = self._read(delivery)
        work.cause = delivery.cause
        await self._reactions.react(work, event)

    async def _replay_key(self, topic: str, key: str, most: int | None) -> Replayed:
        handled, error = 0, None
        while error is None and (most is None or handled < most):
            done, error = await self._replay_next(topic, key)
            if not done:
                break
            handled += error is None
        async with self._transactions.database.connect() as connection:
            return Replayed(topic, key, handled, await self._waiting(connection, topic, key), error)

    async def _replay_next(self, topic: str, key: str) -> tuple[bool, str | None]:
        """Handle the oldest event of a key, with all rows of the key locked: (was there one, why it failed)."""
        of_key = self._of_key(topic, key)
        first: Row | None = None
        try:
            async with self._transactions.begin() as work:
                rows = (await work.execute(select(dead_letters).where(*of_key).order_by("id").with_for_update())).all()
                if not rows:
                    return False, None
                first = rows[0]
                await self._handle(work, first)
                await settle(work, dead_letters.c.id == first.id, "replayed")
        except Exception as failure:
            if first is None or is_infrastructure(failure):
                raise  # not the event's fault: the operator tries again
            await self._note_failure(first.id, failure)
            return True, describe(failure)
        return True, None

    async def _note_failure(self, id: int, error: Exception) -> None:
        failure = failure_of(error)
        found = {"error": describe(error), "error_type": failure.type, "error_place": failure.place}
        async with self._transactions.begin() as work:
            await work.execute(
                update(dead_letters)
                .where(dead_letters.c.id == id)
                .values(status="failed", attempts=dead_letters.c.attempts + 1, **found)
            )

    async def _waiting(self, connection: Connection, topic: str, key: str) -> int:
        found = await connection.scalar(select(func.count()).where(*self._of_key(topic, key)))
        return int(found or 0)


def _delivery_of(row: Row) -> Delivery:
    """As it came, with the id that it claims."""
    headers: dict[str, str] = row.headers
    try:
        event_id = UUID(headers.get("ce_id", ""))
    except ValueError:
        event_id = row.event_id
    return Delivery(event_id, row.topic, row.key, row.type, headers, row.value)
