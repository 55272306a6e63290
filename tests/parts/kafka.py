"""What a test may ask of the Kafka it runs on, whichever that is."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from needlepoint.trial.embedded import EmbeddedKafka

SESSION_FLOOR_MS = 1_000
"""The shortest consumer session the brokers we start accept, so that a killed worker's partitions move on quickly."""


class CannotDoThat(RuntimeError):
    """This Kafka cannot be stopped or paused; look at `can_stop` and `can_pause` first."""


class Unavailable(RuntimeError):
    """This way of getting a part does not work on this machine; its text says why."""


class Kafka(ABC):
    """`bootstrap` keeps its address over `stop_broker` and `start_broker`."""

    bootstrap: str
    description: str
    real: bool = True
    """Apache Kafka itself: several members in a group, data on disk."""
    can_stop: bool = False
    can_pause: bool = False

    @abstractmethod
    async def start(self) -> None:
        """Returns when it answers. Raises Unavailable."""

    @abstractmethod
    async def close(self) -> None:
        """Gone, with all its data."""

    async def stop_broker(self) -> None:
        raise CannotDoThat(f"{self.description} cannot be stopped")

    async def start_broker(self) -> None:
        """The same address, the same data."""
        raise CannotDoThat(f"{self.description} cannot be started again")

    async def pause(self) -> None:
        """It keeps its connections and answers nothing."""
        raise CannotDoThat(f"{self.description} cannot be paused")

    async def unpause(self) -> None:
        raise CannotDoThat(f"{self.description} cannot be paused")


class GivenKafka(Kafka):
    """At an address from the environment; not ours to stop."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap
        self.description = f"Kafka at {bootstrap} (NEEDLEPOINT_TEST_KAFKA)"

    async def start(self) -> None:
        await until_it_answers(self.bootstrap, seconds=10)

    async def close(self) -> None:
        pass


class WheelKafka(Kafka):
    """librdkafka's broker in this process: the last resort."""

    description = "embedded Kafka broker (librdkafka's, in memory; one member a group)"
    real = False
    can_stop = True

    def __init__(self) -> None:
        self._broker = EmbeddedKafka()

    async def start(self) -> None:
        self.bootstrap = self._broker.start()

    async def close(self) -> None:
        self._broker.stop()

    async def stop_broker(self) -> None:
        self._broker.go_offline()

    async def start_broker(self) -> None:
        self._broker.come_back()


async def until_it_answers(bootstrap: str, seconds: float, still_runs: Callable[[], bool] = lambda: True) -> None:
    """Returns once a client gets the cluster's metadata. Raises Unavailable."""
    deadline = asyncio.get_running_loop().time() + seconds
    host, _, port = bootstrap.partition(",")[0].rpartition(":")
    while asyncio.get_running_loop().time() < deadline and still_runs():
        if await _port_is_open(host, int(port)) and await _tells_its_metadata(bootstrap):
            return
        await asyncio.sleep(0.05)
    raise Unavailable(f"no Kafka answered at {bootstrap} within {seconds:.0f} s")


async def _port_is_open(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), timeout=2)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


async def _tells_its_metadata(bootstrap: str) -> bool:
    client = AIOKafkaClient(bootstrap_servers=bootstrap, request_timeout_ms=3_000)
    try:
        await client.bootstrap()
        return bool(client.cluster.brokers())
    except KafkaError:
        return False
    finally:
        await client.close()
