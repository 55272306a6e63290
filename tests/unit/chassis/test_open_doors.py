"""A service with a route that anybody may call does not start."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Depends
from sqlalchemy import MetaData

from chassis.access.actors import Role
from chassis.access.admission import allow
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope
from chassis.http import api_router
from chassis.http.app import require_scopes, roles_of, routes_of
from chassis.http.declared import scope_of
from chassis.service import Service
from needlepoint.trial.system import SERVICES

ENTER = Scope("doors:enter", About.SHARED)
LOCKED = Scope("doors:unlock", About.SHARED)


def service_with(router: APIRouter) -> Service:
    gathered = APIRouter()
    gathered.routes += router.routes
    policy = Policy({Role.OPERATOR: {ENTER}})
    return Service(name="door", metadata=MetaData(), migrations="", router=gathered, policy=policy)


def test_a_route_without_a_scope_is_refused() -> None:
    router = api_router("doors")

    @router.get("/open")
    async def open_door() -> None: ...

    with pytest.raises(TypeError, match="states no scope"):
        require_scopes(service_with(router))


def test_a_route_whose_scope_nobody_has_is_refused() -> None:
    router = api_router("doors")

    @router.get("/locked", dependencies=[allow(LOCKED)])
    async def locked_door() -> None: ...

    with pytest.raises(TypeError, match="no role has doors:unlock"):
        require_scopes(service_with(router))


def test_a_route_that_depends_on_a_thread_is_refused() -> None:
    router = api_router("doors")

    def slow() -> None: ...

    @router.get("/slow", dependencies=[allow(ENTER), Depends(slow)])
    async def slow_door() -> None: ...

    with pytest.raises(TypeError, match="slow: make it async"):
        require_scopes(service_with(router))


def test_a_route_outside_a_transaction_is_refused() -> None:
    router = APIRouter()

    @router.get("/loose")
    async def loose(actor: Annotated[object, allow(ENTER)]) -> None: ...

    with pytest.raises(TypeError, match="api_router"):
        require_scopes(service_with(router))


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
def test_every_route_of_every_service_states_a_scope_that_a_role_has(service: Service) -> None:
    require_scopes(service)
    for route in routes_of(service):
        assert scope_of(route) is not None
        assert roles_of(service, route)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
def test_every_scope_of_a_table_is_one_that_is_asked_for_somewhere(service: Service) -> None:
    policy = service.whole_policy
    named = {scope.name for scopes in (*policy.roles.values(), policy.own) for scope in scopes}
    assert named >= {scope.name for route in routes_of(service) if (scope := scope_of(route))}
    assert all(scope.name.count(":") == 1 for scopes in service.whole_policy.roles.values() for scope in scopes)
