"""Links of a chain under test: where they lead, the key behind them, and a patient who opens one."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.access.grants import ISSUER
from chassis.ids import new_id
from services.notifications.settings import links as settings
from services.notifications.settings.links import Links
from tests.support.running import Running

PAGE = "https://patients.example/l/"


@dataclass(frozen=True)
class LinksUnderTest:
    """The links of one test."""

    given: Links
    jwks: Path
    """What the services are given as ``link_jwks``."""

    async def opens(self, running: Running, secret: str, **form: Any) -> httpx.Response:
        """What a patient's page asks notifications, at its public address."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(running.app), base_url="http://public") as page:
            return await page.post("/links/open", json={"secret": secret, **form})

    def token(self, running: Running, patient_id: object, scope: str, own: str = "", **only: object) -> str:
        """What opening a link is answered with, made by hand."""
        now = running.clock.now()
        claims = {
            "iss": ISSUER,
            "aud": "needlepoint",
            "sub": str(patient_id),
            "roles": ["patient"],
            "link": str(new_id()),
            "scope": scope,
            "own": own,
            "only": {name: str(value) for name, value in only.items()},
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=15)).timestamp()),
        }
        return jwt.encode(claims, self.given.key, algorithm="EdDSA", headers={"kid": self.given.key_id})


def through(running: Running, token: str) -> httpx.AsyncClient:
    """A service as a patient's page reaches it with the token of a link. It sends no Idempotency-Key."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(running.app),
        base_url="http://public/v1",
        headers={"Authorization": f"Bearer {token}"},
    )


def links_in(folder: Path) -> LinksUnderTest:
    """New keys, whose public ones are in a file there."""
    given = Links(PAGE, Ed25519PrivateKey.generate())
    jwks = folder / "links.json"
    jwks.write_text(json.dumps(given.jwks))
    return LinksUnderTest(given, jwks)


@pytest.fixture
def links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LinksUnderTest:
    """The chain sends links, while the test lasts."""
    made = links_in(tmp_path)
    for module in ("api.links", "commands.deliveries", "commands.hand_overs", "queries.messages"):
        monkeypatch.setattr(f"services.notifications.{module}.links", lambda: made.given)
    assert settings.links() is None, "a test of links sets them up by itself"
    return made
