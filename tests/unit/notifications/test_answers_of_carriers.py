"""What a carrier answers that is not what its documents say: never taken for sent, never for "not there"."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from services.notifications.channels.http import wait_of
from services.notifications.channels.sms import Sms
from services.notifications.channels.whatsapp import WhatsApp
from services.notifications.domain.channels import (
    AddressBad,
    Busy,
    CarrierDown,
    ChannelFailed,
    Doubtful,
    Envelope,
    InDoubt,
    TemplateRefused,
    Undeliverable,
)
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.wording import Wording
from services.notifications.settings.sms import SmsGateway
from services.notifications.settings.whatsapp import WhatsAppAccount

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ID = UUID("01936b1e-0000-7000-8000-000000000001")
GATEWAY = SmsGateway("https://sms.example", "AC1", SecretStr("t"), "+351300000000", "https://clinic.example")
ACCOUNT = WhatsAppAccount("https://graph.example/v23.0", "1", SecretStr("t"), SecretStr("s"), SecretStr("w"))
DOUBT = InDoubt(ID, ID, Route(Channel.SMS, "+351912345678"), AT, 0, "Hello")


def envelope(channel: Channel) -> Envelope:
    return Envelope(ID, ID, Route(channel, "+351912345678"), Wording("Hello", "Hello", "en"), AT)


def answering(answer: httpx.Response) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(lambda _: answer))


def page(status: int = 200) -> httpx.Response:
    return httpx.Response(status, text="<html>Please sign in to this network</html>")


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (page(), Doubtful),
        (httpx.Response(201, json={}), Doubtful),
        (httpx.Response(201, json=[]), Doubtful),
        (httpx.Response(201, json={"sid": None}), Doubtful),
        (httpx.Response(201, json={"sid": 7}), Doubtful),
        (httpx.Response(201, json={"sid": ""}), Doubtful),
        (httpx.Response(204), Doubtful),
        (httpx.Response(200, json={"code": 21211, "message": "invalid"}), AddressBad),
        (httpx.Response(200, json={"code": 30001, "message": "queue"}), ChannelFailed),
        (httpx.Response(200, json={"code": 20003, "message": "authenticate"}), CarrierDown),
        (httpx.Response(201, json={"sid": "SM1", "status": "failed", "error_code": 30005}), AddressBad),
        (httpx.Response(201, json={"sid": "SM1", "status": "undelivered", "error_code": None}), Undeliverable),
        (page(302), CarrierDown),
        (page(429), Busy),
        (page(500), Doubtful),
        (page(503), CarrierDown),
    ],
)
async def test_an_sms_that_the_gateway_does_not_name_is_not_sent(
    answer: httpx.Response, failure: type[ChannelFailed]
) -> None:
    with pytest.raises(ChannelFailed) as raised:
        await Sms(GATEWAY, answering(answer)).hand_over(envelope(Channel.SMS))
    assert type(raised.value) is failure


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (page(), Doubtful),
        (httpx.Response(200, json={"messages": []}), Doubtful),
        (httpx.Response(200, json={"messages": [{"id": 7}]}), Doubtful),
        (httpx.Response(200, json={"messages": "wamid.1"}), Doubtful),
        (httpx.Response(200, json={"error": {"code": 131026}}), Undeliverable),
        (httpx.Response(200, json={"error": {"code": 132001}}), TemplateRefused),
        (httpx.Response(200, json={"error": {"code": 131056}}), Busy),
        (httpx.Response(200, json={"error": "no"}), CarrierDown),
    ],
)
async def test_a_message_that_whatsapp_does_not_name_is_not_sent(
    answer: httpx.Response, failure: type[ChannelFailed]
) -> None:
    with pytest.raises(ChannelFailed) as raised:
        await WhatsApp(ACCOUNT, answering(answer)).hand_over(envelope(Channel.WHATSAPP))
    assert type(raised.value) is failure


@pytest.mark.parametrize("said", [{}, {"messages": None}, {"messages": {}}, [], "no", None])
async def test_a_doubtful_sms_is_not_called_missing_by_what_is_no_list(said: Any) -> None:
    """It would be sent again, though it may have arrived."""
    for answer in (httpx.Response(200, json=said), page()):
        with pytest.raises(Doubtful):
            await Sms(GATEWAY, answering(answer)).look_up(DOUBT)


async def test_a_doubtful_sms_is_found_among_odd_entries_and_whatever_zone_its_time_has() -> None:
    listed = [None, 7, {}, {"body": "Hello", "sid": "SM0", "date_created": "yesterday"}]
    ours = {"body": "Hello", "sid": "SM1", "date_created": "Mon, 23 Nov 2026 09:00:10 -0000"}
    found = await Sms(GATEWAY, answering(httpx.Response(200, json={"messages": [*listed, ours]}))).look_up(DOUBT)
    assert found is not None
    assert found.provider_id == "SM1"
    assert await Sms(GATEWAY, answering(httpx.Response(200, json={"messages": listed}))).look_up(DOUBT) is None


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (None, 5),
        ("", 5),
        ("7", 7),
        (" 7 ", 7),
        ("0", 1),
        ("-3", 5),
        ("1.5", 5),
        ("soon", 5),
        ("9" * 5000, 3600),
        ("Mon, 23 Nov 2026 09:00:30 GMT", 30),
        ("Mon, 23 Nov 2026 08:00:00 GMT", 1),
        ("Mon, 23 Nov 2026 09:00:30", 5),
    ],
)
def test_how_long_a_carrier_asks_to_wait_is_a_second_to_an_hour(written: str | None, seconds: int) -> None:
    headers = {"Date": "Mon, 23 Nov 2026 09:00:00 GMT"} | ({} if written is None else {"Retry-After": written})
    assert wait_of(httpx.Response(429, headers=headers), timedelta(seconds=5)) == timedelta(seconds=seconds)
