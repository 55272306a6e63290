"""A stand-in for WhatsApp Business Cloud: messages by the Graph API, errors with Meta's codes, and signed calls."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from pydantic import SecretStr

from services.notifications.api import whatsapp_hooks
from services.notifications.settings.whatsapp import WHATSAPP_HOOK, WhatsAppAccount
from tests.support.running import Running

ACCOUNT = WhatsAppAccount(
    "https://graph.example/v23.0", "10612345", SecretStr("t0ken"), SecretStr("app-secret"), SecretStr("our words")
)
SECOND = "20612345"
"""Another number of the same portfolio."""
Json = dict[str, Any]
TITLES = {
    80007: "Rate limit issues",
    130429: "Rate limit hit",
    131048: "Spam rate limit hit",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
}


class Meta:
    """Takes what it gets, unless a test has it answer something else."""

    def __init__(self) -> None:
        self.sent: list[Json] = []
        self.sent_from: list[str] = []
        """The ids of our numbers that these left from."""
        self.answers: list[httpx.Response | Exception] = []
        """What the next requests get instead."""
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        """What happens when it has the message and has not answered yet."""
        self.keeps = False
        """Whether it has what it answered wrongly."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        number_id = request.url.path.removeprefix("/v23.0/").removesuffix("/messages")
        assert number_id in (ACCOUNT.number_id, SECOND)
        assert request.headers["Authorization"] == "Bearer t0ken"
        message = json.loads(request.content)
        answer = self.answers.pop(0) if self.answers else None
        if answer is None or self.keeps:
            self.sent.append(message)
            self.sent_from.append(number_id)
        if isinstance(answer, Exception):
            raise answer
        return answer or httpx.Response(
            200,
            json={
                "messaging_product": "whatsapp",
                "contacts": [{"input": message.get("to"), "wa_id": str(message.get("to")).removeprefix("+")}],
                "messages": [{"id": self.id_of(len(self.sent) - 1), "message_status": "accepted"}],
            },
        )

    async def slowly(self, request: httpx.Request) -> httpx.Response:
        """The same, with time for something to happen before the answer is read."""
        try:
            return self(request)
        finally:
            if self.meanwhile:
                await self.meanwhile()

    @staticmethod
    def id_of(number: int) -> str:
        return f"wamid.{number}"

    def refuses(self, *codes: int, status: int = 400, headers: dict[str, str] | None = None) -> None:
        self.answers = [httpx.Response(status, headers=headers, json={"error": self.error(code)}) for code in codes]

    @staticmethod
    def error(code: int) -> Json:
        """As the Graph API says it, with a number in it that must not be kept."""
        return {
            "message": f"(#{code}) {TITLES.get(code, 'Error')}",
            "type": "OAuthException",
            "code": code,
            "error_data": {"messaging_product": "whatsapp", "details": "Message to +351912345678 failed to send"},
            "fbtrace_id": "Az8or2yhqkZfEZ",
        }

    def status(self, status: str, *, number: int = -1, **more: Any) -> Json:
        """The receipt of a message."""
        number %= len(self.sent)
        message = self.sent[number]
        return {
            "id": self.id_of(number),
            "status": status,
            "timestamp": "1795424400",
            "recipient_id": str(message.get("to", "")).removeprefix("+"),
            "biz_opaque_callback_data": message["biz_opaque_callback_data"],
            **more,
        }


def about_number(number_id: str = ACCOUNT.number_id, **value: Any) -> Json:
    """A call as Meta makes it."""
    metadata = {"display_phone_number": "351210000000", "phone_number_id": number_id}
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


def capability(**value: Any) -> Json:
    """Meta says what the portfolio may do."""
    change = {"field": "business_capability_update", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "time": 1795424400, "changes": [change]}]}


def written(
    text: str,
    *,
    id: str = "wamid.in",
    number: str | None = "351912345678",
    to: str = ACCOUNT.number_id,
    **more: Any,
) -> Json:
    """What somebody wrote, in the shape of 2026: without a number where they hide it."""
    message: Json = {"id": id, "timestamp": "1795424400", "type": "text", "text": {"body": text}, **more}
    contact: Json = {"profile": {"name": "Ana"}}
    if number:
        message["from"], contact["wa_id"] = number, number
    if "from_user_id" in more:
        contact["user_id"] = more["from_user_id"]
    return about_number(to, contacts=[contact], messages=[message])


async def call(running: Running, body: Json | bytes, signed: str | None = None) -> httpx.Response:
    """Call the webhook as Meta does."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = whatsapp_hooks.signature(ACCOUNT, content) if signed is None else signed
    headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(running.app), base_url="http://inside") as client:
        return await client.post(WHATSAPP_HOOK, content=content, headers=headers)
