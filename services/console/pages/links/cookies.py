"""What a patient's browser keeps of one link: the token that it was exchanged for, and the language that was chosen.

Both are sent to the pages of this link alone, so that two links can be open beside each other.
"""

from starlette.requests import Request
from starlette.responses import Response

from services.console.settings import ConsoleSettings

LANGUAGE_SECONDS = 24 * 60 * 60


class LinkCookies:
    """HttpOnly, SameSite=Lax; over https Secure, with the prefix that browsers hold to that."""

    def __init__(self, settings: ConsoleSettings) -> None:
        self._secure = settings.encrypted
        prefix = "__Secure-" if settings.encrypted else ""
        self._token, self._language = f"{prefix}needlepoint-link", f"{prefix}needlepoint-language"

    def token(self, request: Request) -> str | None:
        """The token of this link, if it was opened here."""
        return request.cookies.get(self._token) or None

    def keep_token(self, answer: Response, home: str, token: str, seconds: int) -> None:
        """As long as the token is valid."""
        self._set(answer, self._token, token, home, seconds)

    def forget_token(self, answer: Response, home: str) -> None:
        """Whoever has the telephone next opens the link again."""
        answer.delete_cookie(self._token, path=home, secure=self._secure, httponly=True, samesite="lax")

    def language(self, request: Request) -> str | None:
        """The language that was chosen instead of the message's."""
        return request.cookies.get(self._language) or None

    def keep_language(self, answer: Response, home: str, language: str) -> None:
        """For a day."""
        self._set(answer, self._language, language, home, LANGUAGE_SECONDS)

    def _set(self, answer: Response, name: str, value: str, home: str, seconds: int) -> None:
        answer.set_cookie(name, value, max_age=seconds, path=home, secure=self._secure, httponly=True, samesite="lax")
