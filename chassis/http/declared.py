"""What each route may refuse: declared beside the route, so that its documentation can say so."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from chassis.access.scopes import Scope
from chassis.refusals import Refusal

Function = TypeVar("Function", bound=Callable[..., Any])


def refuses(*refusals: type[Refusal]) -> Callable[[Function], Function]:
    """Declare the refusals of a route, or of what routes depend on; those that every route has need not be named.

    ``python -m tools.openapi check`` names a refusal that a route raises and does not declare.
    """

    def declare(function: Function) -> Function:
        function.refusals = refusals  # type: ignore[attr-defined]  # read when the documentation is written
        return function

    return declare


def refusals_of(route: APIRoute) -> list[type[Refusal]]:
    """What the route itself and all that it depends on declare, by name."""
    found = {refusal for call in calls_of(route.dependant) for refusal in getattr(call, "refusals", ())}
    found |= set(getattr(route, "refusals", ()))
    return sorted(found, key=lambda refusal: refusal.__name__)


def scope_of(route: APIRoute) -> Scope | None:
    """The scope that a route declares by ``allow(...)``; None when it declares none."""
    found = [call.scope for call in calls_of(route.dependant) if hasattr(call, "scope")]
    return found[0] if found else None


def calls_of(dependant: Dependant) -> Iterator[object]:
    """The route's function, and every function that it depends on."""
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls_of(inner)
