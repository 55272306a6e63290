"""Old messages are deleted as the chain says; one that still waits never is, nor what keeps it from leaving twice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from chassis.ids import new_id
from chassis.run.pruning import Pruning
from services.notifications.settings.check import check_settings
from services.notifications.tables import channel_journal, messages
from tests.integration.notifications.stories import DAY, START, Appointment, Patient, opened
from tests.support.running import Running


async def booked(notifications: Running) -> None:
    """A confirmation has left; reminders wait for a day in two weeks."""
    clinic = new_id()
    ana = Patient(clinic)
    for event in (opened(clinic), ana.registered(), Appointment(ana, START + 14 * DAY).booked()):
        await notifications.react(event)
    await notifications.fire_timers()


async def kept(notifications: Running) -> dict[str, int]:
    """Messages by status, and entries of the journal."""
    async with notifications.work() as work:
        rows = await work.execute(select(messages.c.status, func.count().label("number")).group_by(messages.c.status))
        journal = await work.scalar(select(func.count()).select_from(channel_journal))
        return {**{row.status: row.number for row in rows}, "journal": journal or 0}


async def prune(notifications: Running, *, after: timedelta) -> None:
    """As a worker does, when so much time has passed for the service."""
    notifications.clock.set(START + after)
    pruning = Pruning(notifications.service, notifications.worker.transactions, notifications.settings)
    await pruning.run(datetime.now(UTC))


@pytest.mark.parametrize(
    ("setting", "gone"), [("KEEP_MESSAGES_DAYS", "sent"), ("KEEP_CHANNEL_JOURNAL_DAYS", "journal")]
)
async def test_what_left_is_deleted_when_it_is_older_than_its_own_setting(
    notifications: Running, monkeypatch: pytest.MonkeyPatch, setting: str, gone: str
) -> None:
    await booked(notifications)
    before = await kept(notifications)
    monkeypatch.setenv(f"NOTIFICATIONS_{setting}", "30")

    await prune(notifications, after=29 * DAY)
    assert await kept(notifications) == before
    await prune(notifications, after=31 * DAY)

    after = await kept(notifications)
    assert before["sent"] >= 1
    assert before["journal"] >= 1
    assert {name for name in before if after.get(name, 0) != before[name]} == {gone}


async def test_a_message_that_waits_stays_however_long_and_so_does_what_says_that_it_was_handed_over(
    notifications: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await booked(notifications)
    async with notifications.work() as work:  # as when a worker dies between the hand-over and its commit
        await work.execute(update(messages).values(status="planned", settled_at=None))
    before = await kept(notifications)
    for setting in ("KEEP_MESSAGES_DAYS", "KEEP_CHANNEL_JOURNAL_DAYS"):
        monkeypatch.setenv(f"NOTIFICATIONS_{setting}", "30")

    await prune(notifications, after=400 * DAY)

    assert before["journal"] >= 1
    assert await kept(notifications) == before


def test_a_setting_that_makes_no_sense_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFICATIONS_KEEP_MESSAGES_DAYS", "0")
    with pytest.raises(ValueError, match="NOTIFICATIONS_KEEP_MESSAGES_DAYS: Input should be greater"):
        check_settings()
