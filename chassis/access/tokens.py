"""The roles that a route requires of its caller."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from chassis.access.actors import Actor, Role
from chassis.access.authenticator import Authenticator
from chassis.refusals import Forbidden, Unauthenticated

_bearer = HTTPBearer(auto_error=False, description="A JWT of your identity provider; embedded: `needlepoint token`.")

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
