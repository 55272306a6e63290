"""What Kafka returns is taken apart without an error, whatever a stranger has put there."""

from typing import Any

import pytest
from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import TopicPartition

from chassis.events.checks import NotBelieved, Reason, require_believable
from chassis.events.envelope import from_record
from chassis.events.record_batches import survive_every_batch

PLACE = TopicPartition("booking.patients", 3)
GZIP = 1


class _NotUtf8(str):
    """A header name that another client has written."""

    def encode(self, *_: Any) -> bytes:
        return b"\xff\xfe"


def batch(first: int, *values: bytes, codec: int = 0, header: str = "h") -> bytes:
    """Records with the offsets from ``first`` on, as a producer sends them."""
    builder = _DefaultRecordBatchBuilderPy(2, codec, 0, -1, -1, -1, 1_000_000)
    for place, value in enumerate(values):
        builder.append(place, 0, b"k", value, [(header, b"v")])
    made = bytearray(builder.build())
    made[0:8] = first.to_bytes(8, "big")  # which is outside the CRC
    return bytes(made)


def unpacked(*batches: bytes, start: int = 0) -> tuple[list[Any], int]:
    """The records, and where the next fetch starts."""
    survive_every_batch()
    records = fetcher.PartitionRecords(PLACE, MemoryRecords(b"".join(batches)), [], start, None, None, True, 0)
    return list(records), records.next_fetch_offset


def test_what_services_send_is_returned_record_by_record() -> None:
    records, next_fetch = unpacked(batch(0, b"a", b"b"), batch(2, b"c"))
    assert [(record.offset, record.value, record.headers) for record in records] == [
        (0, b"a", (("h", b"v"),)),
        (1, b"b", (("h", b"v"),)),
        (2, b"c", (("h", b"v"),)),
    ]
    assert next_fetch == 3


def test_a_fetch_within_a_batch_starts_where_the_last_one_ended() -> None:
    assert [record.value for record in unpacked(batch(0, b"a", b"b", b"c"), start=1)[0]] == [b"b", b"c"]


@pytest.mark.parametrize("hostile", [{"codec": GZIP}, {"header": _NotUtf8("x")}])
def test_a_batch_that_cannot_be_taken_apart_is_one_record_without_content(hostile: dict[str, Any]) -> None:
    records, next_fetch = unpacked(batch(0, b"a"), batch(1, b"x" * 1000, b"y", **hostile), batch(3, b"b"))
    assert [(record.offset, record.value) for record in records] == [(0, b"a"), (1, None), (3, b"b")]
    assert next_fetch == 4
    stranger = records[1]
    delivery = from_record(PLACE.topic, 3, stranger.offset, stranger.key, stranger.value, stranger.headers)
    with pytest.raises(NotBelieved) as refused:
        require_believable(delivery, {}, None)  # type: ignore[arg-type]  # its times are never looked at
    assert refused.value.reason is Reason.BATCH
    assert delivery.headers["unreadable"].endswith("offsets 1 to 2")


def test_a_batch_that_was_damaged_on_its_way_is_fetched_again_after_what_came_before_it() -> None:
    damaged = bytearray(batch(1, b"b"))
    damaged[-3] ^= 1
    records, next_fetch = unpacked(batch(0, b"a"), bytes(damaged))
    assert ([record.value for record in records], next_fetch) == ([b"a"], 1)
    with pytest.raises(CorruptRecordException):
        unpacked(bytes(damaged), start=1)
