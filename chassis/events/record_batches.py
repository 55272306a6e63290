"""Takes apart what Kafka returns, so that no batch of records can stop a consumer.

aiokafka raises on a batch that it cannot take apart: one compressed with a codec that is not installed, or one with a
header name that is not UTF-8, which brokers accept. It then fetches the same batch again, for ever, and forgets the
records before it. A compressed batch may also expand to a thousand times its size. Services publish uncompressed, and a
batch comes from one producer. So such a batch is somebody else's, and is handed on as one record without content, which
the inbox sets aside. See docs/decisions/0038.
"""

from collections.abc import Iterator
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.structs import ConsumerRecord

UNREADABLE = "unreadable"
"""Header of the record that stands for a batch: why it could not be taken apart."""


class _PartitionRecords(fetcher.PartitionRecords):  # type: ignore[misc]  # aiokafka is untyped
    """The records of one partition in one fetch."""

    def _unpack_records(self) -> Iterator[Any]:
        returned = False
        while self._records.has_next():
            batch = self._records.next_batch()
            if self._check_crcs and not batch.validate_crc():
                if returned:
                    return  # it is fetched again, after what was returned: the fault may be the network's
                raise CorruptRecordException(f"invalid CRC on {self._tp}")
            if not batch.is_control_batch:
                for record in self._records_of(batch):
                    returned = True
                    yield record
            self.next_fetch_offset = batch.next_offset

    def _records_of(self, batch: Any) -> Iterator[Any]:
        if getattr(batch, "compression_type", 0):  # batches of formats before Kafka 0.11 have none
            yield self._stand_in(batch, "compressed")
            return
        try:
            for record in batch:
                if record.offset >= self.next_fetch_offset:  # else it was returned by an earlier fetch
                    taken = self._consumer_record(self._tp, record)
                    self.next_fetch_offset = record.offset + 1
                    yield taken
        except Exception as error:
            yield self._stand_in(batch, type(error).__name__)

    def _stand_in(self, batch: Any, why: str) -> Any:
        offset = max(getattr(batch, "base_offset", 0), self.next_fetch_offset)
        headers = ((UNREADABLE, f"{why}, offsets {offset} to {batch.next_offset - 1}".encode()),)
        self.next_fetch_offset = batch.next_offset
        return ConsumerRecord(self._tp.topic, self._tp.partition, offset, 0, 0, None, None, None, -1, -1, headers)


def survive_every_batch() -> None:
    """Make aiokafka use this for every consumer of the process."""
    fetcher.PartitionRecords = _PartitionRecords
