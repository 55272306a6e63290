"""The system as docker compose runs it: from the repository's own files, under a name and on ports of the test's."""

import asyncio
import os
import random
import shutil
import ssl
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
from dotenv import dotenv_values

from needlepoint.services import SERVICE_NAMES
from needlepoint.trial.compose import compose_words
from tests.parts import docker
from tests.parts.ports import free_ports
from tests.support.waiting import eventually

REPOSITORY = Path(__file__).parents[3]
TAG = "test"
"""Of our own images, so that a test never takes those of last week for today's."""
PUBLISHED = (*map(str.upper, SERVICE_NAMES), "GATEWAY", "POSTGRES", "KAFKA", "MAIL", "PROMETHEUS", "GRAFANA")


def why_not() -> str | None:
    """What keeps us from running containers; None when nothing does."""
    engine = docker.why_not()
    if engine:
        return engine
    if not shutil.which("docker"):
        return "the docker command is missing"
    return None


async def run(*words: str, **environment: str) -> str:
    """What a command prints on standard output. Raises AssertionError with what it complained of."""
    process = await asyncio.create_subprocess_exec(
        *words,
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complained = await process.communicate()
    assert process.returncode == 0, f"{' '.join(words)}: {printed.decode()[-2000:]}\n{complained.decode()[-4000:]}"
    return printed.decode()


async def images() -> None:
    """Build ours from what is in the tree now; those of others must be there, or come from a registry."""
    await run("make", "images", NEEDLEPOINT_TAG=TAG)


@dataclass(frozen=True)
class Composed:
    """One running system."""

    env_file: Path
    ports: dict[str, int]

    @classmethod
    async def up(cls, folder: Path) -> "Composed":
        """Everything healthy, set up for a rehearsal."""
        env_file = folder / ".env"
        await run(sys.executable, "-m", "needlepoint.cli", "env", "--file", str(env_file), "--folder", str(folder))
        ports = dict(zip(PUBLISHED, free_ports(len(PUBLISHED)), strict=True))
        files = (REPOSITORY / "docker-compose.yml", REPOSITORY / "deploy/compose/rehearsal.yml")
        lines = [f"{name}_PORT={port}" for name, port in ports.items()]
        lines += [f"CONSOLE_ADDRESS=https://127.0.0.1:{ports['GATEWAY']}", *_network(random.randrange(256))]
        lines += [f"COMPOSE_PROJECT_NAME=np{uuid4().hex[:8]}", f"COMPOSE_FILE={':'.join(map(str, files))}"]
        with env_file.open("a") as settings:
            settings.write("\n".join([*lines, f"NEEDLEPOINT_TAG={TAG}", ""]))
        composed = cls(env_file, ports)
        try:
            await composed.brought_up()
        except BaseException:
            await composed.down()
            raise
        return composed

    @property
    def address(self) -> str:
        """What people open."""
        return f"https://127.0.0.1:{self.ports['GATEWAY']}"

    @property
    def folder(self) -> Path:
        """Where its keys are."""
        return self.env_file.parent

    def browser(self) -> httpx.AsyncClient:
        """Somebody at the one address, who takes the rehearsal's certificate for good."""
        certificate = self.folder / "gateway" / "certificate.pem"
        return httpx.AsyncClient(
            base_url=self.address, verify=ssl.create_default_context(cafile=certificate), timeout=60
        )

    async def down(self) -> None:
        """Gone, with its data."""
        await self.compose("--profile", "observability", "down", "--volumes", "--timeout", "5", "--remove-orphans")

    async def compose(self, *words: str) -> str:
        """`docker compose`, or `docker-compose` 1.29, on this system."""
        return await run(*compose_words(self.env_file), *words)

    async def brought_up(self, *words: str) -> None:
        """`up`; returns when everything is healthy and what was to end has ended well."""
        if compose_words(self.env_file)[0] == "docker":
            await self.compose("up", "--wait", *words)
        else:  # 1.29 does not wait
            await self.compose("up", "--detach", *words)
            await eventually(self._is_healthy, 180)

    async def _is_healthy(self) -> None:
        show = "{{.Name}} {{.State.Status}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{end}}"
        ids = (await self.compose("ps", "-q")).split()
        for line in (await run("docker", "inspect", "-f", show, *ids)).splitlines():
            name, *state = line.split()
            assert state in (["running", "0", "healthy"], ["exited", "0"]), (name, state)

    async def containers(self, service: str) -> list[str]:
        """Ids of its running containers, oldest first."""
        of_it = {"project": dotenv_values(self.env_file)["COMPOSE_PROJECT_NAME"], "service": service}
        labels = [f"--filter=label=com.docker.compose.{name}={value}" for name, value in of_it.items()]
        newest_first = await run("docker", "ps", "--no-trunc", "--format={{.ID}}", *labels)
        return newest_first.split()[::-1]

    async def scale(self, **workers: int) -> None:
        """So many workers of each service; returns when they are healthy. Nothing else is touched or run again."""
        scaled = {f"{service}-worker": number for service, number in workers.items()}
        wanted = [f"--scale={name}={number}" for name, number in scaled.items()]
        await self.brought_up("--no-deps", "--no-recreate", *wanted, *scaled)


def _network(number: int) -> list[str]:
    """Another network than a system that runs already."""
    begins = f"10.213.{number}"
    return [f"PAGES_SUBNET={begins}.0/24", f"PAGES_RANGE={begins}.0/25", f"GATEWAY_INSIDE={begins}.250"]


async def metric(container: str, name: str) -> float:
    """One of a container's own metrics, summed over its labels."""
    read = "from urllib.request import urlopen; print(urlopen('http://127.0.0.1:8000/metrics').read().decode())"
    lines = (await run("docker", "exec", container, "python", "-c", read)).splitlines()
    found = [line for line in lines if line.startswith(f"needlepoint_{name}")]
    assert found, f"no {name} in {lines}"
    return sum(float(line.rsplit(" ", 1)[1]) for line in found)
