"""A worker that kills itself with SIGKILL at a named step of an event's life.

``python -m tests.support.killed_worker`` imports everything once and then takes jobs, one line of JSON each, on
standard input. A job is run in a fork of its own, where functions of the chassis are wrapped; the answer is a line
with how the fork ended. So product code has no hooks, and each killed worker costs milliseconds to start.
"""

import asyncio
import functools
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from chassis.clock import MovableClock
from chassis.events.inbox import Inbox
from chassis.events.reactions import Reactions
from chassis.events.relay import Relay
from chassis.events.timers import TimerHandler
from chassis.run.logs import configure_logs
from chassis.run.processes import WorkerRole
from chassis.run.settings import Settings
from chassis.service import Service
from chassis.work import Work

LONGEST = 30
"""Seconds after which a worker that did not die is ended, and the test fails."""


def die() -> None:
    """As if the machine were switched off."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: type, name: str, nth: int) -> None:
    """Die when ``name`` is called for the ``nth`` time, before it does anything."""
    original = getattr(owner, name)
    calls = iter(range(nth - 1))

    @functools.wraps(original)
    def doomed(*arguments: Any, **options: Any) -> Any:
        if next(calls, None) is None:
            die()
        return original(*arguments, **options)

    setattr(owner, name, doomed)


def after(owner: type, name: str, nth: int) -> None:
    """Die when ``name`` has returned for the ``nth`` time."""
    original = getattr(owner, name)
    calls = iter(range(nth - 1))

    @functools.wraps(original)
    async def doomed(*arguments: Any, **options: Any) -> Any:
        answer = await original(*arguments, **options)
        if next(calls, None) is None:
            die()
        return answer

    setattr(owner, name, doomed)


def after_something_was_deleted(owner: type, name: str, nth: int) -> None:
    """Die when the ``nth`` delete that had something to delete is committed."""
    original = getattr(owner, name)
    deletes = iter(range(nth - 1))

    @functools.wraps(original)
    async def doomed(self: Any, flight: Any) -> None:
        there = bool(flight.acknowledged)
        await original(self, flight)
        if there and next(deletes, None) is None:
            die()

    setattr(owner, name, doomed)


def within_a_timer(service: Service, nth: int) -> None:
    """Die when the function of the ``nth`` timer has done its work and nothing of it is committed."""
    calls = iter(range(nth - 1))

    def doom(original: TimerHandler) -> TimerHandler:
        async def doomed(work: Work, key: str, payload: dict[str, Any]) -> None:
            await original(work, key, payload)
            if next(calls, None) is None:
                die()

        return doomed

    for kind, handler in service.timers.handlers.items():
        service.timers.handlers[kind] = doom(handler)


STEPS: dict[str, Callable[[Service, int], None]] = {
    "before the relay reads": lambda _, nth: before(Relay, "_read", nth),
    "sent but not acknowledged": lambda _, nth: after(Relay, "_send", nth),
    "acknowledged but not deleted": lambda _, nth: before(Relay, "_landed", nth),
    "deleted from the outbox": lambda _, nth: after_something_was_deleted(Relay, "_delete", nth),
    "taken but not claimed": lambda _, nth: before(Inbox, "_apply", nth),
    "reacted but not committed": lambda _, nth: after(Reactions, "react_in_batch", nth),
    "committed but its offset is not": lambda _, nth: after(Inbox, "_apply", nth),
    "within a timer": within_a_timer,
}


async def _work(service: Service, settings: Settings, now: datetime) -> None:
    await WorkerRole(service, settings, MovableClock(now)).start()
    await asyncio.sleep(LONGEST)


def _run(job: dict[str, Any]) -> None:
    """In the fork: arm, work, and never come back."""
    configure_logs("ERROR")
    service: Service = importlib.import_module(job["service"]).service
    for module, name, value in job["constants"]:
        setattr(importlib.import_module(module), name, value)
    STEPS[job["step"]](service, job["nth"])
    asyncio.run(_work(service, Settings.model_validate(job["settings"]), datetime.fromisoformat(job["now"])))


def main() -> None:
    """Take jobs until standard input ends."""
    for service in sys.argv[1:]:
        importlib.import_module(service)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                _run(json.loads(line))
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        print(json.dumps({"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None}), flush=True)


if __name__ == "__main__":
    main()
