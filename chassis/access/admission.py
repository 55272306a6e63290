"""The dependency of every route: who calls, and the scope that the route declares."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from chassis.access.access import Access
from chassis.access.actors import Actor
from chassis.access.policy import Policy
from chassis.access.scopes import Scope
from chassis.refusals import Unauthenticated

_bearer = HTTPBearer(auto_error=False, description="A JWT of your identity provider; embedded: `needlepoint token`.")

Admission = Callable[..., Coroutine[Any, Any, Actor]]


def allow(scope: Scope) -> Any:
    """A route's dependency: the caller, who must have ``scope``. 401 without a valid token, else 403.

    A scope that is about a patient or a clinic is decided when the route knows whose and where: `work.access`.
    """

    async def admitted(request: Request, _: HTTPAuthorizationCredentials | None = Depends(_bearer)) -> Actor:
        actor: Actor | None = getattr(request.state, "actor", None)  # from the gate, which has checked the token
        if actor is None:
            raise Unauthenticated("Nobody is signed in: send an Authorization header with a bearer token.")
        policy: Policy = request.app.state.policy
        access = Access(policy, actor, scope)
        access.admit()
        await request.state.admit(access)
        return actor

    admitted.scope = scope  # type: ignore[attr-defined]  # looked at when the app is put together
    return Depends(admitted)
