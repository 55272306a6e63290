"""The console's database is dropped: made again from the publishers' histories, it is equal to what it was."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from sqlalchemy import select
from typer.testing import CliRunner

from chassis.data.tables import audit_log
from chassis.ids import new_id
from contracts.booking.patients import PatientErased, PatientMerged
from contracts.event import Event
from needlepoint.cli import app
from needlepoint.services import SERVICE_NAMES
from services.booking.app import service as booking_service
from services.console.app import console_with
from services.console.domain.live import TODAY
from services.console.settings import ConsoleSettings
from services.console.tables import changes
from tests.integration.console.browser import ADDRESS
from tests.integration.console.stories import booked, closed, item
from tests.integration.console.test_read_models import a_history, cancelled, moved, rows_of
from tests.integration.operations.conftest import let_the_command_line_know
from tests.support.fixtures import RunService
from tests.support.running import WORK_DAY, Running

REPLAY = ("replay", "--service", "console", "--from", "beginning")


@dataclass
class Histories:
    """A console, the event log of its publishers (one stands for all four), and an operator."""

    publisher: Running
    console: Running
    run_service: RunService
    monkeypatch: pytest.MonkeyPatch
    stack: AsyncExitStack

    async def publish(self, *events: Event) -> None:
        """One transaction each."""
        for event in events:
            async with self.publisher.work() as work:
                work.publish(event)

    async def drop_the_database(self) -> None:
        """What operators do about it: a new one, migrated."""
        self.console = await self.stack.enter_async_context(
            self.run_service(self.console.service, topic_prefix=self.console.settings.topic_prefix)
        )
        let_the_command_line_know(self.monkeypatch, "console", self.console.settings)

    async def replay(self) -> str:
        """What the command says."""
        result = await asyncio.to_thread(CliRunner().invoke, app, list(REPLAY))
        assert result.exit_code == 0, result.output
        return result.stdout


@pytest_asyncio.fixture(loop_scope="session")
async def histories(run_service: RunService, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Histories]:
    prefix = f"histories_{uuid4().hex[:8]}."
    console = console_with(lambda: ConsoleSettings(address=ADDRESS))
    async with AsyncExitStack() as stack:
        publisher = await stack.enter_async_context(run_service(booking_service, topic_prefix=prefix))
        running = await stack.enter_async_context(run_service(console, topic_prefix=prefix))
        for name in SERVICE_NAMES:
            let_the_command_line_know(monkeypatch, name, (running if name == "console" else publisher).settings)
        yield Histories(publisher, running, run_service, monkeypatch, stack)


async def test_a_dropped_database_is_made_again_by_one_command_and_equal(histories: Histories) -> None:
    await histories.publish(*a_history(uuid4()))
    await histories.console.consume(histories.publisher)
    before = await rows_of(histories.console)
    assert all(before.values())

    await histories.drop_the_database()
    said = await histories.replay()

    assert await rows_of(histories.console) == before
    assert "17 events of booking projected again. 17 of them came here for the first time." in said
    assert "17 events of booking projected again.\n" in await histories.replay(), "and may be repeated"
    assert await rows_of(histories.console) == before


async def test_what_kafka_delivers_again_after_that_changes_nothing_and_what_is_new_does(
    histories: Histories,
) -> None:
    clinic = uuid4()
    done = item(clinic, WORK_DAY)
    await histories.publish(done, closed(done), item(clinic, WORK_DAY))
    await histories.drop_the_database()
    await histories.replay()
    before = await rows_of(histories.console)

    visit = booked(clinic, WORK_DAY)
    await histories.publish(visit)
    await histories.console.consume(histories.publisher)

    after = await rows_of(histories.console)
    assert after["worklist_items"] == before["worklist_items"]
    assert [row["id"] for row in after["appointments"]] == [visit.appointment_id]


@pytest.mark.parametrize("which_goes_on", ["the older record", "the newer record"])
async def test_what_was_published_under_the_record_that_goes_on_is_read_after_the_one_that_ended(
    histories: Histories, which_goes_on: str
) -> None:
    older, newer = new_id(), new_id()
    ends, stays = (newer, older) if which_goes_on == "the older record" else (older, newer)
    await histories.publish(*_moved_and_cancelled_after_a_merge(ends, stays))
    await histories.console.consume(histories.publisher)
    before = await rows_of(histories.console)
    assert {row["status"] for row in before["appointments"]} == {"booked", "cancelled"}

    await histories.drop_the_database()
    await histories.replay()

    assert await rows_of(histories.console) == before
    await histories.replay()
    assert await rows_of(histories.console) == before


def _moved_and_cancelled_after_a_merge(ends: UUID, stays: UUID) -> list[Event]:
    clinic = uuid4()
    own = booked(clinic, WORK_DAY, stays)
    one, other = (booked(clinic, WORK_DAY + timedelta(days=each), ends) for each in (1, 2))
    return [
        own,
        one,
        other,
        PatientMerged(patient_id=ends, into=stays, merged_at=WORK_DAY),
        moved(one.model_copy(update={"patient_id": stays})),
        cancelled(other.model_copy(update={"patient_id": stays})),
    ]


async def test_what_a_replay_takes_before_the_consumer_has_all_of_its_effect(histories: Histories) -> None:
    visit = booked(uuid4(), WORK_DAY)
    await histories.publish(visit, PatientErased(patient_id=visit.patient_id, erased_at=WORK_DAY))
    async with histories.console.work() as work:
        work.audit("looked at", f"patient/{visit.patient_id}", reason="She asked for it.")

    await histories.replay()

    async with histories.console.work() as work:
        of_her = select(audit_log.c.details).where(audit_log.c.subject == f"patient/{visit.patient_id}")
        (noted,) = await work.execute(of_her)
        told = [row.page for row in await work.execute(select(changes.c.page))]
    assert noted.details == {"reason": "(erased)"}, "from the logs, too"
    assert told == [TODAY], "open pages read again"


async def test_a_dead_letter_and_what_waits_behind_it_are_left_to_who_settles_it(
    histories: Histories, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = uuid4()
    visit = booked(clinic, WORK_DAY)
    await histories.publish(visit)
    with monkeypatch.context() as broken:
        broken.setattr("services.console.reactions.appointments.keep_appointment", _fails)
        await histories.console.consume(histories.publisher)
    await histories.publish(moved(visit))

    said = await histories.replay()

    assert "0 events of booking projected again. 2 had no effect yet" in said
    assert (await rows_of(histories.console))["appointments"] == []


async def _fails(*_: object, **__: object) -> None:
    raise ValueError("cannot be kept")
