"""What providers call, as strangers and mistaken providers call it: refused by signature and size, kept if unknown."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select

from chassis.data.database import Database
from chassis.ids import new_id
from services.notifications.api import sms_hooks, whatsapp_hooks
from services.notifications.app import notifications_through
from services.notifications.channels.whatsapp import WhatsApp
from services.notifications.domain.channels import Carriers
from services.notifications.domain.recipients import Channel
from services.notifications.settings.incoming_mail import MAIL_HOOK
from services.notifications.settings.sms import SMS_INBOUND, SMS_RECEIPTS
from services.notifications.settings.whatsapp import WHATSAPP_HOOK
from services.notifications.tables import early_receipts
from tests.integration.notifications.meta import ACCOUNT, Meta, about_number, call, capability, written
from tests.integration.notifications.stories import DAY, HOUR, START, Appointment, Patient, messages, one, run_until
from tests.integration.notifications.test_sms import GATEWAY
from tests.integration.notifications.test_sms import call as sms_call
from tests.support.fixtures import RunService
from tests.support.running import Running


@pytest.fixture
def meta(monkeypatch: pytest.MonkeyPatch) -> Meta:
    monkeypatch.setattr(whatsapp_hooks, "whatsapp_account", lambda: ACCOUNT)
    monkeypatch.setattr(sms_hooks, "sms_gateway", lambda: GATEWAY)
    return Meta()


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(run_service: RunService, meta: Meta) -> AsyncIterator[Running]:
    def open_carriers(_database: Database, _rehearsal: bool) -> Carriers:
        client = httpx.AsyncClient(transport=httpx.MockTransport(meta.slowly))
        return Carriers({Channel.WHATSAPP: WhatsApp(ACCOUNT, client)}, ACCOUNT.portfolio)

    async with run_service(notifications_through(open_carriers), start=START) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def ana(notifications: Running, clinic: Any) -> Patient:
    patient = Patient(clinic, channel=Channel.WHATSAPP, email=None)
    await notifications.react(patient.registered())
    return patient


async def confirmed(notifications: Running, ana: Patient) -> dict[str, Any]:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    return await one(notifications, "appointment_confirmed")


async def kept(notifications: Running) -> list[tuple[str, str]]:
    async with notifications.work() as work:
        rows = await work.execute(select(early_receipts.c.provider_id, early_receipts.c.state))
        return [tuple(row) for row in rows]


async def posted(notifications: Running, path: str, content: bytes, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(notifications.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        return await client.post(
            path, content=content, headers={key.replace("_", "-"): v for key, v in headers.items()}
        )


@pytest.mark.parametrize("path", [SMS_INBOUND, SMS_RECEIPTS, WHATSAPP_HOOK, MAIL_HOOK])
async def test_without_the_providers_signature_nothing_is_read(notifications: Running, meta: Meta, path: str) -> None:
    body = urlencode({"From": "+351912345678", "Body": "STOPALL"}).encode()
    for header in ("X-Twilio-Signature", "X-Hub-Signature-256", "X-Needlepoint-Signature", "Authorization"):
        for value in ("", "sha256=", "x" * 5000, "Bearer abc"):
            answer = await posted(notifications, path, body, **{header: value})
            assert answer.status_code == 403, (header, value, answer.text)
            assert answer.json()["type"].startswith("urn:needlepoint:problem:")


async def test_a_signature_of_another_address_or_body_is_none(notifications: Running, meta: Meta) -> None:
    form = {"From": "+351912345678", "Body": "Hello", "MessageSid": "SM1"}
    of_receipts = sms_hooks.signature(GATEWAY, SMS_RECEIPTS, form)
    assert (await sms_call(notifications, SMS_INBOUND, form, of_receipts)).status_code == 403
    changed = {**form, "Body": "STOPALL"}
    signed = sms_hooks.signature(GATEWAY, SMS_INBOUND, form)
    assert (await sms_call(notifications, SMS_INBOUND, changed, signed)).status_code == 403
    assert (await sms_call(notifications, f"{SMS_INBOUND}?a=b", form, signed)).status_code == 403


async def test_a_call_that_is_repeated_with_its_signature_is_taken_once(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    await confirmed(notifications, ana)
    before = len(await notifications.events())
    told = about_number(statuses=[meta.status("delivered")])
    stop = written("STOPALL", id="wamid.stop")
    for body in (told, stop):
        answers = await asyncio.gather(*(call(notifications, body) for _ in range(4)))
        assert {each.status_code for each in answers} == {200}
    names = [type(each).__name__ for each in (await notifications.events())[before:]]
    assert sorted(names) == ["ContactOptedOut", "MessageArrived"]


async def test_a_call_of_more_than_a_megabyte_is_refused_before_it_is_read(notifications: Running, meta: Meta) -> None:
    body = json.dumps(written("x" * 1_100_000)).encode()
    answer = await call(notifications, body)
    assert answer.status_code == 413, answer.status_code


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"])
async def test_what_the_provider_calls_its_body_does_not_matter(notifications: Running, meta: Meta, kind: str) -> None:
    body = json.dumps(written("Hello", id=f"wamid.{new_id()}", future={"field": [1, None]})).encode()
    signed = whatsapp_hooks.signature(ACCOUNT, body)
    answer = await posted(notifications, WHATSAPP_HOOK, body, X_Hub_Signature_256=signed, Content_Type=kind)
    assert answer.status_code == 200, answer.text


async def test_a_call_with_a_thousand_statuses_is_taken_whole(notifications: Running, ana: Patient, meta: Meta) -> None:
    await confirmed(notifications, ana)
    others = [
        {"id": f"wamid.other.{number}", "status": "sent", "timestamp": "1795424400", "recipient_id": "351912345678"}
        for number in range(999)
    ]
    answer = await call(notifications, about_number(statuses=[*others, meta.status("delivered")]))
    assert answer.status_code == 200, answer.text
    assert [each["state"] for each in (await messages(notifications))[0]["deliveries"]] == ["delivered"]
    assert len(await kept(notifications)) == 999


async def test_a_receipt_that_comes_before_the_hand_over_was_answered_is_looked_at_then(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    """Without our own id in it, as WhatsApp says failures of some kinds."""
    early = {"id": meta.id_of(0), "status": "delivered", "timestamp": "1795424400", "recipient_id": "351912345678"}
    sent = {**early, "status": "sent"}
    assert (await call(notifications, about_number(statuses=[early, sent]))).status_code == 200
    assert await kept(notifications) == [(meta.id_of(0), "delivered"), (meta.id_of(0), "sent")]
    message = await confirmed(notifications, ana)
    assert [each["state"] for each in message["deliveries"]] == ["delivered"]
    assert await kept(notifications) == []


async def test_an_early_failure_opens_the_next_way_or_a_call(notifications: Running, ana: Patient, meta: Meta) -> None:
    failed = {"id": meta.id_of(0), "status": "failed", "errors": [{"code": 131026, "title": "Undeliverable"}]}
    assert (await call(notifications, about_number(statuses=[failed]))).status_code == 200
    message = await confirmed(notifications, ana)
    assert (message["deliveries"][0]["state"], await kept(notifications)) == ("failed", [])


@pytest.mark.parametrize("answers", [True, False], ids=["answers", "keeps silent"])
@pytest.mark.parametrize("names_ours", [True, False], ids=["by our id", "by its own"])
async def test_a_failure_that_is_said_before_the_hand_over_is_answered_is_followed_by_its_code_then(
    notifications: Running, ana: Patient, meta: Meta, answers: bool, names_ours: bool
) -> None:
    """A limit has the message go again: it says nothing against this way."""

    async def told_at_once() -> None:
        receipt = meta.status("failed", errors=[{"code": 131056}])
        if not names_ours:
            del receipt["biz_opaque_callback_data"]
        meta.meanwhile = None
        assert (await call(notifications, about_number(statuses=[receipt]))).status_code == 200

    meta.meanwhile = told_at_once
    meta.answers, meta.keeps = [] if answers else [httpx.ReadTimeout("silence")], True
    await confirmed(notifications, ana)
    await run_until(notifications, START + HOUR)
    message = await one(notifications, "appointment_confirmed")
    if answers or names_ours:
        assert [each["state"] for each in message["deliveries"]] == ["not_taken", "accepted"]
        assert (message["status"], len(meta.sent), await kept(notifications)) == ("sent", 2, [])
    else:  # nobody can say which message it is about
        assert (message["status"], len(meta.sent)) == ("doubtful", 1)


async def test_a_receipt_of_no_message_of_ours_is_kept(notifications: Running, meta: Meta) -> None:
    form = {"MessageSid": "SM-unknown", "MessageStatus": "delivered"}
    assert (await sms_call(notifications, SMS_RECEIPTS, form)).status_code == 204
    unknown = f"{SMS_RECEIPTS}?delivery={new_id()}"
    assert (await sms_call(notifications, unknown, form)).status_code == 204, "of a message that is deleted"
    assert await kept(notifications) == [("SM-unknown", "delivered")]


def signed_form(path: str, form: dict[str, str]) -> dict[str, str]:
    return {"X-Twilio-Signature": sms_hooks.signature(GATEWAY, path, form), "Content-Type": FORM}


FORM = "application/x-www-form-urlencoded"
ODD = ["\0", "\ud800", "9" * 5000, "٣", "-1", "", " ", "a" * 3000, "é\u202e", "9999999999", "[]", "SM1"]
"""Texts that a program does not expect: NUL, half a character, numbers beyond any type, other digits."""


async def test_signed_and_odd_is_taken_or_refused_in_words_and_never_fails(notifications: Running, meta: Meta) -> None:
    """What the provider signs is still not what it documents: fields that are missing, of other types, and endless."""
    values: list[Any] = [*ODD, None, True, 0, -1, 2**70, 1e308, [], {}, [None], {"id": "x"}]
    shapes = (
        lambda odd: {"entry": odd},
        lambda odd: {"entry": [{"changes": odd}]},
        lambda odd: about_number(statuses=[{"id": odd, "status": "failed", "errors": [{"code": odd}]}]),
        lambda odd: about_number(statuses=[{"id": "wamid.o", "status": odd, "biz_opaque_callback_data": odd}]),
        lambda odd: about_number(statuses=[{"id": "wamid.p", "status": "read", "recipient_id": odd}]),
        lambda odd: about_number(user_preferences=[{"category": "marketing_messages", "value": "stop", "wa_id": odd}]),
        lambda odd: about_number(user_id_update=[{"wa_id": odd, "user_id": {"previous": odd, "current": odd}}]),
        lambda odd: written("Hello", id=odd, timestamp=odd, context={"id": odd}, from_user_id=odd),
        lambda odd: about_number(messages=[{"id": "wamid.q", "type": odd, "from": odd, "text": odd, str(odd): odd}]),
        lambda odd: about_number(messages=[{"id": "wamid.r", "type": "text", "from": "351912345678", "text": odd}]),
        lambda odd: capability(max_daily_conversations_per_business=odd),
        lambda odd: {"entry": [{"changes": [{"field": "message_template_status_update", "value": of_template(odd)}]}]},
    )
    for shape in shapes:
        for odd in values:
            body = shape(odd)
            answer = await call(notifications, body)
            assert answer.status_code == 200, (body, answer.text)
    for unread in (b"", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 100_000, b'"x"'):
        answer = await call(notifications, unread)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:needlepoint:problem:not-understood"), unread


def of_template(odd: Any) -> dict[str, Any]:
    return {"event": "REJECTED", "message_template_name": odd, "message_template_language": odd, "reason": odd}


async def test_a_signed_form_of_the_gateway_that_is_odd_never_fails(notifications: Running, meta: Meta) -> None:
    for odd in (each for each in ODD if each != "\ud800"):
        for path, form in (
            (SMS_RECEIPTS, {"MessageSid": odd, "MessageStatus": "failed", "ErrorCode": odd}),
            (SMS_RECEIPTS, {"MessageSid": "SM1", "MessageStatus": odd}),
            (SMS_RECEIPTS, {odd: odd}),
            (SMS_INBOUND, {"From": "+351912345678", "Body": odd, "MessageSid": odd}),
            (SMS_INBOUND, {"From": odd or "x", "Body": "Hello", "MessageSid": "SM2"}),
        ):
            answer = await posted(notifications, path, urlencode(form).encode(), **signed_form(path, form))
            assert answer.status_code in (204, 422), (form, answer.text)
    form = {"Body": "Hello", "MessageSid": "SM3"}
    answer = await posted(notifications, SMS_INBOUND, urlencode(form).encode(), **signed_form(SMS_INBOUND, form))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "From")
    unread = await posted(notifications, SMS_INBOUND, b"\xff=%FF", **signed_form(SMS_INBOUND, {}))
    assert unread.status_code == 422
