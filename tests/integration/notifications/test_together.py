"""Appointments that were booked or moved in one step are told in one message, and reminded of one by one."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from contracts.notifications.messages import MessageFailed, MessageSent
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    MoodyChannel,
    Patient,
    arrived,
    in_one_step,
    one,
    run_until,
    standing,
)
from tests.support.running import Running

WEEKS = 28 * DAY
LATE = START + timedelta(hours=13)
"""22:00, when no messages go out."""


def course_of(patient: Patient) -> list[Appointment]:
    """Two sessions and the review, from Thursday on."""
    kinds = ("session", "session", "review")
    return [Appointment(patient, START + 3 * DAY + nth * WEEKS, kind) for nth, kind in enumerate(kinds)]


async def book(running: Running, course: Sequence[Appointment]) -> None:
    together = in_one_step(*course)
    for each in course:
        await running.react(each.booked(together))


async def texts(running: Running) -> list[str]:
    """What arrived, apart from how to prepare and the form of the day, which each session has of its own."""
    of_one = ("your session at Chiado Skin is near", "before your session at Chiado Skin")
    return [each.text for each in await arrived(running) if not any(words in each.text for words in of_one)]


async def told(running: Running, kind: type[Any]) -> list[Any]:
    return [event for event in await running.events() if isinstance(event, kind)]


async def test_a_whole_course_is_confirmed_in_one_message_and_each_appointment_is_reminded_of(
    notifications: Running, ana: Patient
) -> None:
    course = course_of(ana)
    await book(notifications, course)
    await notifications.fire_timers()
    assert await texts(notifications) == [
        "Hello Ana, your appointments at Chiado Skin, Rua Garrett 1, Lisboa, are booked: session: Thu 26 Nov 2026 "
        "09:00; Thu 24 Dec 2026 09:00; review: Thu 21 Jan 2027 09:00 (Lisbon Time). We remind you of each. If you "
        "cannot come to one, please call +351210000000."
    ]
    [sent] = await told(notifications, MessageSent)
    assert sent.appointment_id is None
    assert [(each.appointment_id, each.starts_at) for each in sent.appointments] == [
        (each.id, each.starts_at) for each in course
    ]
    await run_until(notifications, START + 70 * DAY)
    assert [text.split(":")[0] for text in (await texts(notifications))[1:]] == [
        "Hello Ana, a reminder of your session",
        "Hello Ana, a reminder of your session",
        "Hello Ana, a reminder of your review",
    ]


async def test_in_whichever_order_its_events_come_one_message_lists_all(notifications: Running, ana: Patient) -> None:
    for nth, order in enumerate(permutations(range(3))):
        course = course_of(ana)
        events = [each.booked(together) for together in [in_one_step(*course)] for each in course]
        for place in order:
            await notifications.react(events[place])
            await notifications.fire_timers()
        assert len(await texts(notifications)) == nth + 1
        assert "26 Nov 2026 09:00; Thu 24 Dec 2026 09:00; review: Thu 21 Jan" in (await texts(notifications))[-1]


async def test_after_a_worker_was_down_the_message_lists_what_still_lies_ahead(
    notifications: Running, ana: Patient
) -> None:
    course = course_of(ana)
    together = in_one_step(*course)
    await notifications.react(course[0].booked(together))
    notifications.clock.set(START + 4 * DAY)  # the first session is over
    for each in course[1:]:
        await notifications.react(each.booked(together))
    await notifications.fire_timers()
    [text] = await texts(notifications)
    assert "26 Nov" not in text
    assert "24 Dec 2026 09:00; review: Thu 21 Jan 2027" in text


async def test_one_that_moves_or_is_cancelled_before_it_went_out_is_told_by_itself(
    notifications: Running, ana: Patient
) -> None:
    notifications.clock.set(LATE)
    first, second, review = course_of(ana)
    await book(notifications, [first, second, review])
    await notifications.react(second.moved(second.starts_at + DAY))
    await notifications.react(review.cancelled())
    await run_until(notifications, START + DAY)
    assert sorted(text.split(":")[0] for text in await texts(notifications)) == [
        "Hello Ana, your appointments at Chiado Skin, Rua Garrett 1, Lisboa, are booked",
        "Hello Ana, your review on Thursday, 21 January 2027, 09",
        "Hello Ana, your session has a new time",
    ]
    [listing] = [text for text in await texts(notifications) if "are booked" in text]
    assert "24 Dec" not in listing
    assert "21 Jan" not in listing


async def test_nothing_is_listed_when_all_were_cancelled_before(notifications: Running, ana: Patient) -> None:
    notifications.clock.set(LATE)
    course = course_of(ana)
    await book(notifications, course)
    for each in course:
        await notifications.react(each.cancelled())
    await run_until(notifications, START + DAY)
    assert ("appointments_confirmed", "cancelled") in await standing(notifications)
    assert not any("are booked" in text for text in await texts(notifications))


async def test_a_later_move_of_one_is_told_by_itself(notifications: Running, ana: Patient) -> None:
    course = course_of(ana)
    await book(notifications, course)
    await notifications.fire_timers()
    await notifications.react(course[1].moved(course[1].starts_at + DAY))
    await notifications.fire_timers()
    assert "your session has a new time: Friday, 25 December 2026, 09:00" in (await texts(notifications))[-1]
    assert len(await texts(notifications)) == 2


async def test_appointments_that_move_together_are_told_in_one_message(notifications: Running, ana: Patient) -> None:
    course = course_of(ana)
    await book(notifications, course)
    await notifications.fire_timers()
    there = [Appointment(ana, each.starts_at + DAY, each.kind, id=each.id) for each in course]
    together = in_one_step(*there)
    for before, after in zip(course, there, strict=True):
        await notifications.react(before.moved(after.starts_at, together))
    await notifications.fire_timers()
    assert len(await texts(notifications)) == 2
    assert (
        "have new times: session: Fri 27 Nov 2026 09:00; Fri 25 Dec 2026 09:00; review: Fri 22 Jan 2027 09:00"
        in (await texts(notifications))[-1]
    )
    reminders = [status for template, status in await standing(notifications) if template == "appointment_reminder"]
    assert sorted(reminders) == ["cancelled"] * 3 + ["planned"] * 3


async def test_when_the_first_new_time_is_before_messages_may_go_out_the_desk_calls(
    notifications: Running, ana: Patient
) -> None:
    notifications.clock.set(LATE)
    early = [Appointment(ana, START + DAY - 2 * HOUR), Appointment(ana, START + 29 * DAY)]
    together = in_one_step(*early)
    for each in early:
        await notifications.react(each.moved(each.starts_at, together))
    [failed] = await told(notifications, MessageFailed)
    assert "quiet hours" in failed.reason
    assert [each.appointment_id for each in failed.appointments] == [each.id for each in early]
    assert failed.appointment_id is None


async def test_the_message_waits_while_one_of_them_may_not_take_place(notifications: Running, ana: Patient) -> None:
    notifications.clock.set(LATE)
    course = course_of(ana)
    await book(notifications, course)
    await notifications.react(course[0].held_back())
    await run_until(notifications, START + DAY)
    assert await texts(notifications) == []
    await notifications.react(course[0].released())
    await notifications.fire_timers()
    assert "Thu 26 Nov 2026 09:00; Thu 24 Dec" in (await texts(notifications))[0]


async def test_whom_it_does_not_reach_is_called_about_all_of_them(
    notifications: Running, channel: MoodyChannel, ana: Patient
) -> None:
    channel.busy = True
    course = course_of(ana)
    await book(notifications, course)
    await run_until(notifications, START + 2 * DAY)
    failed = [each for each in await told(notifications, MessageFailed) if each.template == "appointments_confirmed"]
    assert [[told.appointment_id for told in each.appointments] for each in failed] == [[each.id for each in course]]


@pytest.mark.parametrize("wanted", ["email", "sms"])
async def test_it_goes_the_way_that_the_patient_wishes(notifications: Running, ana: Patient, wanted: str) -> None:
    other = Patient(ana.clinic_id, phone="+351910000002", email="rui@example.org", channel=wanted, language="pt-PT")
    await notifications.react(other.registered())
    await book(notifications, course_of(ana))
    await book(notifications, course_of(other))
    await notifications.fire_timers()
    [theirs] = [each for each in await arrived(notifications) if each.address in ("rui@example.org", "+351910000002")]
    assert theirs.channel == wanted
    assert "quinta 26/11/2026 09:00; quinta 24/12/2026 09:00; revisão: quinta 21/01/2027" in theirs.text


async def test_its_text_can_be_read_before_it_goes_out(notifications: Running, ana: Patient) -> None:
    notifications.clock.set(LATE)
    await book(notifications, course_of(ana))
    waiting = await one(notifications, "appointments_confirmed")
    assert waiting["status"] == "planned"
    assert waiting["planned_for"] == "2026-11-24T08:00:00Z"
