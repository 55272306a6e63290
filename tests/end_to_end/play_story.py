"""The story in a separate process: on an existing Kafka, or with something broken on purpose.

``python -m tests.end_to_end.play_story [--kafka HOST:PORT --prefix PREFIX] [--silence SERVICE]``.

Its exit code is the demo's.
"""

import argparse
import asyncio
import sys

from rich.console import Console

from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.run import play
from needlepoint.trial.demo.scenes import SCENES, Scene, clinics, registration, signing
from needlepoint.trial.demo.world import World
from needlepoint.trial.system import OtherKafka


def silent(service: str) -> Scene:
    """A scene in which the worker of a service stops, and nobody tells the story."""

    async def play(world: World, narration: Narration) -> None:
        await world.stage.stop_worker(service)

    return play


def main() -> None:
    """Tell it; exit code 0 when all of it happened."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kafka")
    parser.add_argument("--prefix", default="")
    parser.add_argument("--silence")
    asked = parser.parse_args()
    before = (clinics.play, signing.play, registration.play)
    told = [scene for scene in SCENES if scene[1] in before]
    broken = (*told[:-1], ("Something breaks", silent(asked.silence)), told[-1])
    kafka = OtherKafka(asked.kafka, asked.prefix) if asked.kafka else None
    sys.exit(not asyncio.run(play(Console(soft_wrap=True), kafka=kafka, scenes=broken if asked.silence else SCENES)))


if __name__ == "__main__":
    main()
