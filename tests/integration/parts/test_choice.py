"""Which parts are taken, and what is said about those that were not."""

import pytest

from tests.parts import NoRealKafka, choose, docker, expected, maven, report_header
from tests.parts.kafka import Kafka, Unavailable


class Never(Kafka):
    description = "a container whose image cannot be pulled"

    async def start(self) -> None:
        raise Unavailable("no such image")

    async def close(self) -> None:
        raise AssertionError("closing what never started may fail, and must not matter")


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No addresses, no Docker, no Java."""
    for name in ("NEEDLEPOINT_TEST_KAFKA", "NEEDLEPOINT_TEST_POSTGRES", "NEEDLEPOINT_REQUIRE_REAL_KAFKA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(docker, "why_not", lambda: "no Docker engine answers")
    monkeypatch.setattr(maven, "why_not", lambda: "no java")


def test_a_bare_machine_gets_the_embedded_pair_and_is_shown_what_it_lacks() -> None:
    said = "\n".join(report_header(expected()))
    assert "embedded Kafka" in said
    assert "no java" in said
    assert not expected().kafka.real


def test_where_a_real_kafka_is_required_the_embedded_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPOINT_REQUIRE_REAL_KAFKA", "1")
    with pytest.raises(NoRealKafka, match="no java"):
        expected()


def test_java_comes_before_the_embedded_broker_and_docker_before_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maven, "why_not", lambda: None)
    assert isinstance(expected().kafka, maven.MavenKafka)
    monkeypatch.setattr(docker, "why_not", lambda: None)
    assert isinstance(expected().kafka, docker.DockerKafka)


def test_an_address_given_comes_before_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docker, "why_not", lambda: None)
    monkeypatch.setenv("NEEDLEPOINT_TEST_KAFKA", "kafka.example:9092")
    assert expected().kafka.bootstrap == "kafka.example:9092"


async def test_a_container_that_does_not_start_makes_way_for_the_next_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(docker, "why_not", lambda: None)
    monkeypatch.setattr(docker, "DockerKafka", Never)
    monkeypatch.setattr(docker, "DockerPostgres", lambda: pytest.fail("only Kafka is asked for here"))
    passed_over: list[str] = []
    kafka = await choose._start(choose._kafkas(), passed_over)
    await kafka.close()
    assert not kafka.real
    assert passed_over[0] == "Kafka in a container: no such image"
