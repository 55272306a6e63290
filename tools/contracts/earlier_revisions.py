"""The schemas of earlier revisions, so that a model and its published schema cannot be changed together."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from contracts.event import Event
from contracts.registry import EVENTS
from tools.contracts.publication import ROOT, Problem, broken_promises


class RevisionUnknown(Exception):
    """There is nothing to compare with; the text says why. The caller may go on and report that it did not compare."""


def check_since(revision: str, root: Path = ROOT, events: Sequence[type[Event]] = EVENTS) -> list[Problem]:
    """Promises of ``revision`` (a git name, e.g. ``origin/main``) that do not hold any more. Raises RevisionUnknown."""
    schemas = {name: json.loads(text) for name, text in _files_at(revision, root, "schemas").items()}
    return [
        Problem(problem.event_type, f"{problem.sentence} (compared with {revision})")
        for problem in broken_promises(schemas, _files_at(revision, root, "examples"), events)
    ]


def _files_at(revision: str, root: Path, folder: str) -> dict[str, bytes]:
    """The JSON files of a folder as they were, by name without ``.json``; none when there was no such folder."""
    names = _git(root, revision, "ls-tree", "--name-only", f"{revision}^{{commit}}", f"{folder}/").decode().split()
    return {
        Path(name).stem: _git(root, revision, "show", f"{revision}:./{name}")
        for name in names
        if name.endswith(".json")
    }


def _git(root: Path, revision: str, *arguments: str) -> bytes:
    if revision.startswith("-"):
        raise RevisionUnknown(f"{revision!r} is not a revision.")
    try:
        asked = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True)
    except FileNotFoundError as error:
        raise RevisionUnknown("Not compared with history: git is not installed.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        reason = said[0] if said else "git gave no reason"
        raise RevisionUnknown(
            f"Not compared with history: there is no revision {revision!r} here ({reason})."
        ) from error
    return asked.stdout
