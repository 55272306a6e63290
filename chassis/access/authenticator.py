"""Authentication by bearer JWTs (RS256 or EdDSA), checked against the identity provider's published keys."""

import re
from dataclasses import replace
from hashlib import sha256
from math import isfinite
from typing import Any, NamedTuple
from uuid import UUID

import jwt

from chassis.access.actors import Actor, Role
from chassis.access.grants import ISSUER as LINKS
from chassis.access.grants import LONGEST_LIFE, grant_of
from chassis.access.keys import Keys
from chassis.clock import Clock
from chassis.refusals import Unauthenticated
from chassis.run.settings import Settings

ALGORITHMS = ["RS256", "EdDSA"]
TYPES = ("jwt", "at+jwt", "application/at+jwt")
"""Values of ``typ`` that an access token may have; it may also have none."""
LEEWAY_SECONDS = 30
LONGEST_TOKEN = 8192
"""Characters."""
LONGEST_SUBJECT = 200
MOST_REMEMBERED = 10_000
"""Verified tokens that are remembered; then the oldest is forgotten, and verified again at its next use."""
ROLES = frozenset(Role)
"""Roles that Needlepoint knows; a token may carry others, for other systems."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,4}")


class Authenticator:
    """Turns a bearer token into an Actor. A verified token is not verified again while its key stays."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._keys = Keys(settings.jwks_file or settings.jwks)
        self._link_keys = Keys(settings.link_jwks_source) if settings.link_jwks_source else None
        self._verified: dict[str, _Verified] = {}

    async def authenticate(self, token: str) -> Actor:
        """The caller that a token names. Raises Unauthenticated or Unavailable, with the reason and what to do."""
        if len(token) > LONGEST_TOKEN:
            raise Unauthenticated("The bearer token is longer than {longest} characters.", longest=LONGEST_TOKEN)
        digest = sha256(token.encode(errors="replace")).hexdigest()
        found = self._verified.get(digest)
        if found is None or found.keys.known(found.key_id) is not found.key:
            self._verified.pop(digest, None)
            found = await self._verify(token)
            self._check_times(found)
            self._remember(digest, found)
        else:
            self._check_times(found)
        return found.actor

    def _remember(self, digest: str, found: "_Verified") -> None:
        if len(self._verified) >= MOST_REMEMBERED:
            del self._verified[next(iter(self._verified))]
        self._verified[digest] = found

    async def _verify(self, token: str) -> "_Verified":
        try:
            header = jwt.get_unverified_header(token)
            if str(header.get("typ", "JWT")).lower() not in TYPES:
                raise Unauthenticated("This is not an access token: send the access token that the sign-in returned.")
            issuer, keys = self._issuer_of(token)
            key_id = str(header.get("kid"))
            key = await keys.find(key_id)
            claims = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                issuer=issuer,
                audience=self._settings.token_audience,
                # Times are checked below against the clock that was passed in.
                options={"require": ["exp", "sub"], "verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
            return _Verified(self._actor_of(claims, keys), keys, key_id, key, *_times(claims))
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, RecursionError) as error:
            reason = type(error).__name__
            raise Unauthenticated("The bearer token is not valid ({reason}): sign in again.", reason=reason) from error

    def _issuer_of(self, token: str) -> tuple[str, Keys]:
        """Whose keys have to have signed it: those of links sign nothing else, and nobody else signs for links."""
        if self._link_keys is not None:
            claimed = jwt.decode(token, options={"verify_signature": False}).get("iss")
            if claimed == LINKS:
                return LINKS, self._link_keys
        return self._settings.token_issuer, self._keys

    def _actor_of(self, claims: dict[str, Any], keys: Keys) -> Actor:
        return replace(actor_of(claims), grant=grant_of(claims)) if keys is self._link_keys else actor_of(claims)

    def _check_times(self, token: "_Verified") -> None:
        now = self._clock.now().timestamp()
        if token.expires_at + LEEWAY_SECONDS < now:
            raise Unauthenticated("The bearer token has expired: sign in again.")
        if token.valid_from - LEEWAY_SECONDS > now:
            raise Unauthenticated("The bearer token is not valid yet: check the clock of the identity provider.")
        issued_at = now if token.issued_at is None else token.issued_at
        longest = self._settings.token_life_seconds
        if token.actor.grant is not None:
            longest = min(longest, int(LONGEST_LIFE.total_seconds()))
        if token.expires_at - issued_at > longest + LEEWAY_SECONDS:
            raise Unauthenticated("The bearer token is valid for too long: ask the operator to shorten its life.")


class _Verified(NamedTuple):
    actor: Actor
    keys: Keys
    """Those of its issuer."""
    key_id: str
    key: jwt.PyJWK
    expires_at: float
    """Seconds since 1970, as the following."""
    valid_from: float
    issued_at: float | None


def _times(claims: dict[str, Any]) -> tuple[float, float, float | None]:
    """``exp``, the later of ``nbf`` and ``iat``, and ``iat``. Raises ValueError."""
    expires_at, not_before, issued_at = (_seconds(claims.get(name)) for name in ("exp", "nbf", "iat"))
    if expires_at is None:
        raise ValueError("exp")
    return expires_at, max(not_before or 0.0, issued_at or 0.0), issued_at


def _seconds(claim: object) -> float | None:
    if claim is None:
        return None
    if isinstance(claim, bool) or not isinstance(claim, int | float) or abs(claim) > 1e12 or not isfinite(claim):
        raise ValueError("a time that is not a number of seconds")
    return float(claim)


def actor_of(claims: dict[str, Any]) -> Actor:
    """The caller that the claims name. Raises ValueError, TypeError or KeyError for claims of another form."""
    subject, roles, clinics = claims["sub"], claims["roles"], claims.get("clinics", [])
    if not (isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT and subject.isprintable()):
        raise ValueError("sub")
    if not (isinstance(roles, list) and all(isinstance(role, str) for role in roles)):
        raise TypeError("roles")
    if clinics != "*" and not (isinstance(clinics, list) and all(isinstance(clinic, str) for clinic in clinics)):
        raise TypeError("clinics")
    known = frozenset(Role(role) for role in roles if role in ROLES)
    if Role.PATIENT in known and str(UUID(subject)) != subject:
        raise ValueError("the subject of a patient is the patient's id as the API writes it")
    language = claims.get("locale")
    return Actor(
        subject=subject,
        practitioner=_practitioner(claims.get("practitioner")),
        roles=known,
        clinics=None if clinics == "*" else frozenset(UUID(clinic) for clinic in clinics),
        language=language if isinstance(language, str) and _LANGUAGE.fullmatch(language) else None,
    )


def _practitioner(claim: object) -> UUID | None:
    """The practitioner that the caller is; None without the claim. Raises ValueError or TypeError."""
    if claim is None:
        return None
    if not isinstance(claim, str):
        raise TypeError("practitioner")
    if str(named := UUID(claim)) != claim:
        raise ValueError("a practitioner is named by the id as the API writes it")
    return named
