"""Requests that are understood and refused. Pure: domain code raises these by name, HTTP turns them into problems."""

from typing import Any, ClassVar


class Refusal(Exception):
    """The request was understood, is refused, and nothing changed (HTTP 409 unless a subclass says otherwise).

    ``detail`` is a sentence that says what is wrong and what to do; ``extra`` become members of the problem document.
    """

    status: ClassVar[int] = 409

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


class Invalid(Refusal):
    """What was sent cannot be right, whatever the state of things (422)."""

    status = 422


class NotFound(Refusal):
    """There is no such thing, or not for this caller (404)."""

    status = 404


class Unauthenticated(Refusal):
    """Nobody is signed in (401)."""

    status = 401


class Forbidden(Refusal):
    """This person may not do this (403)."""

    status = 403


class Stale(Refusal):
    """What was edited has changed since it was read (412)."""

    status = 412


class Unavailable(Refusal):
    """Something that this needs does not answer just now (503)."""

    status = 503


class PreconditionRequired(Refusal):
    """An edit must say which version it is based on (428)."""

    status = 428
