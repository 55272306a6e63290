"""Which parts this machine gives, and starting them."""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from tests.parts import docker, maven
from tests.parts.kafka import GivenKafka, Kafka, Unavailable, WheelKafka
from tests.parts.postgres import GivenPostgres, Postgres, WheelPostgres

Part = TypeVar("Part", Kafka, Postgres)
Why = Callable[[], str | None]


class NoRealKafka(RuntimeError):
    """NEEDLEPOINT_REQUIRE_REAL_KAFKA is set and there is none; the text says what is missing for one."""


@dataclass
class Parts:
    kafka: Kafka
    postgres: Postgres
    passed_over: list[str] = field(default_factory=list)
    """What would have come first and why it was not taken."""


def real_kafka_required() -> bool:
    return os.environ.get("NEEDLEPOINT_REQUIRE_REAL_KAFKA", "") not in ("", "0")


def _kafkas() -> Sequence[tuple[str, Why, Callable[[], Kafka]]]:
    given = os.environ.get("NEEDLEPOINT_TEST_KAFKA")
    if given:  # asked for by name: anything else would be a surprise
        return [("Kafka at the given address", _always, lambda: GivenKafka(given))]
    ways: list[tuple[str, Why, Callable[[], Kafka]]] = [
        ("Kafka in a container", docker.why_not, docker.DockerKafka),
        ("Apache Kafka from Maven Central", maven.why_not, maven.MavenKafka),
    ]
    if not real_kafka_required():
        ways.append(("embedded Kafka", _always, WheelKafka))
    return ways


def _postgreses() -> Sequence[tuple[str, Why, Callable[[], Postgres]]]:
    given = os.environ.get("NEEDLEPOINT_TEST_POSTGRES")
    if given:
        return [("PostgreSQL at the given address", _always, lambda: GivenPostgres(given))]
    return [
        ("PostgreSQL in a container", docker.why_not, docker.DockerPostgres),
        ("PostgreSQL from the wheel", _always, WheelPostgres),
    ]


def _always() -> str | None:
    return None


def expected() -> Parts:
    """What would be used, not started: a container or a download may still fail. Raises NoRealKafka."""
    passed_over: list[str] = []
    return Parts(_first(_kafkas(), passed_over), _first(_postgreses(), passed_over), _once(passed_over))


def _first(ways: Sequence[tuple[str, Why, Callable[[], Part]]], passed_over: list[str]) -> Part:
    for name, why_not, make in ways:
        reason = why_not()
        if reason is None:
            return make()
        passed_over.append(f"{name}: {reason}")
    raise NoRealKafka("A real Apache Kafka is required and there is none. " + "; ".join(passed_over))


@asynccontextmanager
async def parts() -> AsyncIterator[Parts]:
    """Started, and gone with all their data at the end. Raises NoRealKafka."""
    async with AsyncExitStack() as stack:
        passed_over: list[str] = []
        kafka = await _start(_kafkas(), passed_over)
        stack.push_async_callback(kafka.close)
        postgres = await _start(_postgreses(), passed_over)
        stack.push_async_callback(postgres.close)
        yield Parts(kafka, postgres, _once(passed_over))


async def _start(ways: Sequence[tuple[str, Why, Callable[[], Part]]], passed_over: list[str]) -> Part:
    for name, why_not, make in ways:
        reason = why_not()
        if reason is None:
            part = make()
            try:
                await part.start()
            except Unavailable as error:
                reason = str(error)
                with suppress(Exception):  # half started, so it may well be half closable
                    await part.close()
            else:
                return part
        passed_over.append(f"{name}: {reason}")
    raise NoRealKafka("None of the ways to get this part works here. " + "; ".join(passed_over))


def _once(lines: list[str]) -> list[str]:
    return list(dict.fromkeys(lines))


def report_header(parts: Parts) -> list[str]:
    """Lines for the head or the foot of a report."""
    lines = [f"Kafka: {parts.kafka.description}", f"PostgreSQL: {parts.postgres.description}"]
    return lines + [f"  not {line}" for line in parts.passed_over]
