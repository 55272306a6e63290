"""Kinds of hostile records, as data: what is done to an honest one, and the reason with which readers set it aside."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid1, uuid4

from chassis.events.checks import Reason
from chassis.ids import first_id_of, new_id


class Record(NamedTuple):
    """What is sent to Kafka."""

    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


Change = Callable[[Record], Record | None]
"""Makes a hostile record of an honest one; None where there is nothing to change."""


@dataclass(frozen=True)
class Kind:
    """One kind."""

    name: str
    reason: Reason | None
    """None: readers pass it over, and it has no effect."""
    change: Change
    typed: bool = True
    """False where no reader can tell the type: then every reader of the topic sets it aside."""
    parks: bool = False
    """It agrees with everything but its content, so its key waits: it is sent with a key of its own."""


def header(name: str, *values: bytes | None) -> Change:
    """The header with these values, one each; without any it is missing."""

    def change(record: Record) -> Record:
        others = tuple(each for each in record.headers if each[0] != name)
        return record._replace(headers=others + tuple((name, value) for value in values))

    return change


def twice(name: str) -> Change:
    """The header is there twice with its right value."""
    return lambda record: record._replace(headers=record.headers + tuple(h for h in record.headers if h[0] == name))


def key(made: Callable[[bytes], bytes | None]) -> Change:
    """The record has another key; its headers and its event keep the right one."""

    def change(record: Record) -> Record | None:
        other = made(record.key or b"")
        return None if other == record.key else record._replace(key=other)

    return change


def value(content: bytes | None) -> Change:
    """Something else instead of the event."""
    return lambda record: record._replace(value=content)


def facts(changed: Callable[[dict[str, Any]], Any]) -> Change:
    """The event's fields are changed; its key field is not."""

    def change(record: Record) -> Record | None:
        old = json.loads(record.value or b"{}")
        new = changed(dict(old))
        return None if new == old else record._replace(value=json.dumps(new).encode())

    return change


def _other_than_key(change: Callable[[Any], Any]) -> Callable[[dict[str, Any]], Any]:
    return lambda fields: {name: each if name in _KEYS else change(each) for name, each in fields.items()}


def _far_away(found: Any) -> Any:
    """Every time and day in it, in the year 9998."""
    if isinstance(found, dict):
        return {name: _far_away(each) for name, each in found.items()}
    is_day = isinstance(found, str) and re.match(r"\d{4}-\d\d-\d\d", found)
    return f"9998{found[4:]}" if is_day else found


def _id(moment: datetime) -> bytes:
    return str(UUID(int=first_id_of(moment).int | 0x7000_8000_0000_0000_0001)).encode()


def _zone(name: str) -> Callable[[dict[str, Any]], Any]:
    def changed(fields: dict[str, Any]) -> Any:
        there = "time_zone" in fields.get("details", {})
        return fields | {"details": fields["details"] | {"time_zone": name}} if there else fields

    return changed


_KEYS = ("clinic_id", "patient_id", "lot_key")
_TOMORROW = datetime.now(UTC) + timedelta(days=1)
_DEEP = b"[" * 100_000


def _attributes() -> Iterable[Kind]:
    changes: dict[str, Change] = {
        "no specversion": header("ce_specversion"),
        "an old specversion": header("ce_specversion", b"0.3"),
        "two specversions": twice("ce_specversion"),
        "a time in words": header("ce_time", b"yesterday"),
        "an empty time": header("ce_time", b""),
        "a time without a zone": header("ce_time", b"2027-03-01T09:00:00"),
        "two times": twice("ce_time"),
    }
    untyped: dict[str, Change] = {
        "no headers": lambda record: record._replace(headers=()),
        "headers without values": lambda record: record._replace(headers=tuple((h[0], None) for h in record.headers)),
        "a thousand headers": lambda record: record._replace(headers=(("ce_x", b"x"),) * 1000),
        "no type": header("ce_type"),
        "an empty type": header("ce_type", b""),
        "a type of NUL": header("ce_type", b"\0"),
        "a type that is not UTF-8": header("ce_type", b"\xff\xfe"),
        "two types": twice("ce_type"),
    }
    yield from [Kind(name, Reason.ATTRIBUTES, change) for name, change in changes.items()]
    yield from [Kind(name, Reason.ATTRIBUTES, change, typed=False) for name, change in untyped.items()]


def _source_and_topic() -> Iterable[Kind]:
    sources: dict[str, tuple[bytes, ...]] = {
        "no source": (),
        "an empty source": (b"",),
        "a stranger as source": (b"https://evil.example/",),
        "a service that does not exist": (b"/needlepoint/payments",),
        "the source with a slash": (b"/needlepoint/booking/",),
        "the source in capitals": (b"/NEEDLEPOINT/BOOKING",),
        "a source of NUL": (b"/needlepoint/booking\0",),
        "a source of 100 kB": (b"/needlepoint/" + b"x" * 100_000,),
    }
    yield from [Kind(name, Reason.SOURCE, header("ce_source", *values)) for name, values in sources.items()]
    yield Kind("two sources", Reason.SOURCE, twice("ce_source"))


def _key() -> Iterable[Kind]:
    keys: dict[str, Change] = {
        "a null key": key(lambda _: None),
        "an empty key": key(lambda _: b""),
        "another key": key(lambda _: str(new_id()).encode()),
        "a key that is not UTF-8": key(lambda _: b"\xff\xff"),
        "a key of NUL": key(lambda _: b"\0"),
        "a key of 100 kB": key(lambda _: b"k" * 100_000),
        "the key in capitals": key(bytes.upper),
        "the key with a space": key(lambda right: right + b" "),
        "another subject": header("ce_subject", b"somebody"),
        "two subjects": twice("ce_subject"),
        "another partition key": header("ce_partitionkey", b"somebody"),
    }
    yield from [Kind(name, Reason.KEY, change) for name, change in keys.items()]


def _id_and_clock() -> Iterable[Kind]:
    ids: dict[str, tuple[bytes, ...]] = {
        "no id": (),
        "an empty id": (b"",),
        "an id in words": (b"first",),
        "a random id": (str(uuid4()).encode(),),
        "an id with a MAC address": (str(uuid1()).encode(),),
        "the lowest id": (str(UUID(int=0)).encode(),),
        "an id of NUL": (b"\0" * 36,),
        "an id of 100 kB": (b"0" * 100_000,),
    }
    yield from [Kind(name, Reason.ID, header("ce_id", *values)) for name, values in ids.items()]
    yield Kind("two ids", Reason.ID, twice("ce_id"))
    clocks = {
        "an id of tomorrow": header("ce_id", _id(_TOMORROW)),
        "an id of 1970": header("ce_id", _id(datetime(1970, 1, 2, tzinfo=UTC))),
        "the highest id": header("ce_id", b"ffffffff-ffff-7fff-bfff-ffffffffffff"),
        "an event of 9998": header("ce_time", b"9998-12-31T23:59:59Z"),
        "an event of 2100": header("ce_time", b"2100-01-01T00:00:00Z"),
        "an event of 1999": header("ce_time", b"1999-12-31T23:59:59Z"),
        "an event of the year 1": header("ce_time", b"0001-01-01T00:00:00+00:00"),
    }
    yield from [Kind(name, Reason.CLOCK, change) for name, change in clocks.items()]


def _content() -> Iterable[Kind]:
    yield Kind("XML", Reason.CONTENT_TYPE, header("content-type", b"application/xml"))
    yield Kind("structured mode", Reason.CONTENT_TYPE, header("content-type", b"application/cloudevents+json"))
    yield Kind("bytes", Reason.CONTENT_TYPE, header("content-type", b"application/octet-stream"))
    yield Kind("a megabyte", Reason.SIZE, value(b'{"name": "' + b"x" * 950_000 + b'"}'))
    yield Kind("NUL in a text", Reason.CONTENT, value(b'{"name": "a\\u0000b"}'))
    yield Kind("times of the year 9998", Reason.CALENDAR, facts(_far_away))
    values: dict[str, bytes | None] = {
        "a tombstone": None,
        "nothing": b"",
        "noise": bytes(range(256)),
        "half an object": b'{"patient_id": "',
        "a list": b"[]",
        "null": b"null",
        "a number": b"1e999",
        "a text": b'"ok"',
        "an empty object": b"{}",
        "100,000 lists in each other": _DEEP,
        "NaN": b'{"number": NaN}',
        "a number of 5,000 digits": b'{"number": ' + b"9" * 5000 + b"}",
        "UTF-16": '{"name": "x"}'.encode("utf-16"),
        "text that is not UTF-8": b'{"name": "\xff"}',
        "half a character": b'{"name": "\\ud800"}',
    }
    yield from [Kind(name, Reason.CONTENT, value(content), parks=True) for name, content in values.items()]
    changes: dict[str, Callable[[dict[str, Any]], Any]] = {
        "fields of null": _other_than_key(lambda _: None),
        "fields of the wrong type": _other_than_key(lambda _: {"x": 1}),
        "only its key": lambda fields: {name: each for name, each in fields.items() if name in _KEYS},
        "the zone America": _zone("America"),
        "a zone that is a path": _zone("../../etc/passwd"),
        "a zone that does not exist": _zone("Mars/Olympus"),
    }
    yield from [Kind(name, Reason.CONTENT, facts(changed), parks=True) for name, changed in changes.items()]


def _passed_over() -> Iterable[Kind]:
    yield Kind("an unknown version", None, header("ce_type", b"needlepoint.booking.PatientRegistered.v99"))
    yield Kind("somebody else's event", None, header("ce_type", b"com.example.Event.v1"))


KINDS: tuple[Kind, ...] = (
    *_attributes(),
    *_source_and_topic(),
    *_key(),
    *_id_and_clock(),
    *_content(),
    *_passed_over(),
)


def of_kind(kind: Kind, record: Record) -> Record | None:
    """A hostile record, with a header that names its kind; None where the kind does not exist on the topic."""
    made = kind.change(record)
    return made and made._replace(headers=(*made.headers, ("kind", kind.name.encode())))
