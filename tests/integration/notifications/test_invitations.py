"""What mails add to a patient's calendar: one appointment stands there once, at its last time, or not at all."""

import random
from collections.abc import AsyncIterator
from email.headerregistry import Address
from email.message import EmailMessage

import pytest_asyncio

from chassis.data.database import Database
from contracts.booking.patients import ContactPreferencesChanged
from contracts.notifications.messages import MessageFailed
from services.notifications.app import notifications_through
from services.notifications.channels.mail import Mail
from services.notifications.domain.channels import Carriers
from services.notifications.domain.recipients import Channel
from services.notifications.settings.mail import MailServer as TheChains
from tests.integration.notifications.house import Carrier
from tests.integration.notifications.mailbox import MailServer
from tests.integration.notifications.stories import DAY, START, Appointment, Patient, in_one_step, standing
from tests.support.calendars import ClientCalendar
from tests.support.fixtures import RunService
from tests.support.running import Running


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(run_service: RunService, mailbox: MailServer) -> AsyncIterator[Running]:
    def open_carriers(_database: Database, _rehearsal: bool) -> Carriers:
        sender = Address("Chiado Skin", "no-reply", "chiado.example")
        mail = Mail(TheChains("127.0.0.1", mailbox.port, sender))
        return Carriers({Channel.EMAIL: mail, Channel.SMS: Carrier()})

    async with run_service(notifications_through(open_carriers), start=START) as running:
        yield running


def by_sms(patient: Patient) -> ContactPreferencesChanged:
    return ContactPreferencesChanged(patient_id=patient.id, channel=Channel.SMS, marketing=False)


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


async def booked_in_one_step(notifications: Running, patient: Patient) -> tuple[Appointment, Appointment]:
    """Two sessions, in 5 and in 33 days, and what leaves at once about them."""
    first, second = (Appointment(patient, START + days * DAY) for days in (5, 33))
    together = in_one_step(first, second)
    for visit in (first, second):
        await notifications.react(visit.booked(together))
    await notifications.fire_timers()
    return first, second


async def test_sessions_that_are_booked_in_one_step_stand_there_one_by_one(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    first, second = await booked_in_one_step(notifications, eva)
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


async def test_a_change_that_is_told_by_sms_goes_into_the_calendar_by_mail(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    visit = Appointment(eva, START + 5 * DAY)
    await lived_through(notifications, visit, moves=0)
    await notifications.react(by_sms(eva))
    await notifications.react(visit.moved(START + 6 * DAY))
    await notifications.fire_timers()
    assert shown_after(mailbox.mails) == shown_after(mailbox.mails[::-1]) == [START + 6 * DAY]
    await notifications.react(visit.cancelled())
    await notifications.fire_timers()
    assert shown_after(mailbox.mails) == shown_after(mailbox.mails[::-1]) == []
    assert await standing(notifications, status="sent") == [
        ("appointment_confirmed", "sent"),
        *((f"{what}_{change}", "sent") for change in ("moved", "cancelled") for what in ("appointment", "calendar")),
    ]


async def test_sessions_that_move_together_by_sms_are_one_mail_for_the_calendar(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    first, second = await booked_in_one_step(notifications, eva)
    await notifications.react(by_sms(eva))
    first.starts_at, second.starts_at = START + 6 * DAY, START + 34 * DAY
    again = in_one_step(first, second)
    for visit in (first, second):
        await notifications.react(visit.moved(visit.starts_at, again))
    await notifications.fire_timers()
    assert len(mailbox.mails) == 2
    assert shown_after(mailbox.mails) == shown_after(mailbox.mails[::-1]) == [START + 6 * DAY, START + 34 * DAY]


async def test_no_mail_follows_to_whoever_never_had_one_has_it_already_or_has_left_the_address(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    told_by_mail = Appointment(eva, START + 5 * DAY)
    await lived_through(notifications, told_by_mail, moves=1)
    assert len(mailbox.mails) == 2, "the move is in the mail that tells of it"
    await notifications.react(by_sms(eva))
    told_by_sms = Appointment(eva, START + 9 * DAY)
    await lived_through(notifications, told_by_sms, moves=1)
    assert len(mailbox.mails) == 2
    await notifications.react(eva.changed(email="eva@work.example"))
    await notifications.react(told_by_mail.cancelled())
    await notifications.fire_timers()
    assert len(mailbox.mails) == 2, "it may be somebody else's now"


async def test_nobody_calls_because_a_calendar_was_not_brought_up_to_date(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    visit = Appointment(eva, START + 5 * DAY)
    await lived_through(notifications, visit, moves=0)
    await notifications.react(by_sms(eva))
    mailbox.refuses_recipients_with = "550 5.7.1 not today"
    await notifications.react(visit.cancelled())
    await notifications.fire_timers()
    assert ("calendar_cancelled", "failed") in await standing(notifications)
    assert not [each for each in await notifications.events() if isinstance(each, MessageFailed)]


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
    assert "SUMMARY:Review\\, Chiado Skin" in content
    assert "Ana" not in content
    assert "TZID=Europe/Lisbon" in content
