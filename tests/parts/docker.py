"""Containers, when a Docker engine answers: the images that `docker compose up` runs, too.

testcontainers has a class of its own for each; the one for Kafka is made for another image, whose scripts this one does
not have, and the one for PostgreSQL publishes its port to the whole network. So both are plain containers here, on
127.0.0.1 alone. testcontainers' reaper removes them when we are killed, save where images are stand-ins
(`make images-offline`): there the reaper's own image cannot be had.
"""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

import asyncpg

from tests.parts.kafka import SESSION_FLOOR_MS, Kafka, Unavailable, until_it_answers
from tests.parts.ports import free_ports
from tests.parts.postgres import Postgres

KAFKA_IMAGE = "apache/kafka:4.1.0"
POSTGRES_IMAGE = "postgres:18"
STAND_IN = "org.needlepoint.stand-in"
"""The label of what `make images-offline` makes."""


def why_not() -> str | None:
    """What keeps us from using containers; None when an engine answers."""
    try:
        from testcontainers.core.docker_client import DockerClient  # noqa: PLC0415 - slow, only when somebody asks
    except ImportError:
        return "testcontainers is not installed (pip install -e '.[dev]')"
    try:
        engine = DockerClient(timeout=5).client
        engine.ping()
        engine.close()
    except Exception as error:  # whatever the transport happens to raise
        return f"no Docker engine answers ({type(error).__name__})"
    return None


class Container:
    """One container with one port published on 127.0.0.1, the same after a stop and start."""

    def __init__(self, image: str, inner_port: int) -> None:
        self.image = image
        self._inner_port = inner_port
        (self.port,) = free_ports(1)
        self._container: Any = None

    async def run(self, settings: Mapping[str, str], command: str | None = None, in_memory: str | None = None) -> None:
        """``in_memory`` is a folder that no disk needs to keep.

        Raises Unavailable: no such image, no network to pull it from, no room.
        """
        try:
            await asyncio.to_thread(self._run, settings, command, in_memory)
        except Exception as error:
            raise Unavailable(f"{self.image} could not be started: {str(error)[:200]}") from error

    def _run(self, settings: Mapping[str, str], command: str | None, in_memory: str | None) -> None:
        from testcontainers.core.config import testcontainers_config  # noqa: PLC0415 - slow, only when somebody asks
        from testcontainers.core.container import DockerContainer  # noqa: PLC0415
        from testcontainers.core.docker_client import DockerClient  # noqa: PLC0415

        here = DockerClient().client.images.list(name=self.image)
        if any(STAND_IN in image.labels for image in here):
            testcontainers_config.ryuk_disabled = True
        self._container = DockerContainer(self.image).with_envs(**settings)
        self._container.ports[f"{self._inner_port}/tcp"] = ("127.0.0.1", self.port)
        if command is not None:
            self._container.with_command(command)
        if in_memory is not None:
            self._container.with_tmpfs_mount(in_memory)
        self._container.start()

    async def remove(self) -> None:
        if self._container is not None:
            await asyncio.to_thread(self._container.stop)

    async def ask(self, verb: str, **how: Any) -> None:
        """`start`, `stop`, `pause` or `unpause` it, in Docker's own words."""
        await asyncio.to_thread(getattr(self._container.get_wrapped_container(), verb), **how)


class DockerKafka(Kafka):
    description = f"Apache Kafka in a container ({KAFKA_IMAGE})"
    can_stop = True
    can_pause = True

    async def start(self) -> None:
        self._container = Container(KAFKA_IMAGE, 9092)
        self.bootstrap = f"127.0.0.1:{self._container.port}"
        await self._container.run(kafka_settings(self.bootstrap))
        await until_it_answers(self.bootstrap, seconds=60)

    async def close(self) -> None:
        await self._container.remove()

    async def stop_broker(self) -> None:
        await self._container.ask("stop", timeout=15)

    async def start_broker(self) -> None:
        await self._container.ask("start")
        await until_it_answers(self.bootstrap, seconds=60)

    async def pause(self) -> None:
        await self._container.ask("pause")

    async def unpause(self) -> None:
        await self._container.ask("unpause")


class DockerPostgres(Postgres):
    description = f"PostgreSQL in a container ({POSTGRES_IMAGE})"

    async def start(self) -> None:
        self._container = Container(POSTGRES_IMAGE, 5432)
        password = secrets.token_urlsafe(12)
        self.admin_url = f"postgresql://postgres:{password}@127.0.0.1:{self._container.port}/postgres"
        settings = {"POSTGRES_USER": "postgres", "POSTGRES_PASSWORD": password, "POSTGRES_DB": "postgres"}
        await self._container.run(settings, "postgres -c fsync=off -c max_connections=200", "/var/lib/postgresql")
        deadline = asyncio.get_running_loop().time() + 60
        while not await self._answers():
            if asyncio.get_running_loop().time() > deadline:
                raise Unavailable(f"{POSTGRES_IMAGE} did not answer within 60 s")
            await asyncio.sleep(0.1)

    async def stop(self) -> None:
        await self._container.remove()

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.admin_url, timeout=5)
        except (OSError, asyncpg.PostgresError, TimeoutError):
            return False
        await connection.close()
        return True


def kafka_settings(advertised: str) -> dict[str, str]:
    """One KRaft node as in maven.py, in the image's words."""
    return {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": "PLAINTEXT://0.0.0.0:9092,CONTROLLER://localhost:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{advertised}",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_NUM_PARTITIONS": "4",
        "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "4",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS": str(SESSION_FLOOR_MS),
        "KAFKA_LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS": str(2**63 - 1),
        "KAFKA_HEAP_OPTS": "-Xms128m -Xmx512m",
    }
