"""Servers as child processes that never outlive this one: not after a clean end, Ctrl-C, or a kill."""

import asyncio
import atexit
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from needlepoint.trial.embedded import launch
from needlepoint.trial.embedded.account import Account

_running: dict[int, tuple["subprocess.Popen[bytes]", signal.Signals]] = {}


def spawn(
    command: Sequence[str],
    *,
    account: Account | None = None,
    on_our_death: signal.Signals = signal.SIGKILL,
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> "subprocess.Popen[bytes]":
    """Start `command` (an absolute path first) in a session of its own, so that Ctrl-C reaches only us.

    When we end, in whatever way, it is sent `on_our_death`. Linux ties that to the calling *thread*: call this from a
    thread that lives as long as the server shall, which is the one of the event loop. Output is appended to `log`.
    """
    uid, gid = (account.uid, account.gid) if account else (-1, -1)
    words = [str(os.getpid()), str(int(on_our_death)), str(uid), str(gid)]
    with contextlib.ExitStack() as stack:
        output: IO[bytes] | int = stack.enter_context(log.open("ab")) if log else subprocess.DEVNULL
        child = subprocess.Popen(  # noqa: S603 - the command comes from our own code
            [sys.executable, "-I", "-S", launch.__file__, *words, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment) if environment is not None else None,
            cwd="/",
            start_new_session=True,
        )
    _running[child.pid] = (child, on_our_death)
    return child


async def ended(child: "subprocess.Popen[bytes]", within: float) -> int | None:
    """The exit status, or None when it is still running after `within` seconds."""
    deadline = asyncio.get_running_loop().time() + within
    while (status := child.poll()) is None:
        if asyncio.get_running_loop().time() >= deadline:
            return None
        await asyncio.sleep(0.01)
    _running.pop(child.pid, None)
    return status


async def end(child: "subprocess.Popen[bytes]", *politely: tuple[signal.Signals, float]) -> None:
    """Send each signal and wait its seconds; SIGKILL when none of them was enough."""
    for wish, seconds in politely:
        if child.poll() is None:
            child.send_signal(wish)
        if await ended(child, seconds) is not None:
            return
    child.kill()
    await ended(child, 10)


@atexit.register
def _end_all() -> None:
    """Stop the children that are left when the interpreter ends. Linux does that by itself, macOS does not."""
    for child, wish in _running.values():
        if child.poll() is None:
            child.send_signal(wish)
    for child, _ in _running.values():
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
