"""WhatsApp in Meta's shape: templates, the window of 24 hours, errors, receipts, and people without a number."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select

from chassis.access.actors import Role
from chassis.data.database import Database
from contracts.booking.patients import PatientErased
from contracts.notifications.messages import ContactOptedOut, MessageArrived, MessageFailed, MessageSent
from services.notifications.api import whatsapp_hooks
from services.notifications.app import notifications_through
from services.notifications.channels.whatsapp import WhatsApp
from services.notifications.domain.channels import Carriers, MessageChannel
from services.notifications.domain.recipients import Channel
from services.notifications.domain.whatsapp import template_name
from services.notifications.settings.whatsapp import WHATSAPP_HOOK, WhatsAppSettings
from services.notifications.tables import whatsapp_contacts
from tests.integration.notifications.house import Carrier
from tests.integration.notifications.meta import ACCOUNT, Meta, about_number, call, written
from tests.integration.notifications.stories import DAY, HOUR, START, Appointment, Patient, messages, one, run_until
from tests.support.fixtures import RunService
from tests.support.links import LinksUnderTest, links
from tests.support.running import Running

__all__ = ["links"]

ANAS_ID, NEW_ID = "PT.13491208655302741918", "PT.24682468"


@pytest.fixture
def meta(monkeypatch: pytest.MonkeyPatch) -> Meta:
    monkeypatch.setattr(whatsapp_hooks, "whatsapp_account", lambda: ACCOUNT)
    return Meta()


@pytest.fixture
def sms() -> Carrier:
    return Carrier()


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(run_service: RunService, meta: Meta, sms: Carrier) -> AsyncIterator[Running]:
    def open_carriers(_database: Database, _rehearsal: bool) -> Carriers:
        client = httpx.AsyncClient(transport=httpx.MockTransport(meta))
        by_channel: dict[Channel, MessageChannel] = {Channel.WHATSAPP: WhatsApp(ACCOUNT, client), Channel.SMS: sms}
        return Carriers(by_channel)

    async with run_service(notifications_through(open_carriers), start=START) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def ana(notifications: Running, clinic: Any) -> Patient:
    patient = Patient(clinic, channel=Channel.WHATSAPP, email=None)
    await notifications.react(patient.registered())
    return patient


async def booked(notifications: Running, ana: Patient, days: int = 3) -> dict[str, Any]:
    await notifications.react(Appointment(ana, START + days * DAY).booked())
    await notifications.fire_timers()
    return (await of_template(notifications, "appointment_confirmed"))[-1]


async def of_template(notifications: Running, template: str) -> Sequence[dict[str, Any]]:
    return [each for each in await messages(notifications) if each["template"] == template]


async def told(notifications: Running, body: Any) -> None:
    answer = await call(notifications, body)
    assert answer.status_code == 200, answer.text


def states(message: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["channel"], each["state"]) for each in message["deliveries"]]


async def opt_outs(notifications: Running) -> list[ContactOptedOut]:
    return [each for each in await notifications.events() if isinstance(each, ContactOptedOut)]


async def test_outside_of_a_day_it_is_a_template_with_its_words_as_named_parameters(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    message = await booked(notifications, ana)
    [sent] = meta.sent
    assert (sent["to"], sent["type"], message["channel"]) == (ana.phone, "template", "whatsapp")
    template = sent["template"]
    assert template["language"] == {"policy": "deterministic", "code": "en"}
    assert template["name"].startswith("appointment_confirmed_")
    [body] = template["components"]
    said = {each["parameter_name"]: each["text"] for each in body["parameters"]}
    assert (said["given_name"], said["clinic"]) == ("Ana", "Chiado Skin")
    assert all(value in message["text"] for value in said.values())
    assert (message["status"], states(message)) == ("sent", [("whatsapp", "accepted")])


async def test_an_operator_finds_the_texts_to_submit_under_the_names_that_are_sent(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    await booked(notifications, ana)
    sent = meta.sent[0]["template"]["name"]
    update = {"event": "APPROVED", "message_template_name": sent, "message_template_language": "en", "reason": "NONE"}
    change = {"field": "message_template_status_update", "value": update}
    await told(notifications, {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]})
    answer = await notifications.client(Role.OPERATOR).get("/whatsapp-templates")
    assert answer.status_code == 200, answer.text
    found = {(each["name"], each["language"]): each for each in answer.json()["items"]}
    assert found[sent, "en"]["state"] == "approved"
    assert found[sent, "en"]["category"] == "UTILITY"
    assert "{{given_name}}" in found[sent, "en"]["body"]
    assert {language for _, language in found} == {"en", "pt_PT"}


async def test_a_text_with_a_link_is_a_template_of_its_own_and_while_it_is_refused_the_one_without_goes(
    notifications: Running, links: LinksUnderTest, ana: Patient, meta: Meta, sms: Carrier
) -> None:
    meta.refuses(132001)
    assert (await booked(notifications, ana))["channel"] == "sms"
    await booked(notifications, ana, days=4)
    answer = await notifications.client(Role.OPERATOR).get("/whatsapp-templates")
    listed = {each["name"]: each for each in answer.json()["items"] if each["language"] == "en"}
    refused = [each for each in listed.values() if each["state"] == "refused"]
    assert ["{{link}}" in each["body"] for each in refused] == [True]
    without = meta.sent[-1]["template"]["name"]
    assert "{{link}}" not in listed[without]["body"]
    await run_until(notifications, START + DAY + HOUR)
    await booked(notifications, ana, days=5)
    assert meta.sent[-1]["template"]["name"] == refused[0]["name"], "tried again a day later"


async def test_a_preview_says_whether_whatsapp_has_approved_a_text(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    await booked(notifications, ana)
    sent = meta.sent[0]["template"]["name"]
    update = {"event": "REJECTED", "message_template_name": sent, "message_template_language": "en", "reason": "NONE"}
    change = {"field": "message_template_status_update", "value": update}
    await told(notifications, {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]})
    version = (await one(notifications, "appointment_confirmed"))["template_version"]
    answer = await notifications.client(Role.MEDICAL_DIRECTOR).get(f"/templates/{version}/preview")
    assert answer.status_code == 200, answer.text
    found = {(each["template"], each["linked"]): each for each in answer.json()["messages"]}
    plain, linked = found["appointment_confirmed", False], found["appointment_confirmed", True]
    assert (plain["whatsapp_name"], plain["whatsapp_state"]) == (sent, "rejected")
    assert (linked["whatsapp_name"] != sent, linked["whatsapp_state"]) == (True, None)
    assert found["recall_withdrawn", False]["whatsapp_name"] is None


async def test_within_a_day_after_they_wrote_it_is_a_text_and_afterwards_a_template(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    await told(notifications, written("Thank you!", timestamp=str(int(START.timestamp()) - 60)))
    message = await booked(notifications, ana)
    assert meta.sent[0]["text"] == {"preview_url": False, "body": message["text"]}
    await run_until(notifications, START + DAY)
    await booked(notifications, ana, days=5)
    assert meta.sent[-1]["type"] == "template"


async def test_a_call_that_comes_days_late_opens_no_window(notifications: Running, ana: Patient, meta: Meta) -> None:
    await told(notifications, written("Hello?", timestamp=str(int((START - 2 * DAY).timestamp()))))
    await booked(notifications, ana)
    assert meta.sent[0]["type"] == "template"


@pytest.mark.parametrize("code", [131026, 131047, 131049, 131050])
async def test_what_whatsapp_does_not_deliver_goes_the_next_way(
    notifications: Running, ana: Patient, meta: Meta, sms: Carrier, code: int
) -> None:
    meta.refuses(code)
    message = await booked(notifications, ana)
    assert (message["channel"], states(message)) == ("sms", [("whatsapp", "failed"), ("sms", "accepted")])
    assert len(sms.took) == 1
    assert f"({code})" in message["deliveries"][0]["reason"]


async def test_a_receipt_that_it_failed_opens_the_next_way_once(
    notifications: Running, ana: Patient, meta: Meta, sms: Carrier
) -> None:
    await booked(notifications, ana)
    failed = meta.status("failed", errors=[{"code": 131026, "title": "Message undeliverable"}])
    await asyncio.gather(*[told(notifications, about_number(statuses=[failed])) for _ in range(3)])
    await notifications.fire_timers()
    assert len(sms.took) == 1
    message = await one(notifications, "appointment_confirmed")
    assert states(message) == [("whatsapp", "failed"), ("sms", "accepted")]


async def test_receipts_come_in_any_order_and_twice(notifications: Running, ana: Patient, meta: Meta) -> None:
    await booked(notifications, ana)
    for status in ("sent", "delivered", "read", "delivered", "read", "failed"):
        await told(notifications, about_number(statuses=[meta.status(status)]))
    message = await one(notifications, "appointment_confirmed")
    assert (message["status"], states(message)) == ("sent", [("whatsapp", "read")])
    sent, *arrived = await notifications.events()
    assert isinstance(sent, MessageSent)
    assert [each.state for each in arrived if isinstance(each, MessageArrived)] == ["delivered", "read"]
    assert (sent.state, len(arrived)) == ("accepted", 2)


@pytest.mark.parametrize(
    ("code", "which"),
    [(130429, " with this number"), (131048, " with new conversations"), (80007, "")],
)
async def test_a_limit_of_the_account_is_waited_for_and_is_no_failure(
    notifications: Running, ana: Patient, meta: Meta, code: int, which: str
) -> None:
    meta.refuses(code, status=429, headers={"Retry-After": "7"})
    message = await booked(notifications, ana)
    assert (message["status"], message["reason"]) == ("planned", f"WhatsApp asks to wait{which} ({code})")
    await run_until(notifications, START + timedelta(seconds=6))
    assert meta.sent == []
    await run_until(notifications, START + HOUR / 60)
    assert len(meta.sent) == 1


async def test_the_limit_of_one_recipient_holds_up_nobody_else(
    notifications: Running, clinic: Any, ana: Patient, meta: Meta
) -> None:
    rita = Patient(clinic, phone="+351910000002", email=None, channel=Channel.WHATSAPP)
    await notifications.react(rita.registered())
    meta.refuses(131056)
    await booked(notifications, ana)
    await booked(notifications, rita)
    assert [each["to"] for each in meta.sent] == [rita.phone]
    await run_until(notifications, START + HOUR / 60)
    assert [each["to"] for each in meta.sent] == [rita.phone, ana.phone]


async def test_a_token_that_is_not_valid_any_longer_stops_the_channel_and_not_the_patients(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    meta.refuses(190, 190, 190, 190, 190, status=401)
    for days in range(3, 8):
        await booked(notifications, ana, days)
    answer = await notifications.client(Role.OPERATOR).get("/carriers")
    whatsapp = next(each for each in answer.json()["items"] if each["channel"] == "whatsapp")
    assert whatsapp["reason"] == "WhatsApp does not let us send (190)"
    assert whatsapp["down_since"] is not None
    await run_until(notifications, START + 2 * HOUR)
    confirmed = await of_template(notifications, "appointment_confirmed")
    assert {each["status"] for each in confirmed} == {"sent"}


async def test_a_template_that_is_refused_is_left_aside_until_it_is_approved(
    notifications: Running, ana: Patient, meta: Meta, sms: Carrier
) -> None:
    meta.refuses(132001, status=404)
    assert (await booked(notifications, ana))["channel"] == "sms"
    assert (await booked(notifications, ana, 4))["channel"] == "sms"
    assert (len(meta.sent), len(sms.took)) == (0, 2)
    answer = await notifications.client(Role.OPERATOR).get("/whatsapp-templates")
    [refused] = [each for each in answer.json()["items"] if each["state"]]
    assert (refused["state"], refused["reason"]) == ("refused", "WhatsApp refuses the template (132001)")
    update = {"event": "APPROVED", "message_template_name": refused["name"], "message_template_language": "en"}
    change = {"field": "message_template_status_update", "value": update}
    await told(notifications, {"entry": [{"changes": [change]}]})
    assert (await booked(notifications, ana, 5))["channel"] == "whatsapp"


async def test_a_template_that_is_refused_in_a_receipt_is_left_aside_as_well(
    notifications: Running, ana: Patient, meta: Meta, sms: Carrier
) -> None:
    assert (await booked(notifications, ana))["channel"] == "whatsapp"
    await told(notifications, about_number(statuses=[meta.status("failed", errors=[{"code": 132015}])]))
    await notifications.fire_timers()
    assert (await one(notifications, "appointment_confirmed"))["channel"] == "sms"
    assert (await booked(notifications, ana, 4))["channel"] == "sms"
    assert (len(meta.sent), len(sms.took)) == (1, 2)
    answer = await notifications.client(Role.OPERATOR).get("/whatsapp-templates")
    [refused] = [each for each in answer.json()["items"] if each["state"]]
    assert refused["name"] == meta.sent[0]["template"]["name"]
    assert (refused["state"], refused["reason"]) == ("refused", "WhatsApp refuses the template (132015)")


async def test_a_receipt_of_a_failure_answers_for_what_it_did_not_answer_itself(
    notifications: Running, ana: Patient, meta: Meta, sms: Carrier
) -> None:
    meta.answers, meta.keeps = [httpx.ReadTimeout("silence")], True
    assert (await booked(notifications, ana))["status"] == "sending"
    await told(notifications, about_number(statuses=[meta.status("failed", errors=[{"code": 131056}])]))
    await run_until(notifications, START + HOUR)
    message = await one(notifications, "appointment_confirmed")
    assert [each["state"] for each in message["deliveries"]] == ["not_taken", "accepted"]
    assert (message["channel"], len(meta.sent), sms.took) == ("whatsapp", 2, [])


@pytest.mark.parametrize("kept", [True, False])
async def test_what_it_did_not_answer_waits_for_its_receipt_and_is_never_sent_twice(
    notifications: Running, ana: Patient, meta: Meta, kept: bool
) -> None:
    meta.answers, meta.keeps = [httpx.ReadTimeout("silence")], True
    assert (await booked(notifications, ana))["status"] == "sending"
    if kept:
        await told(notifications, about_number(statuses=[meta.status("delivered")]))
    await run_until(notifications, START + HOUR)
    message = await one(notifications, "appointment_confirmed")
    assert message["status"] == ("sent" if kept else "doubtful")
    assert len(meta.sent) == 1
    failed = [each for each in await notifications.events() if isinstance(each, MessageFailed)]
    assert [each.doubtful for each in failed] == ([] if kept else [True])


async def test_only_whatsapp_itself_may_call(notifications: Running, ana: Patient, meta: Meta) -> None:
    body = written("STOPALL")
    for wrong in ("", "sha256=", "sha256=00", whatsapp_hooks.signature(ACCOUNT, b"{}")):
        assert (await call(notifications, body, wrong)).status_code == 403
    assert await opt_outs(notifications) == []


async def test_the_address_of_the_webhook_is_confirmed_to_who_knows_our_words(
    notifications: Running, meta: Meta
) -> None:
    transport = httpx.ASGITransport(notifications.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "our words"}
        answer = await client.get(WHATSAPP_HOOK, params=asked)
        assert (answer.status_code, answer.text) == (200, "1158201444")
        for wrong in ({"hub.verify_token": "others"}, {"hub.mode": "unsubscribe"}, {"hub.verify_token": ""}):
            assert (await client.get(WHATSAPP_HOOK, params=asked | wrong)).status_code == 403


@pytest.mark.parametrize(
    "body",
    [b'{"entry": {}}', b'{"entry": [{"changes": [7, {"field": 1}]}]}', b'{"entry": null}', b"{}"],
)
async def test_what_nobody_understands_is_passed_over(notifications: Running, meta: Meta, body: bytes) -> None:
    assert (await call(notifications, body)).status_code == 200


async def test_a_call_about_another_number_of_the_account_changes_nothing(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    body = written("STOPALL")
    body["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "999"
    await told(notifications, body)
    assert await opt_outs(notifications) == []


async def test_what_somebody_wrote_is_kept_once_also_a_button_and_a_picture(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    reply = {"type": "button_reply", "button_reply": {"id": "1", "title": "I am late"}}
    for body in (
        written("Can I come at three?", id="wamid.a"),
        written("Can I come at three?", id="wamid.a"),
        written("", id="wamid.b", type="button", button={"text": "Call me", "payload": "x"}),
        written("", id="wamid.c", type="interactive", interactive=reply),
        written("", id="wamid.d", type="image", image={"id": "1", "caption": "my cheek"}),
        written("", id="wamid.e", type="audio", audio={"id": "1"}),
    ):
        await told(notifications, body)
    answer = await notifications.client(Role.FRONT_DESK).get("/texts")
    texts = sorted(each["text"] for each in answer.json()["items"])
    assert texts == ["Call me", "Can I come at three?", "I am late", "[audio]", "[image] my cheek"]


async def test_a_stop_without_a_number_finds_its_person_by_an_earlier_call(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    await told(notifications, written("Hello", from_user_id=ANAS_ID))
    await told(notifications, written("STOPALL", id="wamid.2", number=None, from_user_id=ANAS_ID))
    assert [each.patient_id for each in await opt_outs(notifications)] == [ana.id]


async def test_a_stop_without_a_number_finds_its_person_by_the_message_that_it_answers(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    await booked(notifications, ana)
    await told(
        notifications,
        written("STOPALL", number=None, from_user_id=ANAS_ID, context={"id": meta.id_of(0), "from": "351210000000"}),
    )
    assert [each.patient_id for each in await opt_outs(notifications)] == [ana.id]


async def test_a_stop_without_a_number_finds_its_person_by_a_receipt(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    await booked(notifications, ana)
    await told(notifications, about_number(statuses=[meta.status("delivered", recipient_user_id=ANAS_ID)]))
    await told(notifications, written("STOPALL", number=None, from_user_id=ANAS_ID))
    assert [each.patient_id for each in await opt_outs(notifications)] == [ana.id]


@pytest.mark.parametrize("number", ["351930000009", None])
async def test_a_stop_after_a_changed_number_finds_its_person(
    notifications: Running, ana: Patient, meta: Meta, number: str | None
) -> None:
    await told(notifications, written("Hello", from_user_id=ANAS_ID))
    system = {"type": "user_changed_number", "wa_id": "351930000009", "user_id": NEW_ID, "body": "changed"}
    await told(notifications, written("", id="wamid.s", type="system", system=system))
    await told(notifications, written("STOPALL", id="wamid.2", number=number, from_user_id=NEW_ID))
    assert [each.patient_id for each in await opt_outs(notifications)] == [ana.id]


async def test_a_new_id_of_the_same_person_is_followed(notifications: Running, ana: Patient, meta: Meta) -> None:
    await told(notifications, written("Hello", from_user_id=ANAS_ID))
    update = {"wa_id": "351912345678", "user_id": {"previous": ANAS_ID, "current": NEW_ID}}
    await told(notifications, about_number(user_id_update=[update]))
    await told(notifications, written("STOPALL", id="wamid.2", number=None, from_user_id=NEW_ID))
    assert [each.patient_id for each in await opt_outs(notifications)] == [ana.id]


async def test_whoever_nobody_knows_is_kept_for_every_desk_to_read(notifications: Running, meta: Meta) -> None:
    await told(notifications, written("Who is this?", number=None, from_user_id="PT.77"))
    answer = await notifications.client(Role.FRONT_DESK).get("/texts")
    [text] = answer.json()["items"]
    assert (text["sender"], text["text"]) == ("PT.77", "Who is this?")


async def test_who_stops_marketing_in_whatsapp_itself_gets_none_anywhere(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    preference = {"wa_id": "351912345678", "category": "marketing_messages", "value": "stop", "timestamp": 1795424400}
    await told(notifications, about_number(user_preferences=[preference, preference]))
    assert [(each.patient_id, each.scope) for each in await opt_outs(notifications)] == [(ana.id, "marketing")]


async def test_nothing_that_whatsapp_said_of_an_erased_patient_is_left(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    await told(notifications, written("Hello", from_user_id=ANAS_ID))
    await notifications.react(PatientErased(patient_id=ana.id, erased_at=START))
    await told(notifications, written("Hello again", id="wamid.2", number=None, from_user_id=ANAS_ID))
    answer = await notifications.client(Role.FRONT_DESK).get("/texts")
    assert [each["sender"] for each in answer.json()["items"]] == [ANAS_ID]


async def test_a_late_receipt_of_an_erased_patient_notes_nothing_of_them(
    notifications: Running, ana: Patient, meta: Meta
) -> None:
    await booked(notifications, ana)
    late = about_number(statuses=[meta.status("read", recipient_user_id=ANAS_ID)])
    moved = about_number(user_id_update=[{"wa_id": "351912345678", "user_id": {"previous": None, "current": ANAS_ID}}])
    await notifications.react(PatientErased(patient_id=ana.id, erased_at=START))
    for body in (late, moved):
        await told(notifications, body)
    async with notifications.work() as work:
        assert (await work.execute(select(whatsapp_contacts))).all() == []


def test_another_text_is_another_template() -> None:
    assert template_name("offer", "Hello {given_name}") != template_name("offer", "Dear {given_name}")


def test_an_account_without_its_secrets_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFICATIONS_WHATSAPP_NUMBER_ID", "10612345")
    with pytest.raises(ValueError, match="needed with NOTIFICATIONS_WHATSAPP_NUMBER_ID"):
        WhatsAppSettings()
