"""Answers and bodies of the operators' routes."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View


class FlowView(View):
    """Events of a topic that were published, or of a publisher that were handled."""

    name: str
    """The topic, such as `booking.sessions`; of what is handled the publisher, such as `/needlepoint/booking`."""
    hour: int
    """In the last hour."""
    minutes: int
    """In the last five minutes."""
    last: datetime | None
    """When the last of them was, UTC; null where there was none in the last hour."""


class LateView(View):
    """What should have been done by now."""

    kind: str
    """`timers`, or the kind of an errand, which waits for what is outside, such as a carrier."""
    late: int
    oldest: datetime
    """Since when the oldest of them is due, UTC."""


class GaugeView(View):
    """A number of the service's own."""

    name: str
    meaning: str
    label: str
    """What it is about, such as the channel of a carrier."""
    value: float


class TakenView(View):
    """What of a topic a worker takes."""

    topic: str
    """With its prefix, where the system has one."""
    partitions: list[int]
    """In order. Every partition of a topic is taken by one worker of a service."""
    waiting: int | None
    """Events in them that are on Kafka and have not taken effect here; null until Kafka has said so."""


class WorkerView(View):
    """A worker of the service: running, or one that ended without saying so."""

    id: UUID
    host: str
    """The name of its machine or container."""
    release: str
    """The version of Needlepoint that it runs."""
    started_at: datetime
    heard_at: datetime
    """When it last said that it runs, UTC."""
    silent_seconds: int
    """Since then. It says so every few seconds; one that is silent for a day is forgotten."""
    takes: list[TakenView]
    """By topic, as it said then."""


class OperationsView(View):
    """How a service is doing."""

    service: str
    release: str
    """The version of Needlepoint that answers."""
    schema_version: str
    """The last migration of its database."""
    at: datetime
    """Now, by the service's clock; UTC."""
    published: list[FlowView]
    """By topic, those without events in the last hour as well."""
    handled: list[FlowView]
    """By publisher."""
    outbox_waiting: int
    """Events that are not yet on Kafka."""
    outbox_oldest: datetime | None
    """Since when the oldest of them waits, UTC."""
    failed: int
    """Dead letters: events that could not be handled."""
    parked: int
    """Events that wait behind them."""
    set_aside: int
    """Records that are not believed."""
    late: list[LateView]
    next_timer: datetime | None
    """When the next timer fires, UTC."""
    gauges: list[GaugeView]
    workers: list[WorkerView]
    """The longest running first."""


class PublishedView(View):
    """An event that this service published, without what it says."""

    id: UUID
    type: str
    topic: str
    key: str
    """Within which order is kept: the id of a patient, a clinic or a lot."""
    recorded_at: datetime
    """UTC."""
    correlation_id: str | None
    """The same for everything that follows from one request."""
    causation_id: str | None
    """The event that it follows from; null where a person or a timer caused it."""
    sent: bool
    """Whether it is on Kafka."""


class ComingView(View):
    """What this service does later because of the same request."""

    kind: str
    """The kind of timer."""
    due_at: datetime
    """UTC."""
    attempts: int
    """How often it has failed."""


class FollowedView(View):
    """What this service published, and will do later, because of one request."""

    events: list[PublishedView]
    """In the order in which they were committed, 500 at most."""
    coming: list[ComingView]
    """The next one first, 500 at most."""
    since: datetime | None
    """The period in which events were looked for, UTC; null for an event that was asked for by its id."""
    until: datetime | None


class DeliveredView(View):
    """What became of an event here."""

    event_id: UUID
    outcome: str
    """`handled`, `failed`, `parked`, `replayed` or `discarded`."""
    at: datetime | None
    """When it was taken, UTC."""
    letter_id: int | None
    """The dead letter that it is, while it waits."""


class LetterGroupView(View):
    """Dead letters that failed in the same way."""

    type: str
    """The error's class, with its SQLSTATE; for records that are set aside, with the reason. Empty where not known."""
    place: str
    """Where in our code it was raised; empty where not known."""
    types: list[str]
    """The types of the events that failed, or that the records claim to have; at most twenty."""
    failed: int
    """Events that failed, or records that are set aside."""
    parked: int
    """Events that wait behind those that failed."""
    first: datetime
    last: datetime
    """When the first and the last of them arrived, UTC."""


class LetterView(View):
    """A dead letter, without what its event says."""

    id: int
    event_id: UUID
    """The event's id; for a record that is set aside, made from its place in Kafka."""
    type: str
    topic: str
    key: str
    """Within which order is kept."""
    status: str
    """`failed`; `parked`, behind one that failed; `set_aside`, because it is not believed."""
    reason: str | None
    """Why it is not believed, or failed, as a code."""
    attempts: int
    error: str | None
    """The error's class and place: never its message, which may be about a patient."""
    error_type: str | None
    """The class, as the list of groups says it; null while it is parked."""
    error_place: str | None
    arrived_at: datetime
    """UTC."""


class LetterDetailView(LetterView):
    """A dead letter with its event."""

    first_of_key: int
    """The dead letter that has to be settled first: itself, where nothing waits before it."""
    behind: int
    """How many events of its key are parked behind the first."""
    correlation_id: str | None
    causation_id: str | None
    size: int
    """Of what the record says, in bytes."""
    content: Any
    """What the event says; null where it is not JSON. Without the scope `event-content:read`, only ids and moments are
    legible in it."""
    content_hidden: bool
    """Whether parts of the content are hidden from the caller."""


class SettledView(View):
    """A dead letter that was replayed or discarded; nothing of its content is kept."""

    id: int
    """The id that the dead letter had."""
    event_id: UUID
    type: str
    topic: str
    key: str
    error_type: str | None
    attempts: int
    arrived_at: datetime
    settled_at: datetime
    """UTC."""
    outcome: str
    """`replayed` or `discarded`."""


class TableChangeView(View):
    """Rows of one table that an event would change."""

    table: str
    added: int
    changed: int
    deleted: int


class ReplayEffectView(View):
    """What handling one event would do."""

    id: int
    """Of the dead letter."""
    type: str
    published: list[str]
    """The types of the events that would be published, in order."""
    changes: list[TableChangeView]
    """By table; timers that would be set are rows of `timers`."""
    error: str | None
    """Why it would fail again, by class and place; null where it would take effect."""


class ReplayedView(View):
    """What became of the events of one key; or what would become of them, in a dry run."""

    id: int
    """The dead letter that was asked for, or that its key began with."""
    topic: str
    key: str
    dry_run: bool
    handled: int
    """Events that took effect, in order; in a dry run, that would."""
    waiting: int
    """Events of the key that still wait. Where nothing failed, replay again."""
    error: str | None
    """Why it stopped; null where it did not."""
    effects: list[ReplayEffectView]
    """Of a dry run: what each event would do, up to the first that would fail. Empty otherwise."""


class GroupReplayedView(View):
    """What became of each key of a group."""

    keys: list[ReplayedView]
    left: int
    """Dead letters of the group that were not replayed by this call, or failed again."""


class ReplayForm(Form):
    """How to replay."""

    dry_run: bool = False
    """Only say what each event would do: nothing changes."""


class GroupReplayForm(Form):
    """Which group, as the list of groups says it."""

    type: Annotated[str, Field(max_length=200)]
    place: Annotated[str, Field(max_length=400)]
    dry_run: bool = False
    """Only say what each event would do: nothing changes."""


class LetterDiscardForm(Form):
    """Why nobody needs the event."""

    reason: Annotated[str, Field(min_length=3, max_length=400)]
    """For the audit log. Write nothing about a patient."""


class LetterDiscardedView(View):
    """A dead letter is gone for good."""

    id: int
    behind: int
    """Events of its key that are still parked: replay one of them."""
