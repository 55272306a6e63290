"""Workers in processes of their own, to be killed: see killed_worker.py."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from pydantic import SecretStr

from tests.support.running import Running

SERVICE = "tests.integration.chassis.tally"


class DoomedWorkers:
    """Starts one worker after the other, each of which dies by SIGKILL where it is told to."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def killed(
        self,
        running: Running,
        step: str,
        *,
        nth: int = 1,
        constants: Sequence[tuple[str, str, object]] = (),
        service: str = SERVICE,
    ) -> None:
        """Return when a worker of this service has died at ``step``, by the same clock as the test.

        ``service`` is its module. Raises AssertionError when no worker died.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        plain = {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value
            for name, value in running.settings.model_dump(exclude={"allow_plaintext"}).items()
        }
        plain |= {"allow_plaintext": sorted(running.settings.allow_plaintext)}
        job = {"service": service, "settings": plain, "step": step, "nth": nth, "constants": list(constants)}
        job["now"] = running.clock.now().isoformat()
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        answer = json.loads(await asyncio.wait_for(self._process.stdout.readline(), timeout=60))
        assert answer["signal"] == signal.SIGKILL, f"no worker died {step}: {answer}"


@asynccontextmanager
async def doomed_workers(service: str = SERVICE) -> AsyncIterator[DoomedWorkers]:
    """The process that they are forked from, until the end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.killed_worker", service),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield DoomedWorkers(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), timeout=5)
        except TimeoutError:
            process.kill()
            await process.wait()
