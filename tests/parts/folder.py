"""Folders for data that a run throws away, and the end of those whose run was killed before it could."""

import shutil
import tempfile
from pathlib import Path

from needlepoint.trial.embedded.leftovers import AlreadyInUse, Lock


def fresh_folder(kind: str) -> Path:
    """A new one in the temporary directory. Whoever uses it holds a `Lock` on it, by which the next run knows."""
    prefix = f"needlepoint-{kind}-"
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        if _abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=prefix))


def _abandoned(folder: Path) -> bool:
    if not (folder / "lock").exists():
        return False  # being made, or not ours
    try:
        Lock(folder).release()
    except (AlreadyInUse, OSError):
        return False
    return True
