"""Programs as an operator starts them: what they print, how they end."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

DATE = ("LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC", "NO_FAKE_STAT", "PYTHONPATH", "TZ")
"""What `make dates` sets."""
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", *(DATE if "FAKETIME" in os.environ else ()))
PLAIN = {name: value for name, value in os.environ.items() if name in KEPT}
"""The environment that every program gets: of what the test run was given, only the date."""


@dataclass
class Program:
    """A process, and what it has printed so far."""

    process: asyncio.subprocess.Process
    printed: list[str] = field(default_factory=list)
    _reading: asyncio.Task[None] | None = None

    @property
    def output(self) -> str:
        """Standard output and standard error, as they came."""
        return "".join(self.printed)

    @property
    def words(self) -> str:
        """The same, however its lines were broken."""
        return " ".join(self.output.split())

    async def says(self, words: str, seconds: float = 90) -> None:
        """Return once it has printed ``words``. Raises AssertionError when it ends, or takes too long, without."""
        deadline = asyncio.get_running_loop().time() + seconds
        while words not in self.output:
            ended = self.process.returncode is not None and self._reading is not None and self._reading.done()
            assert not ended, f"it ended with {self.process.returncode} and said:\n{self.output}"
            assert asyncio.get_running_loop().time() < deadline, f"no {words!r} in:\n{self.output}"
            await asyncio.sleep(0.02)

    async def ends(self, seconds: float = 400) -> int:
        """Its exit code (negative: the signal that ended it)."""
        code = await asyncio.wait_for(self.process.wait(), seconds)
        if self._reading:
            await self._reading
        return code

    async def told_to_end(self, by: signal.Signals = signal.SIGTERM, seconds: float = 60) -> int:
        """Send a signal; its exit code."""
        if self.process.returncode is None:
            self.process.send_signal(by)
        return await self.ends(seconds)

    async def read(self) -> None:
        """Keep what it prints, until it ends."""
        assert self.process.stdout is not None
        while piece := await self.process.stdout.read(65536):
            self.printed.append(piece.decode())


async def started(*words: str, environment: Mapping[str, str] | None = None) -> Program:
    """``python words...`` in the repository, with only these settings in its environment."""
    return await run_by(sys.executable, *words, environment=environment)


async def run_by(command: str, *words: str, environment: Mapping[str, str] | None = None) -> Program:
    """The same of another command."""
    process = await asyncio.create_subprocess_exec(
        command,
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**PLAIN, "PYTHONUNBUFFERED": "1", **(environment or {})},
    )
    program = Program(process)
    program._reading = asyncio.create_task(program.read())
    return program
