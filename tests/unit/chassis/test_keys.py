"""Signing keys: known ones never wait, a removed one ends within minutes, and unknown ones cost one reading."""

import asyncio
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import jwt
import pytest

from chassis.access import keys as module
from chassis.access.keys import LIMIT_SECONDS, MAX_AGE_SECONDS, PAUSE_SECONDS, Keys
from chassis.refusals import Unavailable

A = {"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
B = {**A, "kid": "b", "x": "hSBPJNcQh3sAbBkjJkYtBpwDXjl1Ds5AhHoX0GRVIQY"}


class Provider:
    """A key set in a file, a clock that tests move, and how often the keys were read."""

    def __init__(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file = file
        self.now = 1000.0
        self.readings = 0
        self.away = False
        self.hangs: asyncio.Event | None = None
        self.keys = Keys(file, monotonic=lambda: self.now)
        in_thread, content = asyncio.to_thread, self.keys._content

        def counted() -> bytes:
            self.readings += 1
            if self.away:
                raise OSError("no answer")
            return content()

        async def to_thread(function: object, *arguments: object) -> object:
            if self.hangs:
                await self.hangs.wait()
            return await in_thread(function, *arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(self.keys, "_content", counted)
        monkeypatch.setattr(asyncio, "to_thread", to_thread)

    def publishes(self, *keys: dict[str, str]) -> None:
        self.file.write_text(json.dumps({"keys": keys}))

    async def after(self, seconds: float) -> None:
        """Let time pass, have the keys used once, and wait for the reading that this starts."""
        self.now += seconds
        self.keys.known("a")
        if self.keys._reading is not None:
            await self.keys._reading


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider(tmp_path / "jwks.json", monkeypatch)
    made.publishes(A)
    return made


async def test_a_known_key_is_found_without_another_reading(provider: Provider) -> None:
    for _ in range(50):
        assert (await provider.keys.find("a")).key_id == "a"
    assert provider.readings == 1


async def test_many_unknown_keys_cause_one_reading_and_a_known_key_does_not_wait(provider: Provider) -> None:
    await provider.keys.find("a")
    provider.now += PAUSE_SECONDS + 1
    provider.hangs = asyncio.Event()
    unknown = [asyncio.create_task(provider.keys.find(f"unknown-{number}")) for number in range(40)]
    await asyncio.sleep(0)
    assert (await asyncio.wait_for(provider.keys.find("a"), timeout=10)).key_id == "a"
    provider.hangs.set()
    ends = await asyncio.gather(*unknown, return_exceptions=True)
    assert all(isinstance(end, jwt.InvalidKeyError) for end in ends)
    assert provider.readings == 2


async def test_an_unknown_key_waits_for_a_provider_that_hangs_only_so_long(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await provider.keys.find("a")
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.05)  # from now on: the first keys may take their time
    provider.now += PAUSE_SECONDS + 1
    provider.hangs = asyncio.Event()
    with pytest.raises(jwt.InvalidKeyError):
        await asyncio.wait_for(provider.keys.find("unknown"), timeout=10)
    provider.hangs.set()


async def test_a_reading_that_never_ends_does_not_hold_up_the_next_one(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as short:
        short.setattr(module, "WHOLE_SECONDS", 0.05)
        provider.hangs = asyncio.Event()
        with pytest.raises(Unavailable):
            await provider.keys.find("a")
    provider.hangs = None
    provider.now += PAUSE_SECONDS + 1
    assert (await provider.keys.find("a")).key_id == "a"


async def test_a_new_key_is_found_by_the_first_token_that_names_it(provider: Provider) -> None:
    before = await provider.keys.find("a")
    provider.publishes(A, B)
    provider.now += PAUSE_SECONDS + 1
    assert (await provider.keys.find("b")).key_id == "b"
    assert provider.keys.known("a") is before


async def test_a_removed_key_ends_within_five_minutes(provider: Provider) -> None:
    assert LIMIT_SECONDS < 300
    await provider.keys.find("a")
    provider.publishes(B)
    await provider.after(MAX_AGE_SECONDS)
    assert provider.keys.known("a") is None
    with pytest.raises(jwt.InvalidKeyError):
        await provider.keys.find("a")


async def test_other_material_under_the_same_id_is_another_key(provider: Provider) -> None:
    before = await provider.keys.find("a")
    provider.publishes({**B, "kid": "a"})
    await provider.after(MAX_AGE_SECONDS)
    assert provider.keys.known("a") not in (None, before)


async def test_keys_are_used_for_a_while_when_the_provider_is_away_and_then_no_longer(provider: Provider) -> None:
    await provider.keys.find("a")
    provider.away = True
    await provider.after(LIMIT_SECONDS - 1)
    assert provider.keys.known("a") is not None
    await provider.after(PAUSE_SECONDS + 2)
    with pytest.raises(Unavailable, match="cannot be read just now"):
        await provider.keys.find("a")
    provider.away = False
    provider.now += PAUSE_SECONDS + 1
    assert (await provider.keys.find("a")).key_id == "a"


async def test_without_a_provider_from_the_start_callers_are_asked_to_try_again(provider: Provider) -> None:
    provider.away = True
    with pytest.raises(Unavailable):
        await provider.keys.find("a")


async def test_a_key_for_encryption_signs_nothing(provider: Provider) -> None:
    provider.publishes({**A, "use": "enc"}, B)
    with pytest.raises(jwt.InvalidKeyError):
        await provider.keys.find("a")


class Answers(BaseHTTPRequestHandler):
    """``/keys`` is a key set, ``/moved`` redirects to it, ``/endless`` never ends."""

    def do_GET(self) -> None:  # http.server's name
        self.send_response(302 if self.path == "/moved" else 200)
        if self.path == "/moved":
            self.send_header("Location", "/keys")
        self.end_headers()
        try:
            self.wfile.write(json.dumps({"keys": [A]}).encode())
            while self.path == "/endless":
                self.wfile.write(b" " * 65536)
        except ConnectionError:
            return

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


async def test_keys_are_read_from_an_address_and_from_nowhere_that_it_leads_to(address: str) -> None:
    assert (await Keys(f"{address}/keys").find("a")).key_id == "a"
    for path in ("/moved", "/endless"):
        with pytest.raises(Unavailable):
            await Keys(f"{address}{path}").find("a")
