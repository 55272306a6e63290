"""An OpenID Connect provider for a rehearsal: a person for each role, and no password. Never for real patients.

It speaks what the console needs: discovery, the authorization code with PKCE (RFC 7636, S256), refresh tokens that are
good once, and the end of a session. `needlepoint up`, the demo and tests start it on a port of its own; a rehearsal on
containers has it as one more (`needlepoint.trial.sign_in`).
"""

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from chassis.access.actors import Role
from needlepoint.trial.keys import SigningKey

Kept = TypeVar("Kept")
CLIENT = "needlepoint-console"
LASTS = timedelta(minutes=15)
"""An access token; the console renews it by itself."""
CODE_LASTS = timedelta(minutes=1)
MOST_WAITING = 1000
"""Codes and refresh tokens that are remembered; the oldest is forgotten first."""
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in."""

    subject: str
    role: Role
    clinics: tuple[UUID, ...] | None = None
    """None: of the whole chain."""
    practitioner: UUID | None = None
    also: tuple[Role, ...] = ()


PEOPLE: tuple[Person, ...] = tuple(
    Person(f"{role}@example.org", role) for role in Role if role not in (Role.PATIENT, Role.INTEGRATION)
)
"""A person for each role that works with pages."""


@dataclass(frozen=True)
class _Granted:
    person: Person
    redirect: str
    challenge: str
    nonce: str
    until: datetime


class RehearsalProvider:
    """Signs with the key that the services of the rehearsal trust."""

    def __init__(self, key: SigningKey, now: Callable[[], datetime]) -> None:
        self._key = key
        self._now = now
        self.people: list[Person] = list(PEOPLE)
        """Who can be chosen; a test or the demo may add to it."""
        self._codes: dict[str, _Granted] = {}
        self._refresh: dict[str, Person] = {}
        self.address = ""
        """Its issuer, where the console finds it; set when its port is known."""
        self.shown_at: str | None = None
        """Where browsers find it, when that is another address."""

    def app(self) -> Starlette:
        """Its addresses."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/jwks", self._keys),
                Route("/authorize", self._choose, methods=["GET"]),
                Route("/authorize", self._chosen, methods=["POST"]),
                Route("/token", self._give, methods=["POST"]),
                Route("/end", self._end),
            ]
        )

    async def _describe(self, _: Request) -> Response:
        shown_at = self.shown_at or self.address
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{shown_at}/authorize",
                "token_endpoint": f"{self.address}/token",
                "end_session_endpoint": f"{shown_at}/end",
                "jwks_uri": f"{self.address}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["EdDSA"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _keys(self, _: Request) -> Response:
        return Response(self._key.jwks.read_bytes(), media_type="application/json")

    async def _choose(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if why := _not_understood(asked):
            return HTMLResponse(f"<p>{escape(why)}</p>", 400)
        hidden = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in asked.items()
        )
        buttons = "".join(
            f'<p><button name="person" value="{number}">{escape(person.subject)}</button></p>'
            for number, person in enumerate(self.people)
        )
        page = (
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Rehearsal: who are you?</title>'
            '<meta name="viewport" content="width=device-width"></head><body><main><h1>Who are you today?</h1>'
            "<p>This is a rehearsal: anybody may be anybody.</p>"
            f'<form method="post" action="authorize">{hidden}{buttons}</form></main></body></html>'
        )
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})

    async def _chosen(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        if why := _not_understood(form):
            return HTMLResponse(f"<p>{escape(why)}</p>", 400)
        chosen = form.get("person", "")
        if not chosen.isdecimal() or int(chosen) >= len(self.people):
            return HTMLResponse("<p>There is no such person.</p>", 400)
        code = secrets.token_urlsafe(24)
        person, until = self.people[int(chosen)], self._now() + CODE_LASTS
        granted = _Granted(person, form["redirect_uri"], form["code_challenge"], form.get("nonce", ""), until)
        _remember(self._codes, code, granted)
        back = urlencode({"code": code, "state": form.get("state", "")})
        return RedirectResponse(f"{form['redirect_uri']}?{back}", 303)

    async def _give(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        if form.get("grant_type") == "refresh_token":
            person = self._refresh.pop(form.get("refresh_token", ""), None)
            return self._tokens(person, None) if person else _refused("invalid_grant")
        granted = self._codes.pop(form.get("code", ""), None)
        if granted is None or granted.until < self._now() or granted.redirect != form.get("redirect_uri"):
            return _refused("invalid_grant")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != granted.challenge:
            return _refused("invalid_grant")
        return self._tokens(granted.person, granted.nonce)

    def _tokens(self, person: Person, nonce: str | None) -> Response:
        refresh = secrets.token_urlsafe(24)
        _remember(self._refresh, refresh, person)
        given = {
            "access_token": self._access(person),
            "token_type": "Bearer",
            "expires_in": int(LASTS.total_seconds()),
            "refresh_token": refresh,
        }
        if nonce is not None:
            given["id_token"] = self._key.identity(
                person.subject, audience=CLIENT, issuer=self.address, nonce=nonce, now=self._now(), valid_for=LASTS
            )
        return JSONResponse(given, headers={"Cache-Control": "no-store"})

    def _access(self, person: Person) -> str:
        return self._key.token(
            person.role,
            now=self._now(),
            also=person.also,
            subject=person.subject,
            clinics=person.clinics,
            practitioner=person.practitioner,
            valid_for=LASTS,
        )

    async def _end(self, request: Request) -> Response:
        back = request.query_params.get("post_logout_redirect_uri", "")
        return RedirectResponse(back, 303) if _is_ours(back) else HTMLResponse("<p>Signed out.</p>")


def _remember(known: dict[str, Kept], name: str, value: Kept) -> None:
    while len(known) >= MOST_WAITING:
        del known[next(iter(known))]
    known[name] = value


def _is_ours(address: str) -> bool:
    """Whether an address is on this machine: a rehearsal sends nobody elsewhere."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and parts.hostname in ("127.0.0.1", "localhost", "console")


def _not_understood(asked: Mapping[str, str]) -> str | None:
    if asked.get("client_id") != CLIENT or asked.get("response_type") != "code":
        return "This is the sign-in of a rehearsal, for its console alone."
    if not _is_ours(asked.get("redirect_uri", "")):
        return "A rehearsal sends people back to this machine alone."
    if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
        return "A code challenge (PKCE, S256) is missing."
    return None


def _refused(error: str) -> Response:
    return JSONResponse({"error": error}, 400)
