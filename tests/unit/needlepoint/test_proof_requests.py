"""What the proof of bookings does about a request that gets no answer."""

import httpx
import pytest

from needlepoint.trial.proof.record import Record
from needlepoint.trial.proof.system import TRIES, Answer, BookingApi, SetUpRefused


class Closing(httpx.AsyncBaseTransport):
    """A server that closes the connection before it has answered the first requests."""

    def __init__(self, times: int) -> None:
        self._times = times
        self.keys: list[str | None] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, or be gone."""
        self.keys.append(request.headers.get("Idempotency-Key"))
        if len(self.keys) <= self._times:
            raise httpx.ReadError("the connection was closed")
        return httpx.Response(201, json={"id": "made"})


def api(server: Closing) -> BookingApi:
    return BookingApi("http://127.0.0.1:1", lambda who: who, clients=1, transport=server)


async def test_what_is_made_without_an_answer_is_asked_again_under_the_same_key() -> None:
    server = Closing(times=2)
    assert await api(server).made("POST", "/patients", {}) == {"id": "made"}
    assert len(server.keys) == 3
    assert len(set(server.keys)) == 1


async def test_a_change_without_a_key_is_not_repeated() -> None:
    server = Closing(times=1)
    with pytest.raises(SetUpRefused, match="ReadError"):
        await api(server).made("PATCH", "/clinics/x/settings", {}, version=0)
    assert len(server.keys) == 1


async def test_a_server_that_is_gone_is_not_asked_without_end() -> None:
    server = Closing(times=99)
    with pytest.raises(SetUpRefused):
        await api(server).made("GET", "/clinics")
    assert len(server.keys) == TRIES


async def test_a_clients_own_request_in_doubt_stays_in_doubt() -> None:
    server = Closing(times=1)
    assert (await api(server).ask("client", "POST", "/appointments", {})).status == 0
    assert len(server.keys) == 1


@pytest.mark.parametrize(("kind", "doubtful"), [("took-too-long", True), ("unavailable", True), ("busy", False)])
def test_what_may_have_taken_effect_is_not_counted_as_refused(kind: str, doubtful: bool) -> None:
    record, answer = Record(), Answer(503, {"type": f"urn:needlepoint:problem:{kind}"})
    record.note("move", answer, "an appointment")
    record.note("book", answer)
    assert record.doubtful == ({"an appointment"} if doubtful else set())
    assert record.doubtful_bookings == int(doubtful)
