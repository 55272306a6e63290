"""What tests fetch or install once for all runs, in ``.parts``."""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTS = Path(__file__).parents[2] / ".parts"


def kept(what: str) -> Path:
    """The folder of a package or a tool, by its name and version."""
    return PARTS / re.sub(r"[^a-z0-9.]+", "-", what)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Fill a folder while no other worker of the run does."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
