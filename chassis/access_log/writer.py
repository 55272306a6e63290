"""Writes what was read into the access log, in batches, shortly after the answer; and chains the log's entries.

A read has no transaction to be written in, and an insert for each would cost as much as the read. So entries wait in
memory, for half a second. Nothing is answered that cannot be logged: when the entries of earlier answers wait for too
long or are too many, reads of patients' data are refused.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from itertools import islice

import structlog
from sqlalchemy import text

from chassis.access_log.entries import APPEND, Entry, as_json, entries_of, refusal_of
from chassis.refusals import Unavailable
from chassis.run.logs import describe
from chassis.run.telemetry import Telemetry
from chassis.work import Transactions, Work

log = structlog.get_logger()

WRITE_SECONDS = 0.5
"""What a killed API may lose: the reads that it answered within this time."""
LONGEST_WAIT_SECONDS = 5.0
"""When the oldest entry waits for longer, the log cannot be written, and reads are refused."""
MOST_WAITING = 20_000
"""Entries. A page has at most 200."""
BATCH = 1000
CHAIN_SECONDS = 5.0
"""How long an entry may wait for its place in the chain."""

_CHAIN = text("SELECT chain_access(:most)")


class Waiting:
    """The entries of one API that are not yet written."""

    def __init__(self, transactions: Transactions, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._transactions = transactions
        self._monotonic = monotonic
        self._entries: deque[Entry] = deque()
        self._since = 0.0
        """When the oldest of them came, or the last batch was written."""
        self._writing = asyncio.Lock()

    def add_reads(self, work: Work) -> None:
        """Log what a request has read. Raises Unavailable: then it must not be answered."""
        entries = entries_of(work.access, work.cause, work.now, "read")
        if entries:
            self._require_room(len(entries))
            self._add(*entries)

    def add_refusal(self, work: Work) -> None:
        """Log that an act on a patient's data was refused. Raises Unavailable when there is no room."""
        entry = refusal_of(work.access, work.cause, work.now)
        if entry is not None:
            self._require_room(1)
            self._add(entry)

    @property
    def entries(self) -> int:
        """How many are not yet written."""
        return len(self._entries)

    @property
    def seconds(self) -> float:
        """For how long the oldest of them has waited."""
        return self._monotonic() - self._since if self._entries else 0.0

    async def run(self) -> None:
        """Write what waits, twice a second, until cancelled."""
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            try:
                await self.write()
            except Exception as error:
                log.warning("access_log_not_written", waiting=len(self._entries), error=describe(error))

    async def write(self) -> None:
        """Write everything that waits. A batch that fails waits on, and is written once only."""
        async with self._writing:
            while self._entries:
                batch = list(islice(self._entries, BATCH))
                async with self._transactions.database.begin() as connection:
                    await connection.call(APPEND, as_json(batch))
                for _ in batch:
                    self._entries.popleft()
                self._since = self._monotonic()

    async def finish(self) -> None:
        """Write the rest before the API stops."""
        try:
            await self.write()
        except Exception as error:
            log.error("access_log_lost", entries=len(self._entries), error=describe(error))

    def _add(self, *entries: Entry) -> None:
        if not self._entries:
            self._since = self._monotonic()
        self._entries.extend(entries)

    def _require_room(self, more: int) -> None:
        if self.seconds > LONGEST_WAIT_SECONDS or len(self._entries) + more > MOST_WAITING:
            raise Unavailable("The access log cannot be written just now, and nothing is shown without it: try again.")


async def chain(transactions: Transactions) -> int:
    """Chain the entries that wait for it; returns how many."""
    chained = 0
    while True:
        async with transactions.database.begin() as connection:
            done: int = await connection.scalar(_CHAIN, {"most": BATCH})
        chained += done
        if done < BATCH:
            return chained


async def chain_now_and_then(transactions: Transactions, telemetry: Telemetry) -> None:
    """Chain what waits, every few seconds, until cancelled."""
    chained_at = time.monotonic()
    telemetry.access_unchained_seconds.set_function(lambda: time.monotonic() - chained_at)
    while True:
        try:
            await chain(transactions)
            chained_at = time.monotonic()
        except Exception as error:
            log.warning("access_log_not_chained", error=describe(error))
        await asyncio.sleep(CHAIN_SECONDS)
