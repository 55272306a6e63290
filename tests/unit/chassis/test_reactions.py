"""The registry of reactions: what a service listens to follows from its functions' annotations."""

from typing import Any, cast

import pytest

from chassis.events.envelope import Delivery
from chassis.events.event import Event
from chassis.events.reactions import Reactions
from chassis.ids import new_id
from chassis.work import Work
from tests.integration.chassis.tally import Counted, TallyOpened, count


def delivery(type: str, value: bytes = b"{}") -> Delivery:
    return Delivery(new_id(), "tally.counts", "k", type, {}, value)


async def test_every_reaction_to_an_event_is_called_in_the_order_of_the_file() -> None:
    reaction, consumed = Reactions(), []

    @reaction
    async def first(work: Work, event: Counted) -> None:
        consumed.append(("first", event.number))

    @reaction
    async def second(work: Work, event: Counted) -> None:
        consumed.append(("second", event.number))

    event = count(new_id(), 3)
    await reaction.react(cast("Work", None), event)
    assert consumed == [("first", 3), ("second", 3)]
    assert reaction.topics == ("tally.counts",)
    assert reaction.event_types == (Counted,)


async def test_projections_run_before_other_reactions_and_are_all_that_a_replay_runs() -> None:
    reaction, consumed = Reactions(), []

    @reaction
    async def effect(work: Work, event: Counted) -> None:
        consumed.append("effect")

    @reaction.projection
    async def first_projection(work: Work, event: Counted) -> None:
        consumed.append("first projection")

    @reaction.projection
    async def second_projection(work: Work, event: Counted) -> None:
        consumed.append("second projection")

    @reaction
    async def never_projected(work: Work, event: TallyOpened) -> None: ...

    event = count(new_id(), 3)
    value = event.model_dump_json().encode()
    await reaction.react(cast("Work", None), reaction.read(delivery(event.type_name(), value)))
    await reaction.project_again(cast("Work", None), event.type_name(), value)

    assert consumed == ["first projection", "second projection", "effect", "first projection", "second projection"]
    assert reaction.projected == (Counted,)
    assert reaction.event_types == (Counted, TallyOpened)


def test_what_nobody_reacts_to_is_passed_over_but_a_message_without_a_readable_type_is_not() -> None:
    reaction = Reactions()

    @reaction
    async def only(work: Work, event: Counted) -> None: ...

    assert reaction.listens_to(delivery(Counted.type_name()))
    assert not reaction.listens_to(delivery(TallyOpened.type_name()))
    assert not reaction.listens_to(delivery("com.somebody.else/event-1"))
    for unreadable in ("", f"{Counted.type_name()}, {Counted.type_name()}", "\ufffd\ufffd"):
        assert reaction.listens_to(delivery(unreadable))


def unannotated() -> Any:
    async def consume(work, event): ...  # type: ignore[no-untyped-def]

    return consume


def misnamed() -> Any:
    async def consume(work: Work, low: Counted) -> None: ...

    return consume


def of_anything() -> Any:
    async def consume(work: Work, event: Event) -> None: ...

    return consume


def of_two() -> Any:
    async def consume(work: Work, event: Counted | TallyOpened) -> None: ...

    return consume


def of_text() -> Any:
    async def consume(work: Work, event: str) -> None: ...

    return consume


@pytest.mark.parametrize("make", [unannotated, misnamed, of_anything, of_two, of_text])
def test_a_function_that_names_no_event_is_refused_by_name(make: Any) -> None:
    with pytest.raises(TypeError, match=r"consume reacts to nothing: annotate its argument `event`"):
        Reactions()(make())
