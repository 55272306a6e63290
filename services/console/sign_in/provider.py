"""The client of the OpenID Connect provider: authorization code with PKCE (RFC 7636), through Authlib."""

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import jwt
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from chassis.access.authenticator import ALGORITHMS
from chassis.access.keys import Keys
from chassis.clock import Clock
from chassis.refusals import Unavailable
from chassis.run.logs import describe
from services.console.domain.sessions import Tokens
from services.console.settings import ConsoleSettings
from services.console.trust import known_authorities

log = structlog.get_logger()

SECONDS = 10.0
WHOLE_SECONDS = 20.0
"""For all of an answer: the time above begins again with every piece that arrives, and others wait behind it."""
"""How long the provider may take for an answer."""
DESCRIBED_FOR = 3600.0
"""Seconds for which what the provider says of itself is remembered."""
LEEWAY_SECONDS = 30
DEFAULT_LIFE = 300
"""Seconds that a token is used where the provider does not say how long it lasts."""
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class NotSignedIn(Exception):
    """The provider did not say who this is; the text is for the log, never for the page."""


@dataclass(frozen=True)
class Begun:
    """A sign-in on its way: where the person goes, and what their browser keeps until they are back."""

    address: str
    state: str
    verifier: str
    nonce: str


@dataclass(frozen=True)
class Given:
    """What the provider gave."""

    tokens: Tokens
    lasts_seconds: int


class Provider:
    """The provider that the settings name."""

    def __init__(self, settings: ConsoleSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._described: Mapping[str, Any] = {}
        self._described_at = float("-inf")
        self._keys: Keys | None = None
        self._asking = asyncio.Lock()

    @property
    def callback(self) -> str:
        """Where the provider sends people back to; it has to know this address."""
        return f"{self._settings.address}/sign-in/back"

    async def begin_sign_in(self, *, again: bool) -> Begun:
        """``again``: the person has to show once more who they are. Raises Unavailable."""
        described = await self._describe()
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        async with self._client() as client:
            address, state = client.create_authorization_url(
                described["authorization_endpoint"],
                code_verifier=verifier,
                nonce=nonce,
                **({"prompt": "login"} if again else {}),
            )
        return Begun(address, state, verifier, nonce)

    async def finish_sign_in(self, code: str, begun: Begun) -> Given:
        """The tokens for a code that the person came back with. Raises NotSignedIn, Unavailable."""
        given = await self._ask(code=code, code_verifier=begun.verifier)
        await self._require_for_us(given, begun.nonce)
        return _given(given, None)

    async def renew(self, tokens: Tokens) -> Given:
        """New tokens of the same person. Raises NotSignedIn, Unavailable."""
        given = await self._ask(grant_type="refresh_token", refresh_token=tokens.refresh)
        return _given(given, tokens)

    async def leave(self, tokens: Tokens) -> str | None:
        """Where the person signs out of the provider too; None where it has no such address. Raises Unavailable."""
        described = await self._describe()
        address = described.get("end_session_endpoint")
        if not isinstance(address, str) or tokens.id is None:
            return None
        there = {"id_token_hint": tokens.id, "post_logout_redirect_uri": f"{self._settings.address}/signed-out"}
        return str(httpx2.URL(address).copy_merge_params(there))

    async def _ask(self, **question: Any) -> Mapping[str, Any]:
        described = await self._describe()
        try:
            async with asyncio.timeout(WHOLE_SECONDS), self._client() as client:
                given: Mapping[str, Any] = await client.fetch_token(described["token_endpoint"], **question)
        except AuthlibBaseError as error:
            raise NotSignedIn(f"the provider refused: {error.error}") from error
        except (httpx2.HTTPError, TimeoutError, ValueError) as error:
            log.warning("provider_away", error=describe(error))
            raise _away() from error
        return given

    async def _require_for_us(self, given: Mapping[str, Any], nonce: str) -> None:
        """The ID token is signed by the provider, for us, for this sign-in, and of whom the access token is."""
        try:
            token = str(given["id_token"])
            keys = self._keys
            assert keys is not None
            key = await keys.find(str(jwt.get_unverified_header(token).get("kid")))
            claims = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._settings.oidc_client_id,
                issuer=self._described["issuer"],
                options={"require": ["exp", "sub", "nonce"], "verify_exp": False, "verify_iat": False},
            )
            whose = jwt.decode(str(given["access_token"]), options={"verify_signature": False})["sub"]
            ends = float(claims["exp"])
        except (jwt.PyJWTError, KeyError, ValueError, TypeError) as error:
            raise NotSignedIn(f"the ID token is not valid: {type(error).__name__}") from error
        if not secrets.compare_digest(str(claims["nonce"]), nonce):
            raise NotSignedIn("the ID token is of another sign-in")
        if ends + LEEWAY_SECONDS < self._clock.now().timestamp():
            raise NotSignedIn("the ID token has expired")
        if claims["sub"] != whose:
            raise NotSignedIn("the tokens are of two people")

    async def _describe(self) -> Mapping[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0). Raises Unavailable."""
        if not self._settings.oidc_issuer:
            raise Unavailable("Nobody can sign in yet: the operator has to set CONSOLE_OIDC_ISSUER.")
        async with self._asking:
            if time.monotonic() - self._described_at > DESCRIBED_FOR:
                await self._read()
        return self._described

    async def _read(self) -> None:
        address = f"{self._settings.oidc_issuer}/.well-known/openid-configuration"
        try:
            client = httpx2.AsyncClient(timeout=SECONDS, verify=known_authorities())
            async with asyncio.timeout(WHOLE_SECONDS), client:
                described: dict[str, Any] = (await client.get(address)).raise_for_status().json()
            if missing := [name for name in NEEDED if not isinstance(described.get(name), str)]:
                raise ValueError(f"it does not say {missing}")
            if described["issuer"].rstrip("/") != self._settings.oidc_issuer:
                raise ValueError("it says that it is another one")
        except (httpx2.HTTPError, TimeoutError, ValueError, AttributeError) as error:
            log.warning("provider_not_described", error=describe(error))
            raise _away() from error
        if self._keys is None or described["jwks_uri"] != self._described.get("jwks_uri"):
            self._keys = Keys(described["jwks_uri"])
        self._described, self._described_at = described, time.monotonic()

    def _client(self) -> AsyncOAuth2Client:
        secret = self._settings.oidc_client_secret
        return AsyncOAuth2Client(
            client_id=self._settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope=self._settings.oidc_scope,
            redirect_uri=self.callback,
            code_challenge_method="S256",
            timeout=SECONDS,
            verify=known_authorities(),
        )


def _given(given: Mapping[str, Any], before: Tokens | None) -> Given:
    """Raises NotSignedIn. A renewal may leave out what stays."""
    access = given.get("access_token")
    if not isinstance(access, str):
        raise NotSignedIn("the provider gave no access token")
    kept = before or Tokens("", None, None)
    tokens = Tokens(access, given.get("refresh_token") or kept.refresh, given.get("id_token") or kept.id)
    return Given(tokens, int(given.get("expires_in") or DEFAULT_LIFE))


def _away() -> Unavailable:
    return Unavailable("The sign-in does not answer at the moment: try again in a minute.")
