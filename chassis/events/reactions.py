"""The registry of a service's reactions: the functions that are called for each event type."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar, get_type_hints

from chassis.events.envelope import Delivery
from chassis.events.event import Event, is_event_type
from chassis.work import Work

E = TypeVar("E", bound=Event)
Reaction = Callable[[Work, Any], Awaitable[None]]
_TYPE_NAME = re.compile(r"[\w./-]+")
"""How types of others may look, which are not our business: a list of two types, or U+FFFD, is no name."""


class Owners(Protocol):
    """Whose things are by now, where their events say somebody else; asked once for each batch that it may concern."""

    @property
    def asked(self) -> str:
        """What a claim is asked besides, in SQL: false while everything is whose its events say.

        It holds what ``lock`` holds together with others.
        """
        ...

    def moves(self, event: object) -> bool:
        """Whether by this event things become somebody else's."""
        ...

    async def lock(self, work: Work, *, alone: bool) -> None:
        """Until the end of the work nothing becomes somebody else's; alone: nobody reacts to events of it, either."""
        ...

    async def look_up(self, work: Work, events: Sequence[object]) -> None:
        """Keep in the work what is to be known of these events."""
        ...

    def as_owned(self, work: Work, event: Event) -> Event:
        """The event, about whose it is by what is kept in the work."""
        ...


class Reactions:
    """Used as a decorator: ``@reaction`` on ``async def hold_follow_up(work: Work, event: SessionPerformed)``."""

    def __init__(self, *, made_of_history: bool = False, owners: Owners | None = None) -> None:
        """``made_of_history``: all that the service must not lose are projections, and no reaction has effects outside.

        Then a rebuild also takes the events that never came here, so that a lost database is made again of nothing.
        ``owners``: of a service in which things may become somebody else's than their events say.
        """
        self.made_of_history = made_of_history
        self._owners = owners
        self._by_type: dict[str, list[Reaction]] = {}
        self._projections: dict[str, list[Reaction]] = {}
        self._types: dict[str, type[Event]] = {}

    def __call__(self, function: Callable[[Work, E], Awaitable[None]]) -> Callable[[Work, E], Awaitable[None]]:
        """Register ``function`` for the event type of its ``event`` argument. Raises TypeError when it has none."""
        self._by_type.setdefault(self._event_type(function), []).append(function)
        return function

    def projection(self, function: Callable[[Work, E], Awaitable[None]]) -> Callable[[Work, E], Awaitable[None]]:
        """Register a function that only stores what the event says, with the same result when run again in order.

        It publishes nothing and sets no timer. It runs before the event's other reactions, and
        ``needlepoint replay`` runs it again.
        """
        event_type = self._event_type(function)
        projections = self._projections.setdefault(event_type, [])
        self._by_type.setdefault(event_type, []).insert(len(projections), function)
        projections.append(function)
        return function

    def include(self, *others: "Reactions") -> "Reactions":
        """Add the reactions of other registries, in their order; for a service with several modules of reactions."""
        for other in others:
            for functions in other._projections.values():
                for function in functions:
                    self.projection(function)
            for name, functions in other._by_type.items():
                for function in functions:
                    if function not in other._projections.get(name, []):
                        self(function)
        return self

    def _event_type(self, function: Callable[..., Awaitable[None]]) -> str:
        event_type = get_type_hints(function).get("event")
        if not is_event_type(event_type):
            raise TypeError(
                f"{function.__module__}.{function.__qualname__} reacts to nothing: annotate its argument `event`"
                f" with one event type, not {event_type!r}"
            )
        name: str = event_type.type_name()  # type: ignore[union-attr]  # checked above
        self._types[name] = event_type  # type: ignore[assignment]
        return name

    @property
    def projected(self) -> tuple[type[Event], ...]:
        """The events whose projections can be rebuilt."""
        return tuple(self._types[name] for name in self._projections)

    @property
    def event_types(self) -> tuple[type[Event], ...]:
        """The event types that this service consumes."""
        return tuple(self._types[name] for name in self._by_type)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics to subscribe to."""
        return tuple(sorted({event.topic for event in self.event_types}))

    @property
    def by_type(self) -> Mapping[str, type[Event]]:
        """The event class of each type that is consumed, by its CloudEvents type."""
        return self._types

    def listens_to(self, delivery: Delivery) -> bool:
        """True when a reaction is registered for it, or when it has no readable type: then it is set aside."""
        return delivery.type in self._by_type or not _TYPE_NAME.fullmatch(delivery.type)

    def read(self, delivery: Delivery) -> Event:
        """The event in a message. Raises pydantic.ValidationError, or what a validator of the contract raises."""
        return self._types[delivery.type].model_validate_json(delivery.value)

    @property
    def asked_of_claims(self) -> str | None:
        """In SQL, whether anything is somebody else's than its events say; None: nothing ever is."""
        return self._owners.asked if self._owners else None

    async def lock_where_moved(self, work: Work, events: Sequence[object]) -> bool:
        """Before their claim. Answers whether things become somebody else's within this batch."""
        if self._owners is None or not any(self._owners.moves(each) for each in events):
            return False
        await self._owners.lock(work, alone=True)
        return True

    async def look_up_owners(self, work: Work, events: Sequence[object]) -> None:
        """Before they are reacted to: whose these are."""
        if self._owners:
            await self._owners.look_up(work, events)

    async def react(self, work: Work, event: Event) -> None:
        """Call every reaction to this event. Raises what a reaction raises."""
        await self._look_up_alone(work, event)
        await self.react_in_batch(work, event)

    async def react_in_batch(self, work: Work, event: Event) -> None:
        """The same, where it was looked up for the whole batch whose its things are."""
        event = self._owners.as_owned(work, event) if self._owners else event
        for function in self._by_type[event.type_name()]:
            await function(work, event)

    async def project_again(self, work: Work, type: str, value: str | bytes) -> None:
        """Run only the projections. Raises pydantic.ValidationError, or what a projection raises."""
        event = self._types[type].model_validate_json(value)
        await self._look_up_alone(work, event)
        event = self._owners.as_owned(work, event) if self._owners else event
        for function in self._projections[type]:
            await function(work, event)

    async def _look_up_alone(self, work: Work, event: Event) -> None:
        if self._owners:
            await self._owners.lock(work, alone=self._owners.moves(event))
            await self._owners.look_up(work, [event])

    async def take(self, work: Work, type: str, value: str | bytes) -> None:
        """Call every reaction to an event that never came here. Raises the same."""
        await self.react(work, self._types[type].model_validate_json(value))
