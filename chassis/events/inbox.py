"""Handles deliveries: checks each, claims each event once and reacts, in one commit.

A record that is not believed is set aside at once; an event that fails alone is dead-lettered, and its key waits.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from pydantic import ValidationError

from chassis.events.checks import Moment, NotBelieved, Reason, require_believable, require_key
from chassis.events.claims import blocked, claim, identity_of
from chassis.events.envelope import Delivery
from chassis.events.event import IMPLAUSIBLE, Event
from chassis.events.letters import keep_failed, keep_parked, set_aside
from chassis.events.patience import Patience
from chassis.events.reactions import Reactions
from chassis.run.logs import describe
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry
from chassis.work import Transactions, Work

log = structlog.get_logger()

TRY_AGAIN_SECONDS = 0.01
"""Before an event that failed is tried again: all others wait meanwhile, and what another transaction had locked or
inserted is free or visible by then."""


class OlderThanInbox(Exception):
    """The claims of the month of this event were pruned, so it is not known whether the event had its effect."""


React = Callable[[Work, Event], Awaitable[None]]
"""To one event of a batch, with all reactions to it."""


@dataclass(frozen=True)
class Believed:
    """A delivery whose attributes agree with the contract, and the event in it."""

    delivery: Delivery
    content: Event | Exception
    """The event, or why this service cannot read what its publisher sent."""


def _is_implausible(error: Exception) -> bool:
    return isinstance(error, ValidationError) and any(
        each["type"] == IMPLAUSIBLE for each in error.errors(include_url=False, include_context=False)
    )


class Inbox:
    """Handles the deliveries of one consumer in order, so that each takes effect exactly once."""

    def __init__(
        self,
        consumer: str,
        reactions: Reactions,
        transactions: Transactions,
        settings: Settings,
        telemetry: Telemetry,
    ) -> None:
        self.consumer = consumer
        self.patience = Patience(settings, telemetry)
        self._reactions = reactions
        self._transactions = transactions
        self._settings = settings
        self._ahead = timedelta(seconds=settings.event_clock_ahead_seconds)
        self._telemetry = telemetry
        for topic in reactions.topics:
            for reason in Reason:  # from 0, so that an alert sees the first
                telemetry.set_aside.labels(topic=topic, reason=reason.value)

    async def take(self, deliveries: Sequence[Delivery]) -> None:
        """Return once every delivery has taken effect, was a duplicate, or is stored as a dead letter.

        When the database is unavailable, it waits without limit: nothing is dead-lettered for that.
        """
        moment = Moment.of(self._transactions.clock, self._ahead)
        believed: list[Believed] = []
        refused: list[tuple[Delivery, NotBelieved]] = []
        for delivery in deliveries:
            if self._reactions.listens_to(delivery):
                try:
                    believed.append(self._read(delivery, moment))
                except NotBelieved as why:
                    refused.append((delivery, why))
        if believed:
            await self._handle(believed)
        if refused:  # last, so that events do not wait for it
            await self.patience.until_done(refused[0][0], lambda: self._set_aside(refused))

    def _read(self, delivery: Delivery, moment: Moment) -> Believed:
        require_believable(delivery, self._reactions.by_type, moment)
        try:
            event = self._reactions.read(delivery)
        except Exception as error:
            if _is_implausible(error):
                raise NotBelieved(Reason.CALENDAR, "It has a value that its publisher cannot have written.") from error
            return Believed(delivery, error)
        require_key(delivery, event)
        return Believed(delivery, event)

    async def _set_aside(self, refused: Sequence[tuple[Delivery, NotBelieved]]) -> None:
        async with self._transactions.begin() as work:
            fresh = await set_aside(work, self.consumer, refused)
        for (topic, reason), records in Counter((each.topic, why.reason.value) for each, why in fresh).items():
            self._telemetry.set_aside.labels(topic=topic, reason=reason).inc(records)
            log.error("set_aside", topic=topic, reason=reason, records=records)

    async def _handle(self, events: Sequence[Believed]) -> None:
        """As one batch. When that fails, halve it until the event that fails is alone."""
        if len(events) == 1:
            await self._alone(events[0])
            return
        try:
            await self.patience.until_done(events[0].delivery, lambda: self._apply(events))
        except Exception as error:
            log.info("batch_halved", events=len(events), error=type(error).__name__)
            middle = len(events) // 2
            await self._handle(events[:middle])
            await self._handle(events[middle:])

    async def _apply(self, events: Sequence[Believed]) -> None:
        by_identity = {identity_of(each.delivery): each for each in reversed(events)}
        async with self._transactions.begin() as work:
            identities = [identity_of(each.delivery) for each in events]
            by_event = await self._reactions.lock_where_moved(work, [each.content for each in events])
            claimed = await claim(work, self.consumer, identities, self._reactions.asked_of_claims)
            for identity in claimed.too_old:
                delivery = by_identity[identity].delivery
                await keep_failed(work, self.consumer, delivery, Reason.TOO_OLD, OlderThanInbox(), attempts=0)
            fresh = [by_identity[each] for each in claimed.fresh]
            if claimed.so and not by_event:
                await self._reactions.look_up_owners(work, [each.content for each in fresh])
            react = self._reactions.react if by_event else self._reactions.react_in_batch
            done = await self._react_to(work, fresh, react, claimed.maybe_blocked) if fresh else _Done()
        self._telemetry.inbox_duplicates.inc(len(events) - len(fresh) - len(claimed.too_old))
        self._telemetry.events_consumed.inc(len(fresh) - done.parked - len(done.unreadable))
        self._telemetry.parked.inc(done.parked)
        self._count_dead(Reason.TOO_OLD, [by_identity[each].delivery for each in claimed.too_old])
        self._count_dead(Reason.CONTENT, done.unreadable)

    async def _react_to(self, work: Work, fresh: Sequence[Believed], react: React, maybe_blocked: bool) -> "_Done":
        done = _Done()
        places = {(each.delivery.topic, each.delivery.key) for each in fresh}
        waits = await blocked(work, self.consumer, places) if maybe_blocked else set()
        for each in fresh:
            delivery = self.patience.handling = each.delivery
            if (delivery.topic, delivery.key) in waits:
                await keep_parked(work, self.consumer, delivery)
                done.parked += 1
            elif isinstance(each.content, Exception):
                await keep_failed(work, self.consumer, delivery, Reason.CONTENT, each.content, attempts=1)
                waits.add((delivery.topic, delivery.key))
                done.unreadable.append(delivery)
            else:
                with self._telemetry.span(f"react {delivery.type}", delivery.cause) as cause:
                    work.cause = cause
                    await react(work, each.content)
        return done

    async def _alone(self, believed: Believed) -> None:
        """Handle one event in its own transaction: a limited number of attempts, then a dead letter."""
        delivery, attempts = believed.delivery, self._settings.event_attempts
        for attempt in range(1, attempts + 1):
            try:
                await self.patience.until_done(delivery, lambda: self._apply([believed]))
                return
            except Exception as error:
                log.warning("event_failed", type=delivery.type, attempt=attempt, error=type(error).__name__)
                if attempt == attempts:
                    await self._dead_letter(delivery, error)
                else:
                    await asyncio.sleep(TRY_AGAIN_SECONDS)

    async def _dead_letter(self, delivery: Delivery, error: Exception) -> None:
        """Store it as a dead letter, with its claim, however long the database is unavailable."""

        async def store() -> None:
            async with self._transactions.begin() as work:
                if not (await claim(work, self.consumer, [identity_of(delivery)])).fresh:
                    return
                attempts = self._settings.event_attempts
                await keep_failed(work, self.consumer, delivery, Reason.REACTION, error, attempts)
            self._count_dead(Reason.REACTION, [delivery])
            log.error("dead_letter", type=delivery.type, event_id=str(delivery.event_id), error=describe(error))

        await self.patience.until_done(delivery, store, whatever_fails=True)

    def _count_dead(self, reason: Reason, dead: Sequence[Delivery]) -> None:
        for delivery in dead:
            self._telemetry.dead_lettered.inc()
            self._telemetry.set_aside.labels(topic=delivery.topic, reason=reason.value).inc()


@dataclass
class _Done:
    """What became of the claimed events of a batch; all others took effect."""

    parked: int = 0
    unreadable: list[Delivery] = field(default_factory=list)
