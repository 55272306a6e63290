"""The limits of WhatsApp's numbers, and of the portfolio that has them all: counted, urgent first, said, never lost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from chassis.access.actors import Role
from chassis.data.database import Database
from chassis.ids import new_id
from contracts.notifications.worklist import WorklistItemClosed
from services.notifications.api import whatsapp_hooks
from services.notifications.app import notifications_through
from services.notifications.channels.whatsapp import WhatsApp
from services.notifications.domain.channels import Carriers
from services.notifications.domain.recipients import Channel
from services.notifications.queries import carriers as carriers_shown
from tests.integration.notifications.house import Carrier
from tests.integration.notifications.meta import ACCOUNT, SECOND, Meta, about_number, call, capability, written
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    Patient,
    listed,
    messages,
    one,
    opened,
    run_until,
)
from tests.support.fixtures import RunService
from tests.support.running import Running

OTHER_CLINIC = UUID("018f0000-0000-7000-8000-00000000c1ff")
TWO_NUMBERS = replace(ACCOUNT, of_clinics={OTHER_CLINIC: SECOND})


@pytest.fixture
def meta(monkeypatch: pytest.MonkeyPatch) -> Meta:
    for module in (whatsapp_hooks, carriers_shown):
        monkeypatch.setattr(module, "whatsapp_account", lambda: TWO_NUMBERS)
    return Meta()


@pytest.fixture
def sms() -> Carrier:
    return Carrier()


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(run_service: RunService, meta: Meta, sms: Carrier) -> AsyncIterator[Running]:
    def open_carriers(_database: Database, _rehearsal: bool) -> Carriers:
        client = httpx.AsyncClient(transport=httpx.MockTransport(meta))
        return Carriers({Channel.WHATSAPP: WhatsApp(TWO_NUMBERS, client), Channel.SMS: sms}, TWO_NUMBERS.portfolio)

    async with run_service(notifications_through(open_carriers), start=START) as running:
        yield running


async def somebody(notifications: Running, clinic: UUID, number: int, *, only_whatsapp: bool = True) -> Patient:
    """A patient with WhatsApp at this number, and with SMS or without."""
    phone = f"+35191000{number:04}"
    patient = Patient(clinic, phone=phone, channel=Channel.WHATSAPP, email=None)
    if only_whatsapp:
        patient.addresses = listed(("whatsapp", phone))
    await notifications.react(patient.registered())
    return patient


async def booked(notifications: Running, patient: Patient, days: int = 3) -> dict[str, Any]:
    appointment = Appointment(patient, START + days * DAY)
    await notifications.react(appointment.booked())
    await notifications.fire_timers()
    [found] = [
        each
        for each in await messages(notifications)
        if each["template"] == "appointment_confirmed" and each["appointment_id"] == str(appointment.id)
    ]
    return dict(found)


async def told(notifications: Running, body: Any) -> None:
    answer = await call(notifications, body)
    assert answer.status_code == 200, answer.text


async def whatsapp(notifications: Running) -> dict[str, Any]:
    answer = await notifications.client(Role.OPERATOR).get("/carriers")
    assert answer.status_code == 200, answer.text
    return next(each for each in answer.json()["items"] if each["channel"] == "whatsapp")


async def items(notifications: Running, state: str = "open") -> list[dict[str, Any]]:
    asked = {"kind": "messages_held_back", "state": state}
    answer = await notifications.client(Role.FRONT_DESK).get("/worklist", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_two_numbers_share_the_portfolios_limit_and_what_waits_says_why(
    notifications: Running, clinic: UUID, meta: Meta
) -> None:
    await notifications.react(opened(OTHER_CLINIC))
    await told(notifications, capability(max_daily_conversations_per_business=3))
    for number, at in enumerate((clinic, OTHER_CLINIC)):
        assert (await booked(notifications, await somebody(notifications, at, number)))["status"] == "sent"
    assert meta.sent_from == [ACCOUNT.number_id, SECOND]
    late = await somebody(notifications, OTHER_CLINIC, 2)
    held = await booked(notifications, late)
    assert held["status"] == "planned"
    assert held["reason"] == "waits: the limit of 3 new conversations by WhatsApp in 24 hours is reached"
    shown = await whatsapp(notifications)
    assert (shown["new_conversations"], shown["new_conversations_most"]) == (2, 3)
    assert (shown["held_back"], shown["waiting"]) == (1, 1)
    assert {each["clinic_id"] for each in await items(notifications)} == {str(clinic), str(OTHER_CLINIC)}
    await notifications.worker.observe()
    assert b'needlepoint_limit_reached{channel="whatsapp"} 1.0' in notifications.worker.telemetry.exposition()


async def test_what_waited_leaves_when_the_first_conversation_is_a_day_old_and_the_item_ends(
    notifications: Running, clinic: UUID, meta: Meta
) -> None:
    await told(notifications, capability(max_daily_conversations_per_business="1"))
    first, second = [await somebody(notifications, clinic, number) for number in (1, 2)]
    await booked(notifications, first)
    await booked(notifications, second, days=5)
    await run_until(notifications, START + 23 * HOUR)
    assert [each["to"] for each in meta.sent] == [first.phone]
    assert len(await items(notifications)) == 1
    await run_until(notifications, START + DAY + HOUR)
    assert [each["to"] for each in meta.sent] == [first.phone, second.phone]
    assert await items(notifications) == []
    closed = [each for each in await notifications.events() if isinstance(each, WorklistItemClosed)]
    whys = [each.why for each in closed if each.kind == "messages_held_back"]
    assert whys == ["nothing_waits"], "not at night, while the message waits for the morning"


async def test_the_last_part_of_the_limit_is_for_urgent_messages(
    notifications: Running, clinic: UUID, meta: Meta
) -> None:
    await told(notifications, capability(max_daily_conversations_per_business=2))
    first, second, third = [await somebody(notifications, clinic, number) for number in (1, 2, 3)]
    await booked(notifications, first)
    assert (await booked(notifications, second))["status"] == "planned"
    appointment = Appointment(third, START + 2 * DAY)
    await notifications.react(appointment.booked())
    await notifications.react(appointment.cancelled())
    await notifications.fire_timers()
    assert [each["to"] for each in meta.sent] == [first.phone, third.phone]
    assert meta.sent[-1]["template"]["name"].startswith("appointment_cancelled")


async def test_who_has_another_way_is_reached_by_that_and_who_was_written_to_today_is_not_counted_again(
    notifications: Running, clinic: UUID, meta: Meta, sms: Carrier
) -> None:
    await told(notifications, capability(max_daily_conversations_per_business=1))
    first = await somebody(notifications, clinic, 1)
    await booked(notifications, first)
    assert (await booked(notifications, first, days=6))["status"] == "sent", "no other person"
    message = await booked(notifications, await somebody(notifications, clinic, 2, only_whatsapp=False))
    assert (message["status"], message["channel"]) == ("sent", "sms")
    assert len(sms.took) == 1
    assert await items(notifications) == []


async def test_an_answer_within_the_day_is_no_new_conversation_and_leaves_from_the_number_they_wrote_to(
    notifications: Running, clinic: UUID, meta: Meta
) -> None:
    await told(notifications, capability(max_daily_conversations_per_business=1))
    await booked(notifications, await somebody(notifications, clinic, 1))
    second = await somebody(notifications, clinic, 2)
    number = str(second.phone).removeprefix("+")
    await told(notifications, written("Hello", number=number, to=SECOND, timestamp=str(int(START.timestamp()))))
    assert (await booked(notifications, second))["status"] == "sent"
    assert (meta.sent[-1]["type"], meta.sent_from[-1]) == ("text", SECOND)


async def test_a_higher_limit_lets_out_what_waits_and_none_lets_out_all(
    notifications: Running, clinic: UUID, meta: Meta
) -> None:
    await told(notifications, capability(max_daily_conversations_per_business=1))
    for number in range(1, 4):
        await booked(notifications, await somebody(notifications, clinic, number))
    assert len(meta.sent) == 1
    await told(notifications, capability(max_daily_conversations_per_business=-1))
    await run_until(notifications, START + HOUR)
    assert len(meta.sent) == 3
    assert await items(notifications) == []


@pytest.mark.parametrize("said", [None, "many", 0, -7, 2**40, True, [], {"a": 1}, "99999999999"])
async def test_a_limit_that_is_none_is_passed_over(
    notifications: Running, clinic: UUID, meta: Meta, said: object
) -> None:
    await told(notifications, capability(max_daily_conversations_per_business=said))
    assert (await whatsapp(notifications))["new_conversations_most"] is None


async def test_a_number_that_asks_to_wait_does_not_stop_the_other_number(
    notifications: Running, clinic: UUID, meta: Meta
) -> None:
    await notifications.react(opened(OTHER_CLINIC))
    here, there = [await somebody(notifications, at, n) for n, at in enumerate((clinic, OTHER_CLINIC))]
    meta.refuses(130429, status=400)
    assert (await booked(notifications, here))["reason"] == "WhatsApp asks to wait with this number (130429)"
    assert (await booked(notifications, here, days=4))["status"] == "planned", "the number waits, whatever the message"
    assert (await booked(notifications, there))["status"] == "sent"
    assert meta.sent_from == [SECOND]
    await run_until(notifications, START + timedelta(minutes=1))
    assert meta.sent_from == [SECOND, ACCOUNT.number_id, ACCOUNT.number_id]


async def test_what_a_number_may_begin_does_not_stop_answers(notifications: Running, clinic: UUID, meta: Meta) -> None:
    first, second = [await somebody(notifications, clinic, number) for number in (1, 2)]
    number = str(second.phone).removeprefix("+")
    await told(notifications, written("Hello", number=number, timestamp=str(int(START.timestamp()))))
    meta.refuses(131048)
    assert (await booked(notifications, first))["status"] == "planned"
    assert (await booked(notifications, second))["status"] == "sent"
    await run_until(notifications, START + HOUR)
    assert len(meta.sent) == 2


async def test_a_message_that_a_limit_holds_until_it_is_too_late_is_a_call(
    notifications: Running, clinic: UUID, meta: Meta
) -> None:
    await told(notifications, capability(max_daily_conversations_per_business=1))
    await booked(notifications, await somebody(notifications, clinic, 1))
    second = await somebody(notifications, clinic, 2)
    appointment = Appointment(second, START + 4 * HOUR)
    await notifications.react(appointment.booked())
    await run_until(notifications, START + 5 * HOUR)
    confirmed = [each for each in await messages(notifications) if each["appointment_id"] == str(appointment.id)]
    assert {(each["status"], each["reason"]) for each in confirmed if each["template"] == "appointment_confirmed"} == {
        ("failed", "no carrier took it until it was too late")
    }


async def test_receipts_and_texts_of_each_number_are_taken_and_of_others_not(
    notifications: Running, clinic: UUID, meta: Meta
) -> None:
    patient = await somebody(notifications, clinic, 1)
    await booked(notifications, patient)
    receipt = meta.status("delivered")
    await told(notifications, about_number("999", statuses=[receipt]))
    assert [each["state"] for each in (await messages(notifications))[0]["deliveries"]] == ["accepted"]
    await told(notifications, about_number(SECOND, statuses=[receipt]))
    assert [each["state"] for each in (await messages(notifications))[0]["deliveries"]] == ["delivered"]
    await told(notifications, written("Hello", id=f"wamid.{new_id()}", to=SECOND))
    answer = await notifications.client(Role.FRONT_DESK).get("/texts")
    assert len(answer.json()["items"]) == 1


def failed(meta: Meta, code: int, number: int = -1) -> Any:
    return about_number(statuses=[meta.status("failed", number=number, errors=[{"code": code, "title": "Failed"}])])


@pytest.mark.parametrize("code", [130429, 131056, 131000])
async def test_a_receipt_that_asks_to_wait_has_the_message_sent_again_once(
    notifications: Running, clinic: UUID, meta: Meta, code: int
) -> None:
    await booked(notifications, await somebody(notifications, clinic, 1))
    receipt = failed(meta, code)
    for _ in range(2):
        await told(notifications, receipt)
    message = await one(notifications, "appointment_confirmed")
    assert (message["status"], message["deliveries"][0]["state"]) == ("planned", "not_taken")
    await run_until(notifications, START + timedelta(minutes=5))
    await told(notifications, receipt)
    assert len(meta.sent) == 2
    message = await one(notifications, "appointment_confirmed")
    assert [each["state"] for each in message["deliveries"]] == ["not_taken", "accepted"]


async def test_a_receipt_that_too_much_was_marked_as_spam_holds_back_what_begins_a_conversation(
    notifications: Running, clinic: UUID, meta: Meta
) -> None:
    first, second, both = [
        await somebody(notifications, clinic, number, only_whatsapp=number < 3) for number in (1, 2, 3)
    ]
    await booked(notifications, first)
    await told(notifications, failed(meta, 131048))
    await notifications.fire_timers()
    assert (await booked(notifications, second))["reason"] == "WhatsApp asks to wait with new conversations (131048)"
    assert (await booked(notifications, both))["channel"] == "sms"
    assert len(meta.sent) == 1
    assert len(await items(notifications)) == 1
    await run_until(notifications, START + HOUR)
    assert sorted(each["to"] for each in meta.sent[1:]) == sorted([str(first.phone), str(second.phone)])


async def test_a_text_that_comes_after_the_day_goes_again_as_a_template(
    notifications: Running, clinic: UUID, meta: Meta
) -> None:
    patient = await somebody(notifications, clinic, 1)
    number = str(patient.phone).removeprefix("+")
    await told(notifications, written("Hello", number=number, timestamp=str(int(START.timestamp()))))
    await booked(notifications, patient)
    assert [each["type"] for each in meta.sent] == ["text"]
    await told(notifications, failed(meta, 131047))
    await notifications.fire_timers()
    assert [each["type"] for each in meta.sent] == ["text", "template"]


async def test_receipts_about_our_account_stop_the_channel_and_not_the_patients(
    notifications: Running, clinic: UUID, meta: Meta, sms: Carrier
) -> None:
    patients = [await somebody(notifications, clinic, number, only_whatsapp=False) for number in range(6)]
    for patient in patients[:5]:
        await booked(notifications, patient)
    for number in range(5):
        await told(notifications, failed(meta, 131042, number))
    await run_until(notifications, START + timedelta(minutes=2))
    assert (await booked(notifications, patients[5]))["channel"] == "sms"
    assert len(sms.took) == 6
    assert (await whatsapp(notifications))["down_since"] is not None
