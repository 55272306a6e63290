"""Folders for data that a run throws away, and the end of those whose run was killed before it could."""

import shutil
import tempfile
from pathlib import Path

from needlepoint.trial.embedded.leftovers import AlreadyInUse, Lock

MEMORY = Path("/dev/shm")  # noqa: S108 - Linux's file system in memory
ENOUGH_MEMORY = 2 * 1024**3
"""Bytes that are free there. Containers often have 64 MB."""


def fresh_folder(kind: str, *, in_memory: bool = False) -> Path:
    """A new one in the temporary directory, or in memory where that is possible and there is room. Whoever uses it
    holds a `Lock` on it, by which the next run knows."""
    prefix = f"needlepoint-{kind}-"
    place = MEMORY if in_memory and _has_room(MEMORY) else Path(tempfile.gettempdir())
    for folder in place.glob(f"{prefix}*"):
        if _abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=place))


def _has_room(place: Path) -> bool:
    return place.is_dir() and shutil.disk_usage(place).free >= ENOUGH_MEMORY


def _abandoned(folder: Path) -> bool:
    if not (folder / "lock").exists():
        return False  # being made, or not ours
    try:
        Lock(folder).release()
    except (AlreadyInUse, OSError):
        return False
    return True
