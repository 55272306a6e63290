"""``python -m services.booking api|worker|migrate``: one role of one service as a process."""

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
import uvicorn
from fastapi import FastAPI
from faststream.asgi import AsgiFastStream, AsgiResponse, get
from pydantic import ValidationError

from chassis.clock import Clock, RehearsalClock, SystemClock
from chassis.data.errors import is_infrastructure, sqlstate_of
from chassis.http.app import build_api
from chassis.http.connections import server_options
from chassis.reference.store import ReferenceAltered
from chassis.run.logs import configure_logs, describe
from chassis.run.memory import keep_what_is_loaded
from chassis.run.migration import CANNOT_IMPORT, UNDEFINED_TABLE, migrate_with, verify_reference
from chassis.run.plaintext import NotEncrypted
from chassis.run.processes import ApiRole, WorkerRole
from chassis.run.settings import Settings, missing_settings, settings_of
from chassis.service import Service

log = structlog.get_logger()


def api_app(service: Service, settings: Settings, clock: Clock) -> FastAPI:
    """The API role as an ASGI application."""
    return build_api(service, ApiRole(service, settings, clock))


class _WorkerApp(AsgiFastStream):
    """Leaves the broker to the worker, which waits for an unavailable one and finishes its batch before it stops.

    AsgiFastStream itself would start its broker once, fail with it, and not run without one.
    """

    async def _start_broker(self) -> None:
        pass


def worker_app(worker: WorkerRole) -> AsgiFastStream:
    """The worker role as an ASGI application: AsgiFastStream with health and metrics, the worker in its lifespan."""

    @get(include_in_schema=False)
    async def live(_: object) -> AsgiResponse:
        return AsgiResponse(b"live", 200) if worker.alive else AsgiResponse(b"a task of the worker has ended", 503)

    @get(include_in_schema=False)
    async def ready(_: object) -> AsgiResponse:
        why = await worker.ready()
        return AsgiResponse(why.encode(), 503) if why else AsgiResponse(b"ready", 200)

    @get(include_in_schema=False)
    async def metrics(_: object) -> AsgiResponse:
        await worker.observe()
        return AsgiResponse(worker.telemetry.exposition(), 200, {"Content-Type": "text/plain; version=0.0.4"})

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        starting = asyncio.create_task(
            worker.start()
        )  # health checks answer while it waits for its broker and database
        try:
            yield
        finally:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            await worker.stop()

    routes = [("/health/live", live), ("/health/ready", ready), ("/metrics", metrics)]
    return _WorkerApp(asgi_routes=routes, lifespan=lifespan, logger=None)


def _clock_of(settings: Settings) -> Clock:
    if settings.rehearsal_clock is None:
        return SystemClock()
    clock = RehearsalClock(settings.rehearsal_clock)
    log.warning("this_is_a_rehearsal", clock=clock.now().isoformat(), file=str(settings.rehearsal_clock))
    return clock


def _migrate(service: Service, settings: Settings, clock: Clock) -> None:
    try:
        asyncio.run(migrate_with(service, settings, clock))
    except CANNOT_IMPORT as error:
        sys.exit(str(error))


def _refuse_plaintext_kafka(service: Service, settings: Settings) -> None:
    try:
        settings.require_encrypted_kafka()
    except NotEncrypted as error:
        sys.exit(f"{service.name.upper()}_KAFKA_SECURITY: {error}.")


def _refuse_altered_reference(service: Service, settings: Settings, clock: Clock) -> None:
    """Exit when stored reference data does not match its digest. Without a database, the first use verifies it."""
    try:
        asyncio.run(verify_reference(service, settings.database_url.get_secret_value(), clock))
    except ReferenceAltered as error:
        sys.exit(str(error))
    except Exception as error:
        if not (is_infrastructure(error) or sqlstate_of(error) == UNDEFINED_TABLE):
            raise
        log.warning("reference_not_verified", error=describe(error))


def main(service: Service, arguments: Sequence[str] | None = None) -> None:
    """Run one role until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}")
    parser.add_argument("role", choices=["api", "worker", "migrate"], help="the role that this process runs")
    role = parser.parse_args(arguments).role
    try:
        settings = settings_of(service.name)
    except ValidationError as error:
        sys.exit(missing_settings(service.name, error))
    if role == "worker":
        _refuse_plaintext_kafka(service, settings)
    configure_logs(settings.log_level, service=service.name)
    clock = _clock_of(settings)
    if role == "migrate":
        _migrate(service, settings, clock)
    else:
        _refuse_altered_reference(service, settings, clock)
        if settings.rehearsal and service.reference.kinds:
            log.warning("unsigned_reference_data_counts", setting=f"{service.name.upper()}_REHEARSAL")
        # uvicorn stops gracefully and then sends itself the signal again: that is not a failure.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        app = api_app(service, settings, clock) if role == "api" else worker_app(WorkerRole(service, settings, clock))
        keep_what_is_loaded()
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            **server_options(settings),
            timeout_graceful_shutdown=20,
        )
