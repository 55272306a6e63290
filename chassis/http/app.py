"""The API role of a service: FastAPI with the chassis' conventions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from inspect import iscoroutinefunction

from fastapi import APIRouter, FastAPI, Response
from fastapi.dependencies.models import Dependant
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from sqlalchemy import text
from starlette.routing import BaseRoute

from chassis.access.actors import Role
from chassis.access.authenticator import Authenticator
from chassis.access_log import routes as access_log
from chassis.data.errors import is_infrastructure
from chassis.events.dead_letters import DeadLetters
from chassis.export import routes as export
from chassis.http.branches import branches_of
from chassis.http.correlation import Correlation
from chassis.http.declared import scope_of
from chassis.http.docs_page import add_docs
from chassis.http.doors import add_doors
from chassis.http.gate import Gate
from chassis.http.hooks import add_hooks
from chassis.http.languages import Translations
from chassis.http.openapi import openapi_of
from chassis.http.problems import explain_refusals
from chassis.http.routes import CommandRoute
from chassis.http.seal import Seal
from chassis.operating import letter_routes
from chassis.operating import routes as operations
from chassis.operating.asked import Operated
from chassis.privacy import routes as privacy
from chassis.reference import routes as reference_data
from chassis.run.processes import ApiRole
from chassis.service import Service
from chassis.worklist import routes as worklist


def build_api(service: Service, role: ApiRole) -> FastAPI:
    """The service's API. Raises TypeError when a route states no scope."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with role:
            yield
        if pages is not None:
            await pages.close()

    app = FastAPI(
        redirect_slashes=False,  # it would lead to whatever host and scheme a request says it came by
        title=f"Needlepoint {service.name}",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.transactions = role.transactions
    app.state.telemetry = role.telemetry
    app.state.authenticator = Authenticator(role.settings, role.transactions.clock)
    app.state.settings = role.settings
    app.state.access_log = role.access_log
    app.state.seal = Seal(role.settings.database_url.get_secret_value())
    app.state.service_name, app.state.personal = service.name, service.personal
    app.state.policy = service.whole_policy
    app.state.operated = Operated(service, _letters(service, role))
    app.state.reference = service.reference
    app.state.worklist = service.worklist
    app.state.export = service.export
    app.state.translations = translations_of(service)
    app.state.language = role.settings.language
    app.router.routes.extend(branches_of(routes_of(service)))
    require_scopes(service)
    add_hooks(app, service.hooks, service.whole_policy)
    add_doors(app, service.doors, service.whole_policy)
    explain_refusals(app)
    add_docs(app, at_root=service.pages is None)
    app.openapi = cache(lambda: openapi_of(service, service.whole_policy, routes_of(service)))  # type: ignore[method-assign]  # FastAPI's way
    _add_health(app, role)
    pages = service.pages(app) if service.pages else None
    app.router.routes.extend(pages.routes if pages else ())
    gate = {"authenticator": app.state.authenticator, "uploads": service.uploads, "pages": pages}
    app.add_middleware(Gate, settings=role.settings, **gate)
    app.add_middleware(Correlation, telemetry=role.telemetry)
    return app


def translations_of(service: Service) -> Translations:
    """The sentences that a service can answer with: its own, the chassis' and those of the packages that it names."""
    return Translations(["chassis.http", *service.shares_words_of, service.migrations.rpartition(".")[0]])


def require_scopes(service: Service) -> None:
    """Refuse to start when a route is open to everybody, or to nobody."""
    policy = service.whole_policy
    for route in routes_of(service):
        scope = scope_of(route)
        if scope is None:
            raise TypeError(f"{route.methods} {route.path} of {service.name} states no scope: add allow(...)")
        if not policy.holders(scope):
            raise TypeError(f"no role has {scope}, which {route.path} of {service.name} needs: add it to the table")
        if waits := _called_in_a_thread(route.dependant):
            raise TypeError(f"{route.path} of {service.name} depends on {waits}: make it async, a thread costs 0.1 ms")
        if not isinstance(route, CommandRoute):
            raise TypeError(
                f"{route.path} of {service.name} runs outside a transaction: make its router by api_router()"
            )


def roles_of(service: Service, route: APIRoute) -> tuple[Role, ...]:
    """The roles that a route is open to."""
    scope = scope_of(route)
    return service.whole_policy.holders(scope) if scope else ()


def _called_in_a_thread(dependant: Dependant) -> str | None:
    """The first dependency that is no coroutine function, which FastAPI runs in a thread."""
    for inner in dependant.dependencies:
        call = inner.call
        # An object such as HTTPBearer has a coroutine function as its call.
        if call and not (iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__)):
            return getattr(call, "__qualname__", repr(call))
        if found := _called_in_a_thread(inner):
            return found
    return None


def routes_of(service: Service) -> list[APIRoute]:
    """Every route of a service, those of the chassis too. Raises TypeError when there are none, or others than ours."""
    found = [route for router in _routers_of(service) for route in router.routes]
    if not found:
        raise TypeError(f"{service.name} has no routes")
    return [_ours(service, route) for route in found]


def _routers_of(service: Service) -> tuple[APIRouter, ...]:
    reference = (reference_data.router,) if service.reference.kinds else ()
    work = (worklist.router,) if service.worklist.kinds else ()
    own = (privacy.router,) if service.personal is not None else ()
    files = (export.router,) if service.export.sheets else ()
    operators = (operations.router, letter_routes.router)
    return (service.router, *work, *reference, access_log.router, *own, *files, *operators)


def _letters(service: Service, role: ApiRole) -> DeadLetters:
    ahead = timedelta(seconds=role.settings.event_clock_ahead_seconds)
    return DeadLetters(service.name, service.reactions, role.transactions, ahead)


def _ours(service: Service, route: BaseRoute) -> APIRoute:
    if not isinstance(route, APIRoute):
        # FastAPI's include_router makes each route anew: of 190 that is 0.3 s of every start.
        raise TypeError(f"{service.name} has a {type(route).__name__}: gather by `router.routes += part.router.routes`")
    return route


def _add_health(app: FastAPI, role: ApiRole) -> None:
    @app.get("/health/live", include_in_schema=False)
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @app.get("/health/ready", include_in_schema=False)
    async def ready() -> Response:
        try:
            async with role.transactions.database.connect() as connection:
                await connection.execute(text("SELECT 1 FROM outbox LIMIT 0"))
        except Exception as error:
            reason = "database away" if is_infrastructure(error) else "database not migrated"
            return JSONResponse({"status": "not ready", "why": reason}, 503)
        return JSONResponse({"status": "ready"})

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return Response(role.telemetry.exposition(), media_type="text/plain; version=0.0.4")
