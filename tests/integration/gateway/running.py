"""The gateway's own configuration under an nginx of this machine, before services that say what reached them."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from needlepoint.services import SERVICE_NAMES
from tests.parts.ports import free_ports
from tests.support.serving import served
from tests.support.waiting import eventually

DEPLOY = Path(__file__).parents[3] / "deploy"
COMPOSE, KUBERNETES = DEPLOY / "compose" / "gateway.conf", DEPLOY / "kubernetes" / "base" / "gateway" / "here.conf"
LOG = "access.log"
RATE = "100r/s"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


@dataclass
class Behind:
    """What stands behind the gateway; each request is answered with what reached it."""

    name: str
    speak_again: asyncio.Event = field(default_factory=asyncio.Event)
    """An open page hears something at once, and more when this is set."""

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
        await self.speak_again.wait()
        yield "second"


@dataclass(frozen=True)
class Gateway:
    """One that runs."""

    address: str
    log: Path
    behind: Mapping[str, Behind]

    def logged(self) -> str:
        """Its access log."""
        return self.log.read_text()


@asynccontextmanager
async def gateway(folder: Path, place: Path, *, rate: str = RATE, away: Collection[str] = ()) -> AsyncIterator[Gateway]:
    """With its own files, and a place's here.conf, but for where it listens and writes, and where the services are.

    ``away``: services that do not answer.
    """
    behind = {name: Behind(name) for name in SERVICE_NAMES}
    async with AsyncExitStack() as stack:
        port, nobodys = free_ports(2)
        ports = dict.fromkeys(behind, nobodys)
        for name in behind.keys() - set(away):
            app = behind[name].app()
            ports[name] = await stack.enter_async_context(served(app, log_config=None, timeout_graceful_shutdown=1))
        _write_configuration(folder, place, port, ports, rate)
        process = await asyncio.create_subprocess_exec(
            NGINX, "-c", str(folder / "nginx.conf"), "-g", "daemon off; master_process off;"
        )
        try:
            await _listens(process, port)
            yield Gateway(f"http://127.0.0.1:{port}", folder / LOG, behind)
        finally:
            process.terminate()
            await process.wait()


def _write_configuration(folder: Path, place: Path, port: int, ports: Mapping[str, int], rate: str) -> None:
    whole = (DEPLOY / "gateway" / "nginx.conf").read_text().replace("/tmp/", f"{folder}/")  # noqa: S108  # the container's
    assert f"rate={RATE}" in whole
    whole = whole.replace("/dev/stdout", str(folder / LOG)).replace(f"rate={RATE}", f"rate={rate}")
    (folder / "nginx.conf").write_text(whole)
    shutil.copy(DEPLOY / "gateway" / "routes.conf", folder)
    here = place.read_text()
    for name, own in ports.items():
        here = re.sub(rf"\b{name}-api(:8000)?;", f"127.0.0.1:{own};", here)
    here = re.sub(r"listen \S+ (ssl )?default_server;", f"listen 127.0.0.1:{port};", here)
    (folder / "here.conf").write_text(re.sub(r"^ +(ssl_|http2 ).*$", "", here, flags=re.MULTILINE))


async def _listens(process: asyncio.subprocess.Process, port: int) -> None:
    async def connects() -> None:
        assert process.returncode is None, "nginx refused its configuration: its words are above"
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError as error:
            raise AssertionError("nginx does not listen") from error
        writer.close()

    await eventually(connects)
