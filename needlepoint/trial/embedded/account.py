"""The account that PostgreSQL runs under when we are root: it refuses to run as root."""

import logging
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from needlepoint.trial.embedded.prerequisites import MissingPrerequisite

log = logging.getLogger(__name__)

# A dedicated account when the machine's owner made one, else the one every Unix has: no account has to be created, and
# none stays behind after a demo.
CANDIDATES = ("needlepoint", "nobody")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def account_for_postgres(cluster: Path) -> Account | None:
    """The one that owns `cluster` already, else the first candidate there is. None when we are an ordinary user and can
    run it as ourselves. Raises MissingPrerequisite."""
    if os.geteuid() != 0:
        return None
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Account(f"user {owner.st_uid}", owner.st_uid, owner.st_gid)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise MissingPrerequisite(
        "PostgreSQL does not run as root, and this machine has no other account for it. "
        "Create one with: useradd --system --no-create-home needlepoint   (or run this as an ordinary user)"
    )


def open_way_to(path: Path) -> None:
    """Let other accounts pass through the folders above `path` (o+x: pass, not list), as /root is closed to them.

    It is logged, because the change stays.
    """
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            log.warning("letting other accounts pass through %s (chmod o+x), because PostgreSQL needs it", folder)
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def make_readable(folder: Path) -> None:
    """Let other accounts read and run what is in `folder`: under umask 077 pip installs for the owner alone."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        wanted = mode | stat.S_IRGRP | stat.S_IROTH
        if path.is_dir() or mode & stat.S_IXUSR:
            wanted |= stat.S_IXGRP | stat.S_IXOTH
        if wanted != mode:
            path.chmod(stat.S_IMODE(wanted))
