"""The digest lock: ``services/<service>/reference/digests.json`` lists every shipped version with its digest.

A file whose digest differs from the lock was edited after it was published: it is refused by name. The lock only grows.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chassis.reference.canonical import digest_of
from chassis.reference.shipped import Shipped, check_shipped, shipped_versions
from chassis.service import Service

SERVICES = Path(__file__).parents[2] / "services"
LOCK = "digests.json"
Digests = Mapping[str, str]
"""By ``kind/version``."""


@dataclass(frozen=True)
class Problem:
    """A problem of one service's shipped reference data that must be corrected before it is merged."""

    service: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.service}: {self.sentence}"


def digests_of(service: Service) -> dict[str, str]:
    """Every shipped version with the digest of its file, however it is spelt. Raises ShippedWrongly."""
    return {version.name: file_digest(version) for version in shipped_versions(service.reference)}


def file_digest(version: Shipped) -> str:
    """SHA-256 of what was written: also of the day that is meant, which the stored digest leaves to who signs it."""
    return digest_of(version.written.plain())


def published(service: Service, services: Path = SERVICES) -> dict[str, str]:
    """The lock of a service; empty when there is none yet."""
    file = lock_of(service, services)
    read: dict[str, str] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return read


def lock_of(service: Service, services: Path = SERVICES) -> Path:
    """Where the lock of a service is."""
    return services / service.name / "reference" / LOCK


def publish(service: Service, services: Path = SERVICES) -> list[str]:
    """Add the new versions to the lock; answers their names. Nothing is written while there are problems: call
    ``unsound`` and ``broken`` first."""
    locked, now = published(service, services), digests_of(service)
    new = sorted(now.keys() - locked.keys())
    if new:
        text = json.dumps(dict(sorted({**locked, **now}.items())), indent=2)
        lock_of(service, services).write_text(f"{text}\n", encoding="utf-8")
    return new


def unsound(service: Service) -> list[Problem]:
    """What is wrong with the documents themselves, by path."""
    return [Problem(service.name, str(each)) for each in check_shipped(service.reference)]


def broken(service: Service, locked: Digests) -> Iterator[Problem]:
    """Published versions that are gone or have changed."""
    now = digests_of(service)
    for name, digest in sorted(locked.items()):
        if name not in now:
            yield Problem(
                service.name, f"{name} was published and is missing: restore it, because old decisions name it."
            )
        elif now[name] != digest:
            version = name.split("/")[1]
            yield Problem(
                service.name,
                f"{name} was published and has changed: restore its old content, and write a new version"
                f' with "extends": "{version}".',
            )


def unpublished(service: Service, locked: Digests) -> Iterator[Problem]:
    """Versions that are not in the lock yet."""
    for name in sorted(digests_of(service).keys() - locked.keys()):
        yield Problem(service.name, f"{name} is new: run `make reference` and commit {LOCK}.")
