"""SMS through a gateway in Twilio's shape: what it answers, what it calls back, and who may call."""

import asyncio
from collections.abc import AsyncIterator
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr

from chassis.data.database import Database
from chassis.ids import new_id
from contracts.notifications.messages import MessageArrived, MessageFailed, MessageSent
from services.notifications.api import sms_hooks
from services.notifications.app import notifications_through
from services.notifications.channels.sms import Sms
from services.notifications.domain.channels import Carriers
from services.notifications.domain.recipients import Channel
from services.notifications.settings.sms import SMS_INBOUND, SMS_RECEIPTS, SmsGateway, SmsSettings
from tests.integration.notifications.stories import DAY, HOUR, START, Appointment, Patient, messages, one, run_until
from tests.support.fixtures import RunService
from tests.support.running import Running

GATEWAY = SmsGateway(
    "https://sms.example", "AC1", SecretStr("token-of-the-account"), "+351300000000", "https://clinic.example"
)


class Gateway:
    """A stand-in for the provider: Messages API by form, list of messages, errors as JSON with a code."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.answers: list[httpx.Response | Exception] = []
        """What the next requests get instead."""
        self.keeps = True
        """Whether it has what it answered wrongly."""
        self.clock = START

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/2010-04-01/Accounts/AC1/Messages.json"
        assert request.headers["Authorization"].startswith("Basic ")
        if request.method == "GET":
            return httpx.Response(200, json={"messages": [self._listed(each) for each in self.sent]})
        form = dict(parse_qsl(request.content.decode()))
        answer = self.answers.pop(0) if self.answers else None
        if answer is None or self.keeps:
            self.sent.append(form | {"sid": f"SM{len(self.sent)}"})
        if isinstance(answer, Exception):
            raise answer
        return answer or httpx.Response(201, json={"sid": f"SM{len(self.sent) - 1}", "status": "queued"})

    def refuses(self, *answers: httpx.Response | Exception) -> None:
        self.answers, self.keeps = list(answers), False

    def _listed(self, form: dict[str, str]) -> dict[str, Any]:
        return {
            "sid": form["sid"],
            "to": form["To"],
            "body": form["Body"],
            "status": "sent",
            "date_created": format_datetime(self.clock),
        }


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    monkeypatch.setattr(sms_hooks, "sms_gateway", lambda: GATEWAY)
    return Gateway()


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(run_service: RunService, gateway: Gateway) -> AsyncIterator[Running]:
    def open_carriers(_database: Database, _rehearsal: bool) -> Carriers:
        client = httpx.AsyncClient(transport=httpx.MockTransport(gateway))
        return Carriers({Channel.SMS: Sms(GATEWAY, client)})

    async with run_service(notifications_through(open_carriers), start=START) as running:
        yield running


async def confirmed(notifications: Running, ana: Patient) -> dict[str, Any]:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    return await one(notifications, "appointment_confirmed")


async def call(notifications: Running, path: str, form: dict[str, str], signature: str | None = None) -> httpx.Response:
    """As the gateway calls: a form, signed over the public address."""
    signed = sms_hooks.signature(GATEWAY, path, form) if signature is None else signature
    headers = {"X-Twilio-Signature": signed, "Content-Type": "application/x-www-form-urlencoded"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(notifications.app), base_url="http://inside") as client:
        return await client.post(path, content=urlencode(form), headers=headers)


async def receipt(notifications: Running, gateway: Gateway, status: str, **more: str) -> None:
    back = urlsplit(gateway.sent[-1]["StatusCallback"])
    assert back.path == SMS_RECEIPTS
    form = {"MessageSid": gateway.sent[-1]["sid"], "MessageStatus": status, **more}
    answer = await call(notifications, f"{back.path}?{back.query}", form)
    assert answer.status_code == 204, answer.text


def states(message: dict[str, Any]) -> list[str]:
    return [each["state"] for each in message["deliveries"]]


async def test_it_is_sent_from_the_clinics_number_with_the_address_for_its_receipt(
    notifications: Running, ana: Patient, gateway: Gateway
) -> None:
    message = await confirmed(notifications, ana)
    [sent] = gateway.sent
    assert (sent["To"], sent["From"], sent["Body"]) == (ana.phone, "+351300000000", message["text"])
    assert sent["StatusCallback"].startswith("https://clinic.example/hooks/sms/receipts?delivery=")
    assert (message["status"], states(message)) == ("sent", ["accepted"])


async def test_receipts_come_in_any_order_and_twice(notifications: Running, ana: Patient, gateway: Gateway) -> None:
    await confirmed(notifications, ana)
    for status in ("delivered", "sent", "delivered", "queued", "failed"):
        await receipt(notifications, gateway, status)
    message = await one(notifications, "appointment_confirmed")
    assert (message["status"], states(message)) == ("sent", ["delivered"])
    assert [type(each) for each in await notifications.events()] == [MessageSent, MessageArrived]


async def test_what_the_gateway_cannot_deliver_fails_and_somebody_calls(
    notifications: Running, ana: Patient, gateway: Gateway
) -> None:
    await confirmed(notifications, ana)
    await receipt(notifications, gateway, "undelivered", ErrorCode="30005")
    await notifications.fire_timers()
    message = await one(notifications, "appointment_confirmed")
    assert (message["status"], message["reason"]) == (
        "failed",
        "the SMS gateway could not deliver it: its network does not know the number (30005)",
    )
    assert isinstance((await notifications.events())[-1], MessageFailed)
    await receipt(notifications, gateway, "delivered")
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sent"
    sent, arrived = (await notifications.events())[-2:]
    assert isinstance(sent, MessageSent)
    assert isinstance(arrived, MessageArrived)
    assert (sent.state, arrived.state) == ("delivered", "delivered")


async def test_receipts_that_arrive_together_are_counted_once(
    notifications: Running, ana: Patient, gateway: Gateway
) -> None:
    await confirmed(notifications, ana)
    await asyncio.gather(*[receipt(notifications, gateway, "failed") for _ in range(5)])
    await notifications.fire_timers()
    assert [type(each) for each in await notifications.events()] == [MessageSent, MessageFailed]


@pytest.mark.parametrize("status", ["delivered", "failed"])
async def test_a_call_that_the_gateway_did_not_sign_is_refused_and_counted(
    notifications: Running, ana: Patient, gateway: Gateway, status: str
) -> None:
    await confirmed(notifications, ana)
    form = {"MessageSid": gateway.sent[-1]["sid"], "MessageStatus": status}
    for wrong in ("", "AAAA", sms_hooks.signature(GATEWAY, SMS_INBOUND, form)):
        answer = await call(notifications, SMS_RECEIPTS, form, wrong)
        assert answer.status_code == 403, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert states(await one(notifications, "appointment_confirmed")) == ["accepted"]
    assert b'needlepoint_hooks_refused_total{hook="/hooks/sms/receipts"}' in notifications.api.telemetry.exposition()


async def test_a_chain_without_a_gateway_refuses_every_call(
    notifications: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms_hooks, "sms_gateway", lambda: None)
    assert (await call(notifications, SMS_RECEIPTS, {})).status_code == 403


@pytest.mark.parametrize(
    "form", [{}, {"MessageStatus": "delivered"}, {"MessageStatus": "new-word", "MessageSid": "SM9"}]
)
async def test_a_receipt_that_nobody_can_place_changes_nothing(notifications: Running, form: dict[str, str]) -> None:
    for path in (SMS_RECEIPTS, f"{SMS_RECEIPTS}?delivery=none", f"{SMS_RECEIPTS}?delivery={new_id()}"):
        assert (await call(notifications, path, form)).status_code == 204


async def test_what_people_write_back_is_kept_once_and_a_stop_is_obeyed(notifications: Running, ana: Patient) -> None:
    form = {"From": str(ana.phone), "To": GATEWAY.sender, "Body": "STOPALL", "MessageSid": "SM77"}
    for _ in range(2):
        assert (await call(notifications, SMS_INBOUND, form)).status_code == 204
    assert len([each for each in await notifications.events() if type(each).__name__ == "ContactOptedOut"]) == 1


async def test_a_gateway_that_asks_to_wait_is_waited_for(
    notifications: Running, ana: Patient, gateway: Gateway
) -> None:
    gateway.refuses(httpx.Response(429, json={"code": 20429}, headers={"Retry-After": "7"}))
    message = await confirmed(notifications, ana)
    assert (message["status"], message["reason"]) == ("planned", "the SMS gateway asks to wait")
    await run_until(notifications, START + HOUR / 60)
    assert len(gateway.sent) == 1


async def test_a_number_that_the_gateway_refuses_is_not_tried_again(
    notifications: Running, ana: Patient, gateway: Gateway
) -> None:
    gateway.refuses(httpx.Response(400, json={"code": 21211, "message": f"{ana.phone} is not valid"}))
    message = await confirmed(notifications, ana)
    assert message["status"] == "failed"
    assert message["reason"] == "the SMS gateway refuses the number (400 21211)"


@pytest.mark.parametrize(("kept", "number"), [(True, 1), (False, 1)])
async def test_what_it_did_not_answer_is_looked_up_and_arrives_once(
    notifications: Running, ana: Patient, gateway: Gateway, kept: bool, number: int
) -> None:
    gateway.refuses(httpx.ReadTimeout("silence"))
    gateway.keeps = kept
    assert (await confirmed(notifications, ana))["status"] == "sending"
    gateway.keeps = True
    await run_until(notifications, START + HOUR / 2)
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sent"
    assert len(gateway.sent) == number


async def test_one_that_was_taken_is_not_taken_for_another_with_the_same_words(
    notifications: Running, ana: Patient, gateway: Gateway
) -> None:
    await confirmed(notifications, ana)
    gateway.refuses(httpx.ReadTimeout("silence"))
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await run_until(notifications, START + HOUR / 2)
    both = [each for each in await messages(notifications) if each["template"] == "appointment_confirmed"]
    assert [states(each) for each in both] == [["accepted"], ["not_taken", "accepted"]]
    assert len(gateway.sent) == 2


async def test_who_of_two_doubtful_ones_was_taken_nobody_says(
    notifications: Running, ana: Patient, gateway: Gateway
) -> None:
    gateway.answers = [httpx.ReadTimeout("silence"), httpx.ReadTimeout("silence")]
    for _ in range(2):
        await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    gateway.sent.pop()
    await run_until(notifications, START + HOUR)
    doubted = [each for each in await messages(notifications) if each["template"] == "appointment_confirmed"]
    assert {each["status"] for each in doubted} == {"doubtful"}
    assert len(gateway.sent) == 1


async def test_a_receipt_ends_a_doubt(notifications: Running, ana: Patient, gateway: Gateway) -> None:
    gateway.answers = [httpx.ReadTimeout("silence")]
    assert (await confirmed(notifications, ana))["status"] == "sending"
    await receipt(notifications, gateway, "sent")
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sent"
    await run_until(notifications, START + HOUR)
    assert len(gateway.sent) == 1
    assert len([each for each in await messages(notifications) if each["template"] == "appointment_confirmed"]) == 1


def test_an_account_without_its_token_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFICATIONS_SMS_ACCOUNT", "AC1")
    with pytest.raises(ValueError, match="needed with NOTIFICATIONS_SMS_ACCOUNT"):
        SmsSettings()
