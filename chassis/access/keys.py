"""The public keys that sign bearer tokens, from a file or an address.

A token signed with a known key never waits: keys are read again in the background, every two minutes, so that a key
that the identity provider removes stops being accepted. Only a token that names an unknown key may wait for a reading,
and many such tokens cause one reading every few seconds.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from http.client import HTTPMessage
from pathlib import Path
from typing import IO
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt
import structlog

from chassis.refusals import Unavailable
from chassis.run.logs import describe

log = structlog.get_logger()

MAX_AGE_SECONDS = 120.0
"""A key set older than this is read again at its next use."""
LIMIT_SECONDS = 270.0
"""A key set older than this is not used, so a removed key ends within five minutes even without the provider."""
PAUSE_SECONDS = 5.0
"""The shortest time between two readings."""
WAIT_SECONDS = 3.0
"""How long a token that names an unknown key waits for a reading."""
READ_SECONDS = 5.0
"""The longest wait for one piece of the provider's answer, and for the body."""
WHOLE_SECONDS = 30.0
"""The longest reading. Headers that come byte by byte would hold up all later ones."""
LARGEST_SET = 1_000_000
"""Bytes of a key set."""


class Keys:
    """The signing keys of one identity provider, by their ``kid``."""

    def __init__(self, source: str | Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._monotonic = monotonic
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._read_at = float("-inf")
        self._tried_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    def known(self, key_id: str) -> jwt.PyJWK | None:
        """The key, if it may be used now; the same object as long as its material is the same.

        Starts a reading in the background when the keys are old; never waits.
        """
        age = self._monotonic() - self._read_at
        if age >= MAX_AGE_SECONDS:
            self._read_soon()
        return self._keys.get(key_id) if age < LIMIT_SECONDS else None

    async def find(self, key_id: str) -> jwt.PyJWK:
        """The key of this id; waits for one reading when it is unknown.

        Raises jwt.InvalidKeyError when there is no such key, Unavailable when the keys cannot be read.
        """
        key = self.known(key_id)
        if key is None:
            reading = self._read_soon()
            if reading is not None:
                await asyncio.wait({reading}, timeout=WAIT_SECONDS)
            key = self.known(key_id)
        if self._monotonic() - self._read_at >= LIMIT_SECONDS:
            raise Unavailable("The identity provider's keys cannot be read just now: try again in a moment.")
        if key is None:
            raise jwt.InvalidKeyError("unknown signing key")
        return key

    def _read_soon(self) -> "asyncio.Task[None] | None":
        """The reading in progress, or a new one; None when the last one was only a moment ago."""
        if self._reading is None and self._monotonic() - self._tried_at > PAUSE_SECONDS:
            self._tried_at = self._monotonic()
            self._reading = asyncio.create_task(self._read())
            self._reading.add_done_callback(self._ended)
        return self._reading

    def _ended(self, _: "asyncio.Task[None]") -> None:
        self._reading = None

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                content = await asyncio.to_thread(self._content)
            found = jwt.PyJWKSet.from_dict(json.loads(content)).keys
        except Exception as error:
            log.warning("keys_not_read", error=describe(error))
            return
        signing = {key.key_id: key for key in found if key.key_id and key.public_key_use in (None, "sig")}
        self._keys = {key_id: self._unchanged(key_id, key) for key_id, key in signing.items()}
        self._read_at = self._monotonic()

    def _unchanged(self, key_id: str, key: jwt.PyJWK) -> jwt.PyJWK:
        before = self._keys.get(key_id)
        return before if before is not None and before._jwk_data == key._jwk_data else key

    def _content(self) -> bytes:
        if isinstance(self._source, Path):
            return self._source.read_bytes()
        deadline = time.monotonic() + READ_SECONDS
        content = b""
        with build_opener(_NoRedirect).open(self._source, timeout=READ_SECONDS) as answer:
            while piece := answer.read1(65536):
                content += piece
                if len(content) > LARGEST_SET or time.monotonic() > deadline:
                    raise ValueError("the key set is too large or comes too slowly")
        return content


class _NoRedirect(HTTPRedirectHandler):
    """Keys come from the configured address only: a redirect could lead away from https."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow nothing; the opener then raises HTTPError."""
