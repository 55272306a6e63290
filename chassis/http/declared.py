"""What each route may refuse: declared beside the route, so that its documentation can say so."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from chassis.access.actors import Role
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


def roles_of(route: APIRoute) -> tuple[Role, ...]:
    """The roles that a route is open to."""
    return tuple(sorted({role for call in calls_of(route.dependant) for role in getattr(call, "roles", ())}))


def calls_of(dependant: Dependant) -> Iterator[object]:
    """The route's function, and every function that it depends on."""
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls_of(inner)
