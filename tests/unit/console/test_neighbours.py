"""Calls of other services when a connection ends before there is an answer."""

import httpx2
import pytest

from chassis.refusals import Unavailable
from services.console.neighbours import Caller, Neighbours
from services.console.settings import ConsoleSettings

DESK = Caller("token", "en", "correlation")


class Closing(httpx2.AsyncBaseTransport):
    """A service that closes the connection before it has answered the first requests."""

    def __init__(self, times: int) -> None:
        self._times = times
        self.keys: list[str | None] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer, or be gone."""
        self.keys.append(request.headers.get("Idempotency-Key"))
        if len(self.keys) <= self._times:
            raise httpx2.ReadError("the connection was closed")
        return httpx2.Response(200, json={"done": True})


async def test_what_met_a_closing_connection_is_sent_again_under_its_key() -> None:
    service = Closing(times=1)
    answer = await Neighbours(ConsoleSettings(), service).send_to("booking", "/x", DESK, {}, key="k")
    assert answer == {"done": True}
    assert service.keys == ["k", "k"]


async def test_a_service_that_is_gone_is_said_to_be_away_and_not_asked_without_end() -> None:
    service = Closing(times=9)
    with pytest.raises(Unavailable, match="Booking does not answer"):
        await Neighbours(ConsoleSettings(), service).read_from("booking", "/x", DESK)
    assert len(service.keys) == 2


async def test_a_try_at_a_link_is_counted_once() -> None:
    service = Closing(times=1)
    with pytest.raises(Unavailable):
        await Neighbours(ConsoleSettings(), service).open_door("notifications", "/links/open", {}, "en", "correlation")
    assert len(service.keys) == 1


async def test_an_edit_is_not_sent_again_for_it_would_look_stale() -> None:
    service = Closing(times=1)
    with pytest.raises(Unavailable):
        await Neighbours(ConsoleSettings(), service).send_to(
            "booking", "/x", DESK, {}, key="k", version="1", method="PATCH"
        )
    assert len(service.keys) == 1
