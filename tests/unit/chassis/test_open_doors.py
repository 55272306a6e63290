"""A service with a route that anybody may call does not start."""

from typing import Annotated

import pytest
from fastapi import APIRouter
from sqlalchemy import MetaData

from chassis.access.actors import Role
from chassis.access.tokens import allow
from chassis.http import api_router
from chassis.http.app import require_roles, routes_of
from chassis.http.declared import roles_of
from chassis.service import Service
from needlepoint.trial.system import SERVICES


def service_with(router: APIRouter) -> Service:
    gathered = APIRouter()
    gathered.include_router(router)
    return Service(name="door", metadata=MetaData(), migrations="", router=gathered)


def test_a_route_without_a_role_is_refused() -> None:
    router = api_router("doors")

    @router.get("/open")
    async def open_door() -> None: ...

    with pytest.raises(TypeError, match="requires no role"):
        require_roles(service_with(router))


def test_a_route_outside_a_transaction_is_refused() -> None:
    router = APIRouter()

    @router.get("/loose")
    async def loose(actor: Annotated[object, allow(Role.OPERATOR)]) -> None: ...

    with pytest.raises(TypeError, match="api_router"):
        require_roles(service_with(router))


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
def test_every_route_of_every_service_asks_for_a_role(service: Service) -> None:
    require_roles(service)
    assert all(roles_of(route) for route in routes_of(service))
