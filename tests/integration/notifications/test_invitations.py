"""What mails add to a patient's calendar: one appointment stands there once, at its last time, or not at all."""

import random
from collections.abc import AsyncIterator
from email.headerregistry import Address
from email.message import EmailMessage

import pytest_asyncio

from chassis.data.database import Database
from services.notifications.app import notifications_through
from services.notifications.channels.mail import Mail
from services.notifications.domain.channels import Carriers
from services.notifications.domain.recipients import Channel
from services.notifications.settings.mail import MailServer as TheChains
from tests.integration.notifications.mailbox import MailServer
from tests.integration.notifications.stories import DAY, START, Appointment, Patient, in_one_step
from tests.support.calendars import ClientCalendar
from tests.support.fixtures import RunService
from tests.support.running import Running


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(run_service: RunService, mailbox: MailServer) -> AsyncIterator[Running]:
    def open_carriers(_database: Database, _rehearsal: bool) -> Carriers:
        sender = Address("Chiado Skin", "no-reply", "chiado.example")
        return Carriers({Channel.EMAIL: Mail(TheChains("127.0.0.1", mailbox.port, sender))})

    async with run_service(notifications_through(open_carriers), start=START) as running:
        yield running


def shown_after(mails: list[EmailMessage]) -> list[object]:
    calendar = ClientCalendar()
    for mail in mails:
        calendar.reads(mail)
    return list(calendar.shown)


async def lived_through(running: Running, visit: Appointment, *, moves: int) -> None:
    """Booked and moved; a mail about each."""
    await running.react(visit.booked())
    await running.fire_timers()
    for _ in range(moves):
        await running.react(visit.moved(visit.starts_at + DAY))
        await running.fire_timers()


async def test_booked_moved_three_times_and_cancelled_leaves_an_empty_calendar(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    visit = Appointment(eva, START + 5 * DAY)
    await lived_through(notifications, visit, moves=3)
    assert shown_after(mailbox.mails) == [START + 8 * DAY]
    await notifications.react(visit.cancelled())
    await notifications.fire_timers()
    assert len(mailbox.mails) == 5
    shuffled = random.Random(7)  # a test's order
    for _ in range(30):
        order = shuffled.sample(mailbox.mails, 5) + shuffled.choices(mailbox.mails, k=4)
        assert shown_after(order) == [], "late, early or twice, it is gone"


async def test_sessions_that_are_booked_in_one_step_stand_there_one_by_one(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    first, second = (Appointment(eva, START + days * DAY) for days in (5, 33))
    together = in_one_step(first, second)
    for visit in (first, second):
        await notifications.react(visit.booked(together))
    await notifications.fire_timers()
    assert len(mailbox.mails) == 1
    assert shown_after(mailbox.mails) == [START + 5 * DAY, START + 33 * DAY]
    await notifications.react(second.moved(START + 34 * DAY))
    await notifications.react(first.cancelled())
    await notifications.fire_timers()
    assert shown_after(mailbox.mails) == shown_after(mailbox.mails[::-1]) == [START + 34 * DAY]
    await notifications.react(second.cancelled())
    await notifications.fire_timers()
    assert shown_after(mailbox.mails) == shown_after(mailbox.mails[::-1]) == []


async def test_with_another_address_in_between_the_same_calendar_is_empty_in_the_end(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    visit = Appointment(eva, START + 5 * DAY)
    await lived_through(notifications, visit, moves=1)
    await notifications.react(eva.changed(email="eva@work.example"))
    await notifications.react(visit.moved(START + 7 * DAY))
    await notifications.fire_timers()
    at_work = mailbox.mails[2:]
    assert [str(each["To"]) for each in at_work] == ["eva@work.example"]
    assert shown_after(at_work) == shown_after(mailbox.mails) == [START + 7 * DAY]
    await notifications.react(visit.cancelled())
    await notifications.fire_timers()
    assert shown_after(mailbox.mails[2:]) == shown_after(mailbox.mails) == shown_after(mailbox.mails[::-1]) == []


async def test_what_is_reinstated_stands_in_the_calendar_again(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    visit = Appointment(eva, START + 5 * DAY)
    await lived_through(notifications, visit, moves=1)
    await notifications.react(visit.cancelled())
    await notifications.fire_timers()
    await notifications.react(visit.reinstated())
    await notifications.fire_timers()
    assert shown_after(mailbox.mails) == shown_after(mailbox.mails[::-1]) == [START + 6 * DAY]


async def test_a_calendar_shows_no_name_and_no_reason(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    await lived_through(notifications, Appointment(eva, START + 5 * DAY), moves=0)
    [mail] = mailbox.mails
    [part] = [each for each in mail.iter_parts() if each.get_content_type() == "text/calendar"]
    content = part.get_content()
    assert "SUMMARY:Session\\, Chiado Skin" in content
    assert "Ana" not in content
    assert "TZID=Europe/Lisbon" in content
