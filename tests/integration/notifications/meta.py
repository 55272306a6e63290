"""A stand-in for WhatsApp Business Cloud: messages by the Graph API, errors with Meta's codes, and signed calls."""

import json
from typing import Any

import httpx
from pydantic import SecretStr

from services.notifications.api import whatsapp_hooks
from services.notifications.settings.whatsapp import WHATSAPP_HOOK, WhatsAppAccount
from tests.support.running import Running

ACCOUNT = WhatsAppAccount(
    "https://graph.example/v23.0", "10612345", SecretStr("t0ken"), SecretStr("app-secret"), SecretStr("our words")
)
Json = dict[str, Any]


class Meta:
    """Takes what it gets, unless a test has it answer something else."""

    def __init__(self) -> None:
        self.sent: list[Json] = []
        self.answers: list[httpx.Response | Exception] = []
        """What the next requests get instead."""
        self.keeps = False
        """Whether it has what it answered wrongly."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/v23.0/10612345/messages"
        assert request.headers["Authorization"] == "Bearer t0ken"
        message = json.loads(request.content)
        answer = self.answers.pop(0) if self.answers else None
        if answer is None or self.keeps:
            self.sent.append(message)
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

    @staticmethod
    def id_of(number: int) -> str:
        return f"wamid.{number}"

    def refuses(self, *codes: int, status: int = 400, headers: dict[str, str] | None = None) -> None:
        self.answers = [
            httpx.Response(status, headers=headers, json={"error": {"code": code, "message": "(#) +351912345678"}})
            for code in codes
        ]

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


def written(text: str, *, id: str = "wamid.in", number: str | None = "351912345678", **more: Any) -> Json:
    """What somebody wrote, in the shape of 2026: without a number where they hide it."""
    message: Json = {"id": id, "timestamp": "1795424400", "type": "text", "text": {"body": text}, **more}
    contact: Json = {"profile": {"name": "Ana"}}
    if number:
        message["from"], contact["wa_id"] = number, number
    if "from_user_id" in more:
        contact["user_id"] = more["from_user_id"]
    return about_number(contacts=[contact], messages=[message])


async def call(running: Running, body: Json | bytes, signed: str | None = None) -> httpx.Response:
    """Call the webhook as Meta does."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = whatsapp_hooks.signature(ACCOUNT, content) if signed is None else signed
    headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(running.app), base_url="http://inside") as client:
        return await client.post(WHATSAPP_HOOK, content=content, headers=headers)
