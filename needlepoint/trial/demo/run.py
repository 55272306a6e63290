"""Playing the story from the first scene to the summary."""

import shutil
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from chassis.run.logs import configure_logs
from needlepoint.trial.containers import ComposedSystem
from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.requests_shown import RequestsShown
from needlepoint.trial.demo.scenes import SCENES, Scene
from needlepoint.trial.demo.stage import Stage
from needlepoint.trial.demo.tap import Tap
from needlepoint.trial.demo.world import StoryBroken, World
from needlepoint.trial.settling import NotSettled
from needlepoint.trial.system import EmbeddedSystem, OtherKafka

Scenes = Sequence[tuple[str, Scene]]
LISBON = ZoneInfo("Europe/Lisbon")


def _next_monday(now: datetime) -> datetime:
    """The story starts on a Monday at 15:00 in Lisbon, when New York is awake too, whatever day it is today."""
    local = now.astimezone(LISBON)
    monday = local + timedelta(days=7 - local.weekday())
    return monday.replace(hour=15, minute=0, second=0, microsecond=0)


async def play(
    console: Console, *, kafka: OtherKafka | None = None, scenes: Scenes = SCENES, requests: bool = False
) -> bool:
    """Play everything in a folder that is thrown away; True when all of it happened.

    On a Kafka broker of its own, or on ``kafka``. With ``requests`` each request is shown.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="needlepoint-", ignore_cleanup_errors=True) as folder:
        log = Path(folder) / "services.log"
        with log.open("w") as stream:
            configure_logs("INFO", stream)
            console.print("Needlepoint: the services, PostgreSQL and a Kafka broker are starting on this machine …")
            async with EmbeddedSystem(Path(folder), durable=False, kafka=kafka, rehearsal=False) as system:
                narration = await _play_on(system, console, began, scenes, requests)
        if narration.broken:
            kept = Path(tempfile.gettempdir()) / "needlepoint-demo.log"
            shutil.copy(log, kept)
            console.print(f"What the services logged is kept in {kept}.", markup=False)
    _verdict(console, narration, time.monotonic() - began)
    if not narration.broken:
        console.print("Next: `needlepoint up` (make up) keeps such a system running: open its address in a browser.")
    return not narration.broken


async def play_against(console: Console, env_file: Path, *, requests: bool = False) -> bool:
    """Play everything on the containers that ``env_file`` describes; True when all of it happened.

    Raises CannotRehearse.
    """
    began = time.monotonic()
    console.print(f"Needlepoint: the containers that {env_file} describes.")
    async with ComposedSystem(env_file) as system:
        narration = await _play_on(system, console, began, SCENES, requests)
    _verdict(console, narration, time.monotonic() - began)
    return not narration.broken


async def _play_on(stage: Stage, console: Console, began: float, scenes: Scenes, requests: bool) -> Narration:
    console.print(f"Up after {time.monotonic() - began:.1f} s. Right of each line: the events that flowed.")
    shown = RequestsShown(console) if requests else None
    async with Tap(stage.kafka_client, stage.topic_prefix) as tap, World(stage, shown=shown) as world:
        narration = Narration(console, tap, world.settle)
        await _narrate(world, narration, scenes, tap)
        dead = await _summary(console, stage)
        if dead:
            narration.broken.append(f"{dead} dead letters")
        return narration


async def _narrate(world: World, narration: Narration, scenes: Scenes, tap: Tap) -> None:
    try:
        await world.travel(_next_monday(world.now))
        for number, (title, scene) in enumerate(scenes, start=1):
            narration.scene(number, title)
            await scene(world, narration)
        as_published = f"Each of the {tap.seen} events that flowed is as its published schema says."
        await narration.fact(bool(tap.seen) and not tap.violations, as_published, instead=tap.violations)
    except (StoryBroken, NotSettled, LookupError, TypeError) as error:
        narration.break_off(f"The story broke off: {type(error).__name__}: {error}")
        narration.broken += tap.violations


async def _summary(console: Console, stage: Stage) -> int:
    table = Table(title="\nWhat flowed", title_justify="left")
    for heading in ("service", "published", "consumed", "dead letters"):
        table.add_column(heading, justify="left" if heading == "service" else "right")
    dead = 0
    for name, counts in (await stage.counts()).items():
        table.add_row(name, str(counts.published), str(counts.consumed), str(counts.dead_letters))
        dead += counts.dead_letters
    console.print(table)
    return dead


def _verdict(console: Console, narration: Narration, seconds: float) -> None:
    if narration.broken:
        console.print(f"[bold red]{len(narration.broken)} of {narration.facts} facts did not hold:")
        for sentence in narration.broken:
            console.print(f"  ✗ {sentence}", markup=False)
    else:
        console.print(f"[bold green]All {narration.facts} facts hold.[/] {seconds:.1f} s.")
