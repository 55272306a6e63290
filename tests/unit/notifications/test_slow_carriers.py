"""A provider whose answer comes byte by byte holds up nothing for longer than one exchange may take."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from services.notifications.channels import http
from services.notifications.domain.channels import Doubtful


class _Drip(httpx.AsyncByteStream):
    """A body that goes on for ever, so that no wait for a single piece of it ever ends."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.001)
            yield b" "


async def test_an_answer_that_never_ends_is_a_doubtful_hand_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WHOLE_SECONDS", 0.05)
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=_Drip()))
    async with httpx.AsyncClient(transport=transport, timeout=http.PATIENCE) as client:
        with pytest.raises(Doubtful, match="did not answer"):
            await http.ask(client, "SMS gateway", "POST", "https://sms.example.org/")
