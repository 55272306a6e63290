"""The carriers of a chain, which fail as a test has them fail."""

import asyncio

from chassis.data.database import Database
from services.notifications.domain.channels import Accepted, Carriers, Envelope, InDoubt
from services.notifications.domain.recipients import Channel


class Carrier:
    """Takes what it gets, unless a test has it fail; answers for what it took."""

    repeatable = False

    def __init__(self, *, can_be_asked: bool = False) -> None:
        self.can_be_asked = can_be_asked
        self.failure: Exception | None = None
        self.refuses: dict[str, Exception] = {}
        """Addresses that it never takes."""
        self.takes_before_it_fails = False
        self.speaks: asyncio.Event | None = None
        """Until then it says nothing."""
        self.same_id: str | None = None
        """Its own id of all that it takes, as a mail has one wherever it goes."""
        self.took: list[Envelope] = []
        self.asked = 0

    async def hand_over(self, envelope: Envelope) -> Accepted:
        self.asked += 1
        if self.speaks is not None:
            await self.speaks.wait()
        if refusal := self.refuses.get(envelope.route.address):
            raise refusal
        if self.failure is None or self.takes_before_it_fails:
            self.took.append(envelope)
        if self.failure is not None:
            raise self.failure
        return Accepted(self.same_id or f"SM{envelope.delivery_id}")

    async def look_up(self, doubt: InDoubt) -> Accepted | None:
        found = [each for each in self.took if each.delivery_id == doubt.delivery_id]
        return Accepted(f"SM{doubt.delivery_id}") if found else None


class House:
    """The carriers of a chain."""

    def __init__(self) -> None:
        self.sms, self.email = Carrier(can_be_asked=True), Carrier()

    def open(self, _database: Database, _rehearsal: bool) -> Carriers:
        return Carriers({Channel.SMS: self.sms, Channel.EMAIL: self.email})
