"""Carriers fall silent: each stops its own channel, somebody is told, and nothing is lost or said twice."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from chassis.access.actors import Role
from chassis.data.tables import timers
from chassis.ids import new_id
from contracts.notifications.messages import MessageFailed, MessageSent
from services.notifications.commands.plans import call_off
from services.notifications.domain.carriers import DOWN_AFTER
from services.notifications.domain.channels import Busy, CarrierDown, Doubtful
from services.notifications.domain.recipients import Channel
from services.notifications.settings.carriers import carrier_limits
from services.notifications.tables import messages
from services.notifications.timers import OpenCarriers
from tests.integration.notifications.house import House
from tests.integration.notifications.many import booked, many_are_due, only_by
from tests.integration.notifications.stories import DAY, HOUR, START, Appointment, Patient, one, run_until, standing
from tests.support.running import Running
from tests.support.waiting import eventually


@pytest.fixture
def carriers(house: House) -> OpenCarriers:
    return house.open


async def down_items(notifications: Running, state: str = "open") -> list[dict[str, str]]:
    answer = await notifications.client(Role.FRONT_DESK).get(
        "/worklist", params={"kind": "carrier_down", "state": state}
    )
    assert answer.status_code == 200, answer.text
    found: list[dict[str, str]] = answer.json()["items"]
    return found


async def silence(notifications: Running, house: House, clinic: UUID) -> None:
    """The mail server has not answered as often as makes it count as down."""
    house.email.failure = CarrierDown("the mail server does not answer")
    for number in range(DOWN_AFTER):
        await booked(notifications, only_by(Channel.EMAIL, clinic, number))
    await notifications.fire_timers()


async def test_a_carrier_that_does_not_answer_is_left_alone_and_the_clinic_is_told(
    notifications: Running, clinic: UUID, house: House
) -> None:
    await silence(notifications, house, clinic)
    assert len(await down_items(notifications)) == 1
    asked = house.email.asked
    await booked(notifications, only_by(Channel.EMAIL, clinic, 99))
    await notifications.fire_timers()
    assert house.email.asked == asked


async def test_an_operator_sees_which_carrier_is_down_and_how_many_messages_wait(
    notifications: Running, clinic: UUID, house: House
) -> None:
    await silence(notifications, house, clinic)
    await booked(notifications, only_by(Channel.EMAIL, clinic, 99))
    await notifications.fire_timers()
    answer = await notifications.client(Role.OPERATOR).get("/carriers")
    assert answer.status_code == 200, answer.text
    email = next(each for each in answer.json()["items"] if each["channel"] == "email")
    assert (email["failures"], email["reason"]) == (DOWN_AFTER, "the mail server does not answer")
    assert email["down_since"] < email["next_try_at"]
    assert email["waiting"] == 1
    await notifications.worker.observe()
    assert b'needlepoint_carrier_down{channel="email"} 1.0' in notifications.worker.telemetry.exposition()


async def test_a_carrier_that_answers_again_gets_everything_once_and_the_item_closes(
    notifications: Running, clinic: UUID, house: House
) -> None:
    await silence(notifications, house, clinic)
    house.email.failure = None
    await run_until(notifications, START + HOUR)
    confirmed = [each for each in await standing(notifications) if each[0] == "appointment_confirmed"]
    assert set(confirmed) == {("appointment_confirmed", "sent")}
    assert len(house.email.took) == len(confirmed) == DOWN_AFTER
    assert await down_items(notifications) == []
    [closed] = await down_items(notifications, "closed")
    assert closed["closed_why"] == "answers_again"


async def test_who_has_another_way_is_reached_by_it_while_a_carrier_is_down(
    notifications: Running, clinic: UUID, house: House
) -> None:
    await silence(notifications, house, clinic)
    both = Patient(clinic, phone="+351910000007", email="both@example.org", channel=Channel.EMAIL)
    await booked(notifications, both)
    await notifications.fire_timers()
    assert [each.route.address for each in house.sms.took] == ["+351910000007"]


async def test_what_no_carrier_takes_in_time_fails_and_somebody_calls(
    notifications: Running, clinic: UUID, house: House
) -> None:
    await silence(notifications, house, clinic)
    for hours in range(1, 4 * 24):
        notifications.clock.set(START + hours * HOUR)
        await notifications.fire_timers()
    confirmed = [each for each in await standing(notifications) if each[0] == "appointment_confirmed"]
    assert set(confirmed) == {("appointment_confirmed", "failed")}
    failed = [each for each in await notifications.events() if isinstance(each, MessageFailed)]
    assert {each.template for each in failed} >= {"appointment_confirmed"}


async def test_a_carrier_that_asks_to_wait_is_waited_for_and_that_is_no_failure(
    notifications: Running, clinic: UUID, house: House
) -> None:
    house.sms.failure = Busy("the SMS gateway asks to wait", timedelta(seconds=20))
    await booked(notifications, only_by(Channel.SMS, clinic))
    await notifications.fire_timers()
    waiting = await one(notifications, "appointment_confirmed")
    assert (waiting["status"], waiting["reason"]) == ("planned", "the SMS gateway asks to wait")
    house.sms.failure = None
    await run_until(notifications, START + timedelta(minutes=1))
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sent"
    assert await down_items(notifications) == []


async def test_a_doubtful_hand_over_that_the_carrier_took_is_found_there_and_not_repeated(
    notifications: Running, clinic: UUID, house: House
) -> None:
    house.sms.failure, house.sms.takes_before_it_fails = Doubtful("the gateway did not answer"), True
    await booked(notifications, only_by(Channel.SMS, clinic))
    await notifications.fire_timers()
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sending"
    house.sms.failure = None
    await run_until(notifications, START + HOUR)
    sent = await one(notifications, "appointment_confirmed")
    assert sent["status"] == "sent"
    assert [each["state"] for each in sent["deliveries"]] == ["accepted"]
    assert len(house.sms.took) == 1
    assert [type(each) for each in await notifications.events()] == [MessageSent]


async def test_a_doubtful_hand_over_that_the_carrier_never_got_is_made_again(
    notifications: Running, clinic: UUID, house: House
) -> None:
    house.sms.failure = Doubtful("the gateway did not answer")
    await booked(notifications, only_by(Channel.SMS, clinic))
    await notifications.fire_timers()
    house.sms.failure = None
    await run_until(notifications, START + HOUR)
    sent = await one(notifications, "appointment_confirmed")
    assert [each["state"] for each in sent["deliveries"]] == ["not_taken", "accepted"]
    assert len(house.sms.took) == 1


async def test_what_waits_behind_a_doubtful_hand_over_looks_ever_more_seldom_and_leaves_after_it(
    notifications: Running, clinic: UUID, house: House
) -> None:
    house.sms.failure, house.sms.takes_before_it_fails = Doubtful("the gateway did not answer"), True
    patient = only_by(Channel.SMS, clinic)
    await booked(notifications, patient)
    await notifications.fire_timers()
    house.sms.failure = None
    visit = Appointment(patient, START + 5 * DAY)
    await notifications.deliver((new_id(), visit.booked()), (new_id(), visit.moved(START + 6 * DAY)))
    await run_until(notifications, START + timedelta(seconds=55))
    async with notifications.work() as work:
        looks = select(timers.c.payload["behind"].as_integer()).where(timers.c.payload.has_key("behind"))
        assert [*(await work.execute(looks)).scalars()] == [5], "after 0, 2, 6, 14 and 30 seconds"
    await run_until(notifications, START + HOUR)
    assert [each.template for each in house.sms.took] == ["appointment_confirmed", "appointment_moved"]


async def test_a_doubtful_hand_over_that_nobody_can_ask_about_is_said_to_be_doubtful(
    notifications: Running, clinic: UUID, house: House
) -> None:
    house.email.failure, house.email.takes_before_it_fails = Doubtful("it may have arrived"), True
    await booked(notifications, only_by(Channel.EMAIL, clinic))
    await run_until(notifications, START + DAY)
    doubtful = await one(notifications, "appointment_confirmed")
    assert (doubtful["status"], doubtful["reason"]) == ("doubtful", "it may have arrived")
    assert len(house.email.took) == 1
    [failed] = [each for each in await notifications.events() if isinstance(each, MessageFailed)]
    assert failed.doubtful


@pytest.mark.parametrize("failure", [Doubtful("it may have arrived"), CarrierDown("it does not answer")])
async def test_a_carrier_that_takes_connections_and_says_nothing_is_down_as_well(
    notifications: Running, clinic: UUID, house: House, failure: Exception
) -> None:
    house.email.failure = failure
    for number in range(DOWN_AFTER):
        await booked(notifications, only_by(Channel.EMAIL, clinic, number))
    await notifications.fire_timers()
    assert len(await down_items(notifications)) == 1
    house.email.asked = 0
    for number in range(20, 25):
        await booked(notifications, only_by(Channel.EMAIL, clinic, number))
    await notifications.fire_timers()
    assert house.email.asked == 0
    notifications.clock.advance(timedelta(seconds=31))
    await notifications.fire_timers()
    assert house.email.asked == 1, "one message tries it"


async def test_whoever_waits_for_a_carrier_when_it_is_found_down_is_reached_by_another_at_once(
    notifications: Running, clinic: UUID, house: House
) -> None:
    house.email.failure = CarrierDown("the mail server does not answer")
    tried = 2 * carrier_limits(Channel.EMAIL).at_once
    for number in range(tried + 2):
        phone = f"+3519100000{number:02}"
        await booked(notifications, Patient(clinic, phone, f"p{number}@example.org", channel=Channel.EMAIL))
    await notifications.fire_timers()
    assert house.email.asked == tried >= DOWN_AFTER
    assert len(house.sms.took) == 2


async def test_what_waited_in_vain_does_not_use_up_the_one_try_of_a_carrier_that_is_down(
    notifications: Running, clinic: UUID, house: House
) -> None:
    await silence(notifications, house, clinic)
    gone, waits = only_by(Channel.EMAIL, clinic, 98), only_by(Channel.EMAIL, clinic, 99)
    await booked(notifications, gone)
    await booked(notifications, waits)
    await notifications.fire_timers()
    async with notifications.work() as work:
        about = select(messages.c.about).where(messages.c.patient_id == gone.id).limit(1)
        await call_off(work, await work.scalar(about), "it is gone")
    house.email.failure = None
    notifications.clock.advance(timedelta(seconds=31))
    await notifications.fire_timers()
    assert [each.route.address for each in house.email.took] == [waits.email]
    assert await down_items(notifications) == []


MANY = 800
"""Due messages, half of them with a carrier that keeps silent."""


async def test_a_silent_carrier_loses_nothing_and_delays_nobody_elses_messages(
    notifications: Running, clinic: UUID, house: House
) -> None:
    house.email.speaks, house.email.failure = asyncio.Event(), CarrierDown("the mail server does not answer")
    await many_are_due(notifications, clinic, MANY)
    await notifications.start_worker()

    async def all_sms_left() -> None:
        async with notifications.work() as work:
            confirmed = messages.c.template == "appointment_confirmed"
            counted = select(messages.c.status, func.count().label("number")).where(confirmed)
            found = Counter({row.status: row.number for row in await work.execute(counted.group_by(messages.c.status))})
        assert found["sent"] == found["planned"] + found["sending"] == MANY // 2

    await eventually(all_sms_left, seconds=600)
    assert house.email.asked <= 4 + 2
    assert len(house.sms.took) == len({each.message_id for each in house.sms.took}) == MANY // 2
    house.email.speaks.set()
