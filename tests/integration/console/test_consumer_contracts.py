"""The console reads of others' events what it states. It publishes nothing."""

from contracts.booking.patients import PatientErased
from services.console.reactions import reaction
from tests.integration.console.conftest import Console
from tests.integration.console.stories import example
from tests.support.consumer_contracts import assert_needs_what_it_reads, reads_of


async def test_the_console_needs_what_it_reads(console: Console) -> None:
    in_order = sorted(reaction.event_types, key=lambda each: each is PatientErased)
    with reads_of(console.running) as reads:
        for event_type in in_order:
            await console.running.react(example(event_type))  # type: ignore[arg-type]  # all are of contracts
    assert_needs_what_it_reads("console", reads)
    assert await console.running.events() == []
