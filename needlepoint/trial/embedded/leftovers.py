"""What another run may have left in a data folder: a lock that is held, a server that still runs, a stale pid file."""

import asyncio
import contextlib
import fcntl
import os
import signal
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import psutil


class AlreadyInUse(RuntimeError):
    """Another run is using this data."""


class Lock:
    """Held while the run lives; the system releases it however the run ends."""

    def __init__(self, data_dir: Path) -> None:
        """Raises AlreadyInUse."""
        place = data_dir / "lock"
        self._file: IO[bytes] = _locked_before_it_is_seen(place) or place.open("ab")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise AlreadyInUse(
                f"{data_dir} is in use by another run. Stop that one first, or choose another folder."
            ) from None

    def release(self) -> None:
        self._file.close()


def _locked_before_it_is_seen(place: Path) -> IO[bytes] | None:
    """A new lock file that is locked already when it gets its name, so that nobody takes its folder for an abandoned
    one in between; None when there is one."""
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix="lock.", delete=False) as unnamed:
        unnamed_place = Path(unnamed.name)
    file = unnamed_place.open("ab")
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        os.link(unnamed_place, place)
    except FileExistsError:
        file.close()
        return None
    finally:
        unnamed_place.unlink()
    return file


async def clear(cluster: Path) -> None:
    """Under the lock, so that no living run owns the server that we may find: stop it, and drop a pid file that points
    to a stranger (after a restart of the machine or container its number may be anyone's, and PostgreSQL would wait for
    that one)."""
    import psutil  # without the embedded parts, this file has to load to say that they are missing

    pid_file = cluster / "postmaster.pid"
    try:
        process = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
        ours = str(cluster) in process.cmdline()
    except (psutil.AccessDenied, psutil.ZombieProcess):
        ours = False  # a zombie answers signals, so PostgreSQL would take it for a running server
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return  # PostgreSQL itself deals with the pid of a process that is gone
    if not ours:
        pid_file.unlink(missing_ok=True)
        return
    for wish in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(wish)
        if await _gone(process, within=10):
            return


async def _gone(process: "psutil.Process", within: float) -> bool:
    import psutil

    for _ in range(int(within / 0.02)):
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        await asyncio.sleep(0.02)
    return False
