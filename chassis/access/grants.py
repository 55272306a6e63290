"""What a caller who came by a link may do: a few operations, about one thing, for some minutes.

A service that hands out links signs a token for whoever opens one: an ordinary bearer token of a patient that says
more narrowly what it is for. Every service honours that here, and none of them has to know what a link is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.refusals import Forbidden

ISSUER = "needlepoint-links"
"""The ``iss`` of such a token; its keys are those of the setting ``LINK_JWKS``."""
ROLES = ("patient",)
"""The ``roles`` of such a token, and no others."""
LONGEST_LIFE = timedelta(minutes=15)
"""From ``iat``, which such a token has, to ``exp``."""
_OPERATION = re.compile(r"[a-z]+:[a-z_]+")


@dataclass(frozen=True)
class Grant:
    """The narrow rights of one opened link."""

    link_id: UUID
    operations: frozenset[str]
    """``booking:cancel_appointment``: the service, and the name of the route as its API document has it."""
    only: tuple[tuple[str, str], ...]
    """Parameters of the address that must have this value, such as ``appointment_id``."""
    own: frozenset[str] = frozenset()
    """More operations, on the patient's own record, as often as they are needed: who they are was proved."""

    def key_for(self, service: str, operation: str, given: str | None) -> str | None:
        """The Idempotency-Key of whatever changes something, so that a link does each thing once.

        What it does on the patient's own record it does once for each key that the caller has given.
        """
        if f"{service}:{operation}" in self.operations:
            return f"link/{self.link_id}/{operation}"
        return f"link/{self.link_id}/{operation}/{given}" if given else None


def grant_of(claims: Mapping[str, Any]) -> Grant:
    """The grant in the claims ``link``, ``scope``, ``only`` and ``own``. Raises KeyError, TypeError or ValueError."""
    if claims["roles"] != [*ROLES] or claims.get("clinics") or claims.get("practitioner"):
        raise ValueError("a link is for a patient, and for nobody else")
    operations, own, only = claims["scope"].split(), claims.get("own", "").split(), claims["only"]
    if not operations or not all(_OPERATION.fullmatch(each) for each in (*operations, *own)):
        raise ValueError("scope")
    if not only or not all(isinstance(each, str) for pair in only.items() for each in pair):
        raise ValueError("only")
    return Grant(UUID(claims["link"]), frozenset(operations), tuple(sorted(only.items())), frozenset(own))


def require_granted(
    grant: Grant, service: str, operation: str, *, changes: bool, path: Mapping[str, Any], query: Mapping[str, Any]
) -> None:
    """Refuse what the link is not for. ``changes``: the request is no GET. Raises Forbidden."""
    asked = f"{service}:{operation}"
    if asked not in grant.operations | grant.own:
        raise Forbidden("This link is not for that: open the one in your last message, or call the clinic.")
    for name, value in grant.only:
        unnamed = None if changes and asked in grant.operations else value
        given = path.get(name, query.get(name, unnamed))
        if str(given) != value:
            raise Forbidden("This link is about something else: open the one in your last message, or call the clinic.")
