"""``needlepoint topics``: compares Kafka's topics with the services' settings, creates them and adds partitions."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from needlepoint.operate.places import (
    FOLDER,
    Folder,
    database_troubles_as_words,
    kafka_troubles_as_words,
    operators_transactions,
    out,
    refusals_as_words,
    service_named,
    settings_for,
    show_table,
)
from needlepoint.services import SERVICE_NAMES

if TYPE_CHECKING:
    from chassis.events.cluster_topics import TopicState
    from chassis.run.settings import Settings

app = typer.Typer(help="Kafka's topics: list, check, create, or add partitions.", no_args_is_help=True)


@dataclass(frozen=True)
class _Topic:
    """One topic of contracts/registry.py: as its publisher's settings want it, and as it is."""

    name: str
    """Without prefix."""
    settings: "Settings"
    """Its publisher's."""
    wanted: "TopicState"
    found: "TopicState | None"

    @property
    def whole_name(self) -> str:
        return self.settings.topic_prefix + self.name

    @property
    def publisher(self) -> str:
        return self.name.split(".", 1)[0]

    def differences(self) -> list[str]:
        """The differences, each a sentence with what to do about it."""
        found, wanted, setting = self.found, self.wanted, f"{self.publisher.upper()}_TOPIC"
        if found is None:
            return ["does not exist: `needlepoint topics create`"]
        said = []
        if found.partitions < wanted.partitions:
            said.append(f"has {found.partitions} partitions, wanted {wanted.partitions}: `needlepoint topics grow`")
        if found.partitions > wanted.partitions:
            said.append(
                f"has {found.partitions} partitions, wanted {wanted.partitions}: Kafka cannot remove partitions,"
                f" and their events would be lost; set {setting}_PARTITIONS={found.partitions}"
            )
        if found.replication != wanted.replication:
            said.append(
                f"has {found.replication} replicas, wanted {wanted.replication}: replicas are changed by"
                f" Kafka's kafka-reassign-partitions.sh only, or set {setting}_REPLICATION={found.replication}"
            )
        if found.retention is not None and found.retention != wanted.retention:
            hours = _hours(found.retention)
            said.append(
                f"keeps events for {hours}, wanted {_hours(wanted.retention)}: change it with Kafka's kafka-configs.sh"
                f" --alter, or set {setting}_RETENTION_HOURS"
            )
        return said


def _hours(retention: timedelta | None) -> str:
    from chassis.events.cluster_topics import FOR_EVER

    if retention is None:
        return "?"
    return "ever" if retention == FOR_EVER else f"{retention.total_seconds() / 3600:g} h"


async def _look(folder: Path) -> list[_Topic]:
    from chassis.events.cluster_topics import topics_of, wanted
    from contracts.registry import TOPICS

    found = []
    for publisher in SERVICE_NAMES:
        names = [topic for topic in TOPICS if topic.startswith(f"{publisher}.")]
        settings = settings_for(service_named(publisher), folder)
        with kafka_troubles_as_words(settings):
            async with topics_of(settings) as topics:
                states = await topics.states([settings.topic_prefix + name for name in names])
        found += [_Topic(name, settings, wanted(settings), states.get(settings.topic_prefix + name)) for name in names]
    return found


@app.command("list")
def list_(folder: Folder = FOLDER) -> None:
    """List every topic with its properties, the wanted ones, and the differences.

    Example: needlepoint topics list
    """
    titles = ("topic", "partitions", "copies", "keeps", "wanted", "differs")
    show_table(titles, [_line(topic) for topic in asyncio.run(_look(folder))])


def _line(topic: _Topic) -> tuple[str, ...]:
    found, wanted = topic.found, topic.wanted
    has = (str(found.partitions), str(found.replication), _hours(found.retention)) if found else ("", "", "")
    want = f"{wanted.partitions} × {wanted.replication}, {_hours(wanted.retention)}"
    return (topic.whole_name, *has, want, "; ".join(topic.differences()))


@app.command()
def check(folder: Folder = FOLDER) -> None:
    """Check that every topic exists and is as wanted. Exit code 1 when one is not.

    Example: needlepoint topics check
    """
    _end_with(_differences(asyncio.run(_look(folder))))
    out.print("Every topic exists and is as wanted.")


def _differences(topics: Sequence[_Topic]) -> list[str]:
    return [f"{topic.whole_name} {said}" for topic in topics for said in topic.differences()]


def _end_with(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        out.print(f"✗ {sentence}", markup=False)
    if sentences:
        raise typer.Exit(1)


@app.command()
def create(folder: Folder = FOLDER) -> None:
    """Create missing topics. Existing topics are left as they are; exit code 1 when one is not as wanted.

    Example: needlepoint topics create
    """
    asyncio.run(_create([topic for topic in asyncio.run(_look(folder)) if topic.found is None]))
    _end_with(_differences(asyncio.run(_look(folder))))
    out.print("Every topic exists and is as wanted.")


async def _create(missing: Sequence[_Topic]) -> None:
    from chassis.events.cluster_topics import ensure_topics, topics_of

    for topic in missing:
        with kafka_troubles_as_words(topic.settings), _cluster_refusals_as_words():
            async with topics_of(topic.settings) as topics:
                await topics.create([topic.whole_name], topic.wanted)
            await ensure_topics(topic.settings, (topic.name,))  # until it has a leader
        out.print(f"{topic.whole_name}: created")


@contextmanager
def _cluster_refusals_as_words() -> Iterator[None]:
    from aiokafka.errors import IncompatibleBrokerVersion

    from chassis.events.cluster_topics import TopicRefused

    try:
        yield
    except IncompatibleBrokerVersion as error:
        words = "This Kafka, probably the embedded one, creates topics at their first use: nothing to do."
        out.print(words, style="red", markup=False)
        raise typer.Exit(1) from error
    except TopicRefused as refused:
        out.print(f"Kafka refused. {refused}", style="red", markup=False)
        raise typer.Exit(1) from refused


@app.command()
def grow(
    topic: Annotated[str, typer.Argument(help="Without prefix, e.g. booking.patients.")], folder: Folder = FOLDER
) -> None:
    """Give a topic as many partitions as its publisher's settings want. This cannot be undone.

    Keys then go to other partitions. So all events on the topic must have been consumed, and the publisher's workers
    must be stopped: otherwise a later event of a patient could be consumed before an earlier one.

    Example: needlepoint topics grow booking.patients
    """
    found = {each.name: each for each in asyncio.run(_look(folder))}
    if topic not in found:
        raise typer.BadParameter(f"There is no topic {topic}: use one of {', '.join(found)}.")
    _require_growth(found[topic])
    with refusals_as_words(), database_troubles_as_words(found[topic].publisher):
        asyncio.run(_grow(found[topic], folder))
    partitions = found[topic].wanted.partitions
    out.print(f"{found[topic].whole_name}: {partitions} partitions. Start {found[topic].publisher}'s workers again;")
    out.print("consumers find the new partitions within 5 minutes, or at once after a restart of all their workers.")


def _require_growth(topic: _Topic) -> None:
    if topic.found and topic.found.partitions < topic.wanted.partitions:
        return
    found = f"has {topic.found.partitions}" if topic.found else "does not exist"
    out.print(
        f"{topic.whole_name} {found}; {topic.publisher.upper()}_TOPIC_PARTITIONS={topic.wanted.partitions} wants no"
        " more than that. Raise it first; Kafka cannot remove partitions.",
        style="red",
        markup=False,
    )
    raise typer.Exit(1)


async def _grow(topic: _Topic, folder: Path) -> None:
    from chassis.events.cluster_topics import topics_of
    from chassis.events.leases import no_relay

    async with (
        operators_transactions(topic.settings, service_named(topic.publisher)) as transactions,
        no_relay(transactions.database, topic.publisher),
    ):
        with kafka_troubles_as_words(topic.settings), _cluster_refusals_as_words():
            await _require_all_taken(topic, folder)
            async with topics_of(topic.settings) as topics:
                await topics.grow(topic.whole_name, topic.wanted.partitions)


async def _require_all_taken(topic: _Topic, folder: Path) -> None:
    """Refuse while a consumer has not consumed the whole topic. Raises Refusal."""
    from chassis.events.lag import lag_of
    from chassis.refusals import Refusal

    for service in map(service_named, SERVICE_NAMES):
        if topic.name not in service.reactions.topics:
            continue
        lag = await lag_of(settings_for(service, folder), service.name, [topic.name])
        if lag.waiting:
            raise Refusal(
                f"{lag.waiting} events of {topic.whole_name} wait for {service.name}: let it consume them first"
                f" (`needlepoint lag --service {service.name}`)."
            )
