"""Authentication by bearer JWTs (RS256 or EdDSA, checked against a JWKS), and the roles that a route requires."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import jwt
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from chassis.access.actors import Actor, Role
from chassis.clock import Clock
from chassis.refusals import Forbidden, Unauthenticated, Unavailable
from chassis.run.settings import Settings

ALGORITHMS = ["RS256", "EdDSA"]
_bearer = HTTPBearer(auto_error=False, description="A JWT of your identity provider; embedded: `needlepoint token`.")
LEEWAY_SECONDS = 30
ROLES = frozenset(Role)
"""Roles that Needlepoint knows; a token may carry others, for other systems."""


class Keys:
    """The keys that sign tokens, from a file or an address; read again when a token names an unknown key."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = None if settings.jwks_file else jwt.PyJWKClient(settings.jwks, cache_keys=True, timeout=5)
        self._known: dict[str, jwt.PyJWK] = {}

    async def key_of(self, token: str) -> jwt.PyJWK:
        """The key that a token says it is signed with. Raises jwt.PyJWTError."""
        if self._client:
            return await asyncio.to_thread(self._client.get_signing_key_from_jwt, token)
        key_id = jwt.get_unverified_header(token).get("kid")
        if key_id not in self._known and self._settings.jwks_file:
            text = await asyncio.to_thread(self._settings.jwks_file.read_text)
            found = jwt.PyJWKSet.from_dict(json.loads(text)).keys
            self._known = {key.key_id: key for key in found if key.key_id}
        if key_id not in self._known:
            raise jwt.InvalidKeyError("unknown signing key")
        return self._known[key_id]


class Authenticator:
    """Turns a bearer token into an Actor."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._keys = Keys(settings)

    async def authenticate(self, token: str) -> Actor:
        """The caller that a token names. Raises Unauthenticated or Unavailable, with the reason and what to do."""
        try:
            key = await self._keys.key_of(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                issuer=self._settings.token_issuer,
                audience=self._settings.token_audience,
                # Times are checked below against the clock that was passed in.
                options={"require": ["exp", "sub"], "verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
            self._check_times(claims)
            return _actor(claims)
        except Unauthenticated:
            raise
        except jwt.PyJWKClientConnectionError as error:
            raise Unavailable("The identity provider's keys cannot be read just now: try again in a moment.") from error
        except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
            reason = type(error).__name__
            raise Unauthenticated("The bearer token is not valid ({reason}): sign in again.", reason=reason) from error

    def _check_times(self, claims: dict[str, Any]) -> None:
        now = self._clock.now().timestamp()
        if float(claims["exp"]) + LEEWAY_SECONDS < now:
            raise Unauthenticated("The bearer token has expired: sign in again.")
        if float(claims.get("nbf", 0)) - LEEWAY_SECONDS > now:
            raise Unauthenticated("The bearer token is not valid yet: check the clock of the identity provider.")


def _actor(claims: dict[str, Any]) -> Actor:
    clinics = claims.get("clinics", [])
    return Actor(
        subject=str(claims["sub"]),
        roles=frozenset(Role(role) for role in claims["roles"] if role in ROLES),
        clinics=None if clinics == "*" else frozenset(UUID(clinic) for clinic in clinics),
        language=claims["locale"] if isinstance(claims.get("locale"), str) else None,
    )


Admission = Callable[..., Coroutine[Any, Any, Actor]]


def allow(*roles: Role) -> Any:
    """A route's dependency: the caller, who must have one of ``roles``. 401 without a valid token, else 403."""

    async def admitted(request: Request, credentials: HTTPAuthorizationCredentials | None = Depends(_bearer)) -> Actor:
        if credentials is None:
            raise Unauthenticated("Nobody is signed in: send an Authorization header with a bearer token.")
        authenticator: Authenticator = request.app.state.authenticator
        actor = await authenticator.authenticate(credentials.credentials)
        request.state.actor = actor
        if not actor.roles & set(roles):
            raise Forbidden(
                "This needs one of the roles {needed}; yours: {yours}.",
                needed=", ".join(roles),
                yours=", ".join(sorted(actor.roles)) or "-",
            )
        await request.state.admit(actor)
        return actor

    admitted.roles = roles  # type: ignore[attr-defined]  # looked at when the app is put together
    return Depends(admitted)
