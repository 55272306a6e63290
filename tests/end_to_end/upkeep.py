"""A system that ``needlepoint up`` keeps running in a folder, for tests."""

import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.people import People
from tests.end_to_end.processes import Program, started


@dataclass
class Up:
    """What it printed, taken at its word."""

    folder: Path
    program: Program
    people: People

    @property
    def kafka(self) -> str:
        """The address of its broker, from the settings that it wrote down."""
        found = re.search(r"BOOKING_KAFKA_BOOTSTRAP=(\S+)", (self.folder / "settings.env").read_text())
        assert found
        return found[1]


@asynccontextmanager
async def up(folder: Path, end: signal.Signals = signal.SIGINT) -> AsyncIterator[Up]:
    """Run it until the block ends, and then by ``end``: Ctrl-C, or worse."""
    program = await started("-m", "needlepoint.cli", "up", "--folder", str(folder))
    people = None
    try:
        await program.says("Ctrl-C stops")
        addresses = dict(re.findall(r"^ *(\w+) +(http://\S+)/docs", program.output, re.MULTILINE))
        tokens = dict(re.findall(r"^(\w+): (\S+)$", program.output, re.MULTILINE))
        people = People(addresses, tokens)
        yield Up(folder, program, people)
    except BaseException:
        await program.told_to_end(signal.SIGKILL)
        raise
    finally:
        if people:
            await people.close()
        code = await program.told_to_end(end)
    assert code == (0 if end is signal.SIGINT else -end), program.output
