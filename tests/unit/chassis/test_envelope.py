"""An event on the wire: what goes out comes in again, and whatever comes in is read without a failure."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from hypothesis import strategies as st

from chassis.events.envelope import Cause, from_record, to_message

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
TRACES = st.builds("00-{:032x}-{:016x}-01".format, st.integers(1, 2**128 - 1), st.integers(1, 2**64 - 1))


@given(
    id=st.uuids(),
    key=WORDS,
    payload=st.text(st.characters(exclude_categories=["Cs"])),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # bounds
    cause=st.builds(Cause, correlation_id=WORDS, event_id=st.none() | st.uuids(), traceparent=st.none() | TRACES),
)
def test_what_goes_out_comes_in_again(id: UUID, key: str, payload: str, at: datetime, cause: Cause) -> None:
    message = to_message(
        id=id,
        type="needlepoint.booking.ClinicOpened.v1",
        topic="booking.clinics",
        key=key,
        payload=payload,
        headers=cause.headers(),
        at=at,
    )
    delivery = from_record("booking.clinics", 0, 0, key.encode(), message.value, list(message.headers))
    assert (delivery.event_id, delivery.key, delivery.type) == (id, key, "needlepoint.booking.ClinicOpened.v1")
    assert delivery.value == payload.encode()
    assert delivery.cause == Cause(cause.correlation_id, id, cause.traceparent)


def test_the_cloudevents_library_reads_our_messages_and_would_have_written_the_same() -> None:
    id = UUID("01a1f4c2-0000-7000-8000-000000000000")
    message = to_message(
        id=id,
        type="needlepoint.booking.ClinicOpened.v1",
        topic="booking.clinics",
        key="a clinic",
        payload='{"name": "Chiado"}',
        headers=Cause("a story", id, "00-11111111111111111111111111111111-2222222222222222-01").headers(),
        at=datetime(2026, 11, 23, 9, 30, 0, 250, tzinfo=UTC),
    )
    event = from_binary(KafkaMessage(dict(message.headers), b"a clinic", message.value), JSONFormat())
    attributes: dict[str, Any] = event.get_attributes()
    assert attributes["time"] == datetime(2026, 11, 23, 9, 30, 0, 250, tzinfo=UTC)
    assert attributes["source"] == "/needlepoint/booking"
    assert event.get_data() == {"name": "Chiado"}
    assert to_binary(event, JSONFormat()) == KafkaMessage(dict(message.headers), "a clinic", message.value)


@given(
    key=st.none() | st.binary(),
    value=st.none() | st.binary(),
    headers=st.lists(st.tuples(WORDS | st.sampled_from(["ce_id", "ce_type"]), st.none() | st.binary())),
    offset=st.integers(0, 2**40),
)
def test_whatever_comes_in_is_read_and_can_be_stored(
    key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes | None]], offset: int
) -> None:
    delivery = from_record("t", 3, offset, key, value, headers)
    for text in (delivery.key, delivery.type, *delivery.headers, *delivery.headers.values()):
        assert "\0" not in text
        text.encode()
    assert from_record("t", 3, offset, key, value, headers) == delivery


def test_a_message_without_an_id_gets_one_from_its_place() -> None:
    first, again, other = (from_record("t", 0, offset, None, None, []) for offset in (5, 5, 6))
    assert first.event_id == again.event_id != other.event_id


def test_a_header_that_is_there_twice_has_both_values() -> None:
    delivery = from_record("t", 0, 0, b"k", b"", [("ce_type", b"a"), ("ce_type", b"a"), ("x", None)])
    assert (delivery.type, delivery.headers["x"]) == ("a, a", "")
