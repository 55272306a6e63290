"""``needlepoint lag``: how far each service is behind what Kafka has for it."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from needlepoint.operate.places import (
    FOLDER,
    Folder,
    OneService,
    kafka_troubles_as_words,
    services_named,
    settings_for,
    show_table,
)

if TYPE_CHECKING:
    from chassis.events.lag import GroupLag, TopicLag

ALL = "all"


def lag(
    service: OneService = None,
    above: Annotated[
        int | None, typer.Option(min=0, help="Exit with 1 when more events than this wait for any service.")
    ] = None,
    folder: Folder = FOLDER,
) -> None:
    """How many events wait on Kafka for each service, by topic, and how many workers take them.

    Example: needlepoint lag --service notifications --above 1000
    """
    from chassis.events.lag import lag_of

    groups = []
    for each in services_named(service):
        settings = settings_for(each, folder)
        with kafka_troubles_as_words(settings):
            groups.append(asyncio.run(lag_of(settings, each.name, each.reactions.topics)))
    lines = [line for group in groups for line in _lines(group)]
    show_table(("group", "workers", "topic", "waiting", "note"), lines)
    if above is not None and any(group.waiting > above for group in groups):
        raise typer.Exit(1)


def _lines(group: "GroupLag") -> list[tuple[str, ...]]:
    start = (group.group, "?" if group.members is None else str(group.members))
    each = [(*start, topic.topic, str(topic.waiting), _note(topic)) for topic in group.topics]
    return [*each, (*start, ALL, str(group.waiting), "" if group.topics else "no topic of it is on Kafka yet")]


def _note(topic: "TopicLag") -> str:
    if topic.missed:
        return f"{topic.missed} deleted by Kafka before they were taken: `needlepoint outbox again` brings them back"
    return "never took anything" if topic.waiting and not topic.committed else ""
