"""A Kafka broker inside our own process: librdkafka's built-in one, from the confluent-kafka wheel.

It is threads of C, so it takes nothing from the event loop it shares the process with (measured: loop p99 0.2 ms while
another process sends 44,000 events/s; a single acknowledged send takes 0.25 ms).

What it is not, all seen with aiokafka 0.14 and librdkafka 2.16:
- It keeps everything in memory and drops the oldest past 5 MiB or 100,000 events a partition.
- Topics appear on first use, with 4 partitions; there is no CreateTopics. Only whoever starts it can make others.
- A group has one member. A second one's start fails with InvalidRequestError; the first goes on undisturbed.
- A member that left still holds its place: who joins next waits `session_timeout_ms` minus one second of the member
  before. A member that was killed is noticed after its session, so the next waits up to twice that. Nothing is wedged
  and nothing lost; consumers on this broker should therefore use `SESSION_TIMEOUT_MS`, which makes it one second.
"""

import ctypes
from collections.abc import Collection
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

from needlepoint.trial.embedded.prerequisites import MissingPrerequisite

FETCH_WAIT_MS = 20
"""How long a consumer should let this broker hold a request: it holds all of it, even when events come meanwhile."""
CALM_FETCH_WAIT_MS = 400
"""The same for a system that mostly waits for people: asking fifty times a second costs a tenth of a core."""
SESSION_TIMEOUT_MS = 2_000
"""What a consumer of this broker should ask for (heartbeats every 500 ms): short waits after a restart."""

PARTITIONS = 4
"""Of a topic that appears on first use."""
FEW_PARTITIONS = 1
"""Of each topic, for who asks often: each request names every partition, and that is what it costs."""

_PRODUCER = 0  # rd_kafka_type_t: the broker lives in a client, of either kind
_BROKER_ID = 1


class EmbeddedKafka:
    """`bootstrap` is its address on 127.0.0.1, on a free port, once started."""

    def __init__(self) -> None:
        self._client: ctypes.c_void_p | None = None
        self._cluster: ctypes.c_void_p | None = None
        self.bootstrap = ""

    def start(self, topics: Collection[str] = (), partitions: int = PARTITIONS) -> str:
        """Start the broker, in a few milliseconds, with these topics of so many partitions, and return its address."""
        if self._client is not None:
            return self.bootstrap
        library = _librdkafka()
        error = ctypes.create_string_buffer(512)
        settings = ctypes.c_void_p(library.rd_kafka_conf_new())
        for name, value in ((b"test.mock.num.brokers", b"1"), (b"log_level", b"3")):
            if library.rd_kafka_conf_set(settings, name, value, error, len(error)) != 0:
                raise RuntimeError(f"librdkafka refused {name.decode()}: {error.value.decode()}")
        client = ctypes.c_void_p(library.rd_kafka_new(_PRODUCER, settings, error, len(error)))
        if not client:
            raise RuntimeError(f"librdkafka did not start its broker: {error.value.decode()}")
        self._client = client
        self._cluster = ctypes.c_void_p(library.rd_kafka_handle_mock_cluster(client))
        # Otherwise the first member of every group waits three seconds for others that may not come anyway.
        library.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, 0)
        for topic in topics:
            self._check(library.rd_kafka_mock_topic_create(self._cluster, topic.encode(), partitions, 1))
        self.bootstrap = library.rd_kafka_mock_cluster_bootstraps(self._cluster).decode()
        return self.bootstrap

    def stop(self) -> None:
        """End the broker; what it held is gone."""
        if self._client is not None:
            _librdkafka().rd_kafka_destroy(self._client)
        self._client = self._cluster = None

    def go_offline(self) -> None:
        """Cut every connection and refuse new ones, as a broker that is down; what it holds is kept."""
        self._check(_librdkafka().rd_kafka_mock_broker_set_down(self._running_cluster(), _BROKER_ID))

    def come_back(self) -> None:
        """Answer again, at the same address."""
        self._check(_librdkafka().rd_kafka_mock_broker_set_up(self._running_cluster(), _BROKER_ID))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _running_cluster(self) -> ctypes.c_void_p:
        if self._cluster is None:
            raise RuntimeError("the embedded broker is not started")
        return self._cluster

    @staticmethod
    def _check(status: int) -> None:
        if status != 0:
            raise RuntimeError(f"librdkafka's broker answered with error {status}")


_library: Any = None


def _librdkafka() -> Any:
    """The C library behind confluent-kafka, whose Python side shows nothing of the broker but its existence."""
    global _library
    if _library is None:
        try:
            extension = find_spec("confluent_kafka.cimpl")
        except ModuleNotFoundError:
            extension = None
        if extension is None or extension.origin is None:
            raise MissingPrerequisite(
                "The embedded Kafka broker comes with confluent-kafka; get it with: pip install 'needlepoint[embedded]'"
            )
        # The extension's own handle finds the symbols of the library it is linked to, wherever the wheel keeps that.
        library = ctypes.CDLL(extension.origin)
        for function in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_handle_mock_cluster"):
            getattr(library, function).restype = ctypes.c_void_p
        library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
        _library = library
    return _library
