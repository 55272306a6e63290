"""The locks of earlier revisions, so that a version and its lock cannot be changed together."""

import json
import subprocess
from pathlib import Path


class NotCompared(Exception):
    """There is nothing to compare with; the text says why."""


def locks_at(revision: str, lock: Path) -> dict[str, str]:
    """A lock as it was at ``revision``, a git name such as ``origin/main``; empty without one. Raises NotCompared."""
    if revision.startswith("-"):
        raise NotCompared(f"{revision!r} is not a revision.")
    folder = lock.parent
    if not folder.is_dir() or not _git(folder, "ls-tree", "--name-only", f"{revision}^{{commit}}", lock.name):
        return {}
    read: dict[str, str] = json.loads(_git(folder, "show", f"{revision}:./{lock.name}"))
    return read


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True).stdout
    except FileNotFoundError as error:
        raise NotCompared("not compared with history: git is not installed.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise NotCompared(f"not compared with history: {said[0] if said else 'git gave no reason'}.") from error
