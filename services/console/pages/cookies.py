"""The cookies: the session's, and the one that a browser keeps while its person is at the provider."""

import base64
import json
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response

from services.console.domain.unsent import KEPT
from services.console.settings import ConsoleSettings
from services.console.sign_in.provider import Begun

SIGN_IN_SECONDS = 600
"""How long a person may take to sign in at the provider."""
LONGEST = 4096


class Cookies:
    """HttpOnly, SameSite=Lax, this host alone; over https Secure, with the prefix that browsers hold to that."""

    def __init__(self, settings: ConsoleSettings) -> None:
        self._secure = settings.encrypted
        prefix = "__Host-" if settings.encrypted else ""
        self._session, self._begun = f"{prefix}needlepoint", f"{prefix}needlepoint-sign-in"
        self._unsent = f"{prefix}needlepoint-unsent"

    def secret(self, request: Request) -> str | None:
        """The secret of the session that the browser says it has."""
        return request.cookies.get(self._session) or None

    def keep(self, answer: Response, secret: str) -> None:
        """Until the browser is closed; the session itself ends earlier."""
        self._set(answer, self._session, secret, None)

    def forget(self, answer: Response) -> None:
        """There is no session any more."""
        answer.delete_cookie(self._session, path="/", secure=self._secure, httponly=True, samesite="lax")

    def keep_begun(self, answer: Response, begun: Begun, wanted: str) -> None:
        """A sign-in is on its way, from the page ``wanted``."""
        content = json.dumps({**asdict(begun), "address": "", "wanted": wanted}).encode()
        self._set(answer, self._begun, base64.urlsafe_b64encode(content).decode(), SIGN_IN_SECONDS)

    def begun(self, request: Request) -> tuple[Begun, str] | None:
        """The sign-in that this browser began, and the page that was wanted; None where it began none."""
        given = request.cookies.get(self._begun, "")[:LONGEST]
        try:
            content = json.loads(base64.urlsafe_b64decode(given))
            wanted = str(content.pop("wanted"))
            return Begun(**{name: str(value) for name, value in content.items()}), wanted
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def forget_begun(self, answer: Response) -> None:
        """It is finished."""
        answer.delete_cookie(self._begun, path="/", secure=self._secure, httponly=True, samesite="lax")

    def unsent(self, request: Request) -> str | None:
        """The secret of the form that was sent too late from this browser."""
        return request.cookies.get(self._unsent) or None

    def keep_unsent(self, answer: Response, secret: str) -> None:
        """As long as the form is kept."""
        self._set(answer, self._unsent, secret, int(KEPT.total_seconds()))

    def forget_unsent(self, answer: Response) -> None:
        """It was sent, or its time is over."""
        answer.delete_cookie(self._unsent, path="/", secure=self._secure, httponly=True, samesite="lax")

    def _set(self, answer: Response, name: str, value: str, seconds: int | None) -> None:
        answer.set_cookie(name, value, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="lax")
