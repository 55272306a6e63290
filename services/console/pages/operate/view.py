"""What the operator's overview says of the services. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.console.pages.words import word

PATIENCE_MINUTES = 2
"""For how long events may wait to be sent, and timers to fire, before the page says so."""
SILENT_SECONDS = 30
"""For how long a worker may be silent before the page says so: it is heard every five seconds."""
ALARMING = {
    "carrier_down": word("The carrier of {label} does not answer: messages wait. Look at its provider."),
    "limit_reached": word("A limit of {label} holds messages back: ask its provider for a higher one."),
}
"""Gauges of services that say that something is wrong while they are above zero."""


@dataclass(frozen=True)
class Alert:
    """Something that the operator has to look into."""

    service: str
    words: str
    values: Mapping[str, Any] = field(default_factory=dict)
    letters: bool = False
    """Whether it is about dead letters, which are further down."""


@dataclass(frozen=True)
class Flow:
    """Events of a topic, or handled of a publisher."""

    name: str
    minutes: int
    hour: int
    last: datetime | None


@dataclass(frozen=True)
class Taken:
    """What of a topic a worker takes."""

    topic: str
    partitions: str
    """Such as ``0–5, 7``."""
    waiting: int | None
    """None while it is not known."""


@dataclass(frozen=True)
class Worker:
    """A worker of a service, running or lost."""

    service: str
    host: str
    release: str
    started: datetime
    heard: datetime
    silent: bool
    takes: Sequence[Taken]

    @property
    def waiting(self) -> int | None:
        """What waits in all that it takes; None while some of that is not known."""
        found = [each.waiting for each in self.takes]
        known = [each for each in found if each is not None]
        return sum(known) if len(known) == len(found) else None


@dataclass(frozen=True)
class Row:
    """A service that answers."""

    name: str
    release: str
    schema: str
    published: Sequence[Flow]
    handled: Sequence[Flow]
    waiting: int
    oldest: datetime | None
    failed: int
    parked: int
    set_aside: int
    late: Sequence[tuple[str, int, datetime]]
    workers: Sequence[Worker]

    @property
    def to_take(self) -> int:
        """Events of others on Kafka that have not taken effect here, as its running workers say."""
        heard = [each for each in self.workers if not each.silent]
        return sum(taken.waiting or 0 for each in heard for taken in each.takes)

    @property
    def sent_lately(self) -> int:
        """Events published in the last five minutes."""
        return sum(each.minutes for each in self.published)

    @property
    def handled_lately(self) -> int:
        """Events of others handled in the last five minutes."""
        return sum(each.minutes for each in self.handled)


@dataclass(frozen=True)
class Group:
    """Dead letters of a service that failed in the same way."""

    service: str
    type: str
    place: str
    events: Sequence[str]
    failed: int
    parked: int
    first: datetime
    last: datetime


def rows_of(states: Mapping[str, Any]) -> list[Row]:
    """Of the services that answer."""
    return [_row(name, state) for name, state in states.items() if state]


def alerts_of(states: Mapping[str, Any]) -> list[Alert]:
    """What is wrong, by service; nothing where all is well."""
    found = [alert for name, state in states.items() for alert in _alerts(name, state)]
    releases = sorted({state["release"] for state in states.values() if state})
    if len(releases) > 1:
        words = word("The services run different releases ({releases}): finish the upgrade.")
        found.append(Alert("", words, {"releases": ", ".join(releases)}))
    return found


def groups_of(answers: Mapping[str, Any]) -> list[Group]:
    """The groups of all services, the largest first."""
    found = [
        Group(
            service,
            each["type"],
            each["place"],
            [short(name) for name in each["types"]],
            each["failed"],
            each["parked"],
            datetime.fromisoformat(each["first"]),
            datetime.fromisoformat(each["last"]),
        )
        for service, groups in answers.items()
        for each in groups or ()
    ]
    return sorted(found, key=lambda group: (-group.failed - group.parked, group.service, group.type, group.place))


def short(type: str) -> str:
    """``SessionPerformed`` of ``needlepoint.booking.SessionPerformed.v1``; another name as it is."""
    parts = type.split(".")
    return parts[2] if len(parts) == 4 and parts[0] == "needlepoint" else type


def minutes_between(then: str | None, now: str) -> int:
    """Whole minutes; 0 where there is no beginning."""
    if not then:
        return 0
    return max(int((datetime.fromisoformat(now) - datetime.fromisoformat(then)).total_seconds() // 60), 0)


def _alerts(name: str, state: Any) -> Iterator[Alert]:
    if state is None:
        yield Alert(name, word("It does not answer. Is its API running, and its database?"))
        return
    if "workers" in state and all(each["silent_seconds"] > SILENT_SECONDS for each in state["workers"]):
        yield Alert(name, word("None of its workers is heard: it takes no events, sends none, and no timer fires."))
    waits = minutes_between(state["outbox_oldest"], state["at"])
    if waits >= PATIENCE_MINUTES:
        words = word("Events not sent: {count}, the oldest for {minutes} min. Is its worker running, and Kafka?")
        yield Alert(name, words, {"count": state["outbox_waiting"], "minutes": waits})
    if state["failed"] or state["set_aside"]:
        words = word("Dead letters: {failed} failed, {parked} behind them, {aside} set aside.")
        values = {"failed": state["failed"], "parked": state["parked"], "aside": state["set_aside"]}
        yield Alert(name, words, values, letters=True)
    for each in state["late"]:
        late = minutes_between(each["oldest"], state["at"])
        if late >= PATIENCE_MINUTES:
            words = word("Late: {kind}, {count}, the oldest by {minutes} min. Is its worker running?")
            yield Alert(name, words, {"count": each["late"], "kind": each["kind"], "minutes": late})
    for each in state["gauges"]:
        if each["name"] in ALARMING and each["value"] > 0:
            yield Alert(name, ALARMING[each["name"]], {"label": each["label"]})


def _row(name: str, state: Any) -> Row:
    return Row(
        name=name,
        release=state["release"],
        schema=state["schema_version"],
        published=[_flow(each) for each in state["published"]],
        handled=[_flow(each) for each in state["handled"]],
        waiting=state["outbox_waiting"],
        oldest=_moment(state["outbox_oldest"]),
        failed=state["failed"],
        parked=state["parked"],
        set_aside=state["set_aside"],
        late=[(each["kind"], each["late"], datetime.fromisoformat(each["oldest"])) for each in state["late"]],
        workers=[_worker(name, each) for each in state.get("workers", ())],  # the release before says none
    )


def _worker(service: str, given: Any) -> Worker:
    return Worker(
        service,
        given["host"],
        given["release"],
        datetime.fromisoformat(given["started_at"]),
        datetime.fromisoformat(given["heard_at"]),
        given["silent_seconds"] > SILENT_SECONDS,
        [Taken(each["topic"], ranges_of(each["partitions"]), each["waiting"]) for each in given["takes"]],
    )


def ranges_of(numbers: Sequence[int]) -> str:
    """``0–2, 5`` of 0, 1, 2 and 5."""
    runs: list[tuple[int, int]] = []
    for each in sorted(numbers):
        if runs and runs[-1][1] == each - 1:
            runs[-1] = (runs[-1][0], each)
        else:
            runs.append((each, each))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def _flow(given: Any) -> Flow:
    return Flow(given["name"].removeprefix("/needlepoint/"), given["minutes"], given["hour"], _moment(given["last"]))


def _moment(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None
