"""The gateway's own configuration under an nginx of this machine, before services that say what reached them."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from needlepoint.services import SERVICE_NAMES
from tests.parts.ports import free_ports
from tests.support.waiting import eventually

DEPLOY = Path(__file__).parents[3] / "deploy"
LOG = "access.log"
COMPOSE, KUBERNETES = DEPLOY / "compose" / "gateway.conf", DEPLOY / "kubernetes" / "base" / "gateway" / "here.conf"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass
class Behind:
    """What stands behind the gateway; each request is answered with what reached it."""

    name: str
    port: int
    stay_silent: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> Starlette:
        """Any address."""
        app = Starlette()
        app.add_route("/{path:path}", self._echo, methods=["GET", "POST"])
        return app

    async def _echo(self, request: Request) -> Response:
        if request.url.path.endswith("/live"):
            return StreamingResponse(self._said_now_and_later(), headers={"X-Accel-Buffering": "no"})
        path = request.scope["raw_path"].decode()
        said = {"service": self.name, "path": path, "query": request.url.query, "headers": dict(request.headers)}
        return JSONResponse({**said, "bytes": len(await request.body())})

    async def _said_now_and_later(self) -> AsyncIterator[str]:
        yield "first"
        await self.stay_silent.wait()
        yield "second"


@dataclass
class Gateway:
    """One that runs."""

    address: str
    log: Path
    behind: dict[str, Behind]
    servers: dict[str, tuple[_Server, asyncio.Task[None]]]

    async def stop(self, service: str) -> None:
        """Stop what is behind it."""
        server, serving = self.servers.pop(service)
        server.should_exit = True
        await serving

    def logged(self) -> str:
        """Its access log."""
        return self.log.read_text()


@asynccontextmanager
async def gateway(folder: Path, place: Path, rate: str = "100r/s") -> AsyncIterator[Gateway]:
    """With its own files, and a place's here.conf, but for where it listens and writes, and where the services are."""
    ports = free_ports(1 + len(SERVICE_NAMES))
    behind = {name: Behind(name, port) for name, port in zip(SERVICE_NAMES, ports[1:], strict=True)}
    _write_configuration(folder, place, ports[0], behind, rate)
    servers = {name: await _serve(each) for name, each in behind.items()}
    process = await asyncio.create_subprocess_exec(
        NGINX, "-c", str(folder / "nginx.conf"), "-g", "daemon off; master_process off;"
    )
    running = Gateway(f"http://127.0.0.1:{ports[0]}", folder / LOG, behind, servers)
    try:
        await _listens(process, ports[0])
        yield running
    finally:
        process.terminate()
        await process.wait()
        for each in behind.values():
            each.stay_silent.set()
        for name in [*servers]:
            await running.stop(name)


def _write_configuration(folder: Path, place: Path, port: int, behind: dict[str, Behind], rate: str) -> None:
    whole = (DEPLOY / "gateway" / "nginx.conf").read_text().replace("/tmp/", f"{folder}/")  # noqa: S108  # the container's
    assert "rate=100r/s" in whole
    whole = whole.replace("/dev/stdout", str(folder / LOG)).replace("rate=100r/s", f"rate={rate}")
    (folder / "nginx.conf").write_text(whole)
    shutil.copy(DEPLOY / "gateway" / "routes.conf", folder)
    here = place.read_text()
    for each in behind.values():
        here = re.sub(rf"\b{each.name}-api(:8000)?;", f"127.0.0.1:{each.port};", here)
    here = re.sub(r"listen \S+ (ssl )?default_server;", f"listen 127.0.0.1:{port};", here)
    (folder / "here.conf").write_text(re.sub(r"^ +(ssl_|http2 ).*$", "", here, flags=re.MULTILINE))


async def _serve(each: Behind) -> tuple[_Server, asyncio.Task[None]]:
    options: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": each.port,
        "log_config": None,
        "lifespan": "off",
        "timeout_graceful_shutdown": 1,
    }
    server = _Server(uvicorn.Config(each.app(), **options))
    serving = asyncio.create_task(server.serve())

    async def started() -> None:
        assert server.started

    await eventually(started)
    return server, serving


async def _listens(process: asyncio.subprocess.Process, port: int) -> None:
    async def connects() -> None:
        assert process.returncode is None, "nginx refused its configuration: its words are above"
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError as error:
            raise AssertionError("nginx does not listen") from error
        writer.close()

    await eventually(connects)
