"""``needlepoint dead-letters list``: what could not be handled, of all services, by failure."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from chassis.ids import new_id
from contracts.event import Event
from contracts.notifications.messages import MessageSent
from tests.integration.notifications.stories import START, Patient, opened
from tests.integration.operations.conftest import Chain, let_the_command_line_know
from tests.support.running import Running, delivery_of

LIST = ("dead-letters", "list")


async def unreadable(running: Running, event: Event) -> None:
    """An event whose content is no JSON comes."""
    await running.worker.inbox.take([replace(delivery_of(event, new_id()), value=b"{")])


async def three_failures(chain: Chain) -> None:
    """In notifications two patients' events cannot be read, and one waits; a minute later, one of booking's."""
    clinic = new_id()
    ana, rui = Patient(clinic), Patient(clinic)
    await chain.publish_and_consume(opened(clinic))
    await unreadable(chain.notifications, ana.registered())
    await chain.notifications.deliver((new_id(), ana.changed(phone="+351913333333")))
    chain.notifications.clock.set(START + timedelta(minutes=5))
    await unreadable(chain.notifications, rui.registered())
    chain.booking.clock.set(START + timedelta(minutes=9))
    registered = delivery_of(ana.registered(), new_id())
    headers = registered.headers | {"ce_source": MessageSent.source}
    sent = replace(registered, type=MessageSent.type_name(), topic=MessageSent.topic, headers=headers)
    await chain.booking.worker.inbox.take([replace(sent, value=b"{")])


def cells(output: str) -> list[list[str]]:
    return [line.split("\t") for line in output.splitlines()]


async def test_failures_of_all_services_are_grouped_with_counts_and_the_first_and_last_time(chain: Chain) -> None:
    await three_failures(chain)

    titles, notifications, booking = sorted(cells((await chain.order(*LIST)).stdout), key=len, reverse=True)[:3]

    assert titles == ["service", "error", "place", "failed", "parked", "first", "last"]
    found = {line[0]: line[1:] for line in (notifications, booking)}
    error, place, failed, parked, first, last = found["notifications"]
    assert (error, failed, parked) == ("ValidationError", "2", "1")
    assert place.startswith("chassis.events.reactions.read:")
    assert (first[:16], last[:16]) == (f"{START:%F %H:%M}", f"{START + timedelta(minutes=5):%F %H:%M}")
    assert found["booking"][2:4] == ["1", "0"]


async def test_ungrouped_each_has_its_id_which_show_takes(chain: Chain) -> None:
    await three_failures(chain)

    lines = cells((await chain.order(*LIST, "--ungrouped", "--service", "notifications")).stdout)[1:]

    assert [line[2] for line in lines] == ["failed", "parked", "failed"]
    shown = await chain.order("dead-letters", "show", lines[0][1], "--service", "notifications")
    assert '"error_type": "ValidationError"' in shown.stdout


async def test_one_database_that_is_away_hides_no_other_services_letters(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    await three_failures(chain)
    away = chain.booking.settings.model_copy(
        update={"database_url": SecretStr("postgresql+asyncpg://x:x@127.0.0.1:1/x")}
    )
    let_the_command_line_know(monkeypatch, "inventory", away)

    answer = await chain.order(*LIST)

    assert answer.exit_code == 1
    assert "The database of inventory does not answer" in answer.stdout
    assert "notifications\tValidationError" in answer.stdout


async def test_nothing_to_show_is_said_in_words(chain: Chain) -> None:
    listed = (await chain.order(*LIST)).stdout
    assert listed == "booking, console, inventory, notifications, screening: no dead letters.\n"


async def test_a_dry_run_says_that_it_would_fail_again_and_settles_nothing(chain: Chain) -> None:
    await three_failures(chain)
    line = cells((await chain.order(*LIST, "--ungrouped", "--service", "notifications")).stdout)[1]

    tried = await chain.order("dead-letters", "replay", line[1], "--service", "notifications", "--dry-run")

    assert tried.exit_code == 1
    assert "would fail again: ValidationError" in tried.stdout
    assert cells((await chain.order(*LIST, "--ungrouped", "--service", "notifications")).stdout)[1] == line
