"""Compares a version with another, for a director to read before signing."""

from dataclasses import dataclass
from typing import Any

from chassis.reference.canonical import Json
from chassis.reference.differences import Difference, differences
from chassis.reference.kinds import Kind
from chassis.reference.store import content_of, head_in_force, head_of
from chassis.work import Work


@dataclass(frozen=True)
class Comparison:
    """What a version changes in another."""

    version: str
    against: str | None
    """The other one; None when nothing is in force to compare with: then everything is new."""
    differences: list[Difference]


async def compare(work: Work, kind: Kind[Any], version: str, against: str | None = None) -> Comparison:
    """Compare with ``against``, or with the version that counts today (UTC). Raises NotFound."""
    after = await _parts_of(work, kind, version)
    if against is None:
        head = await head_in_force(work, kind.name, work.now.date())
        against = head.version if head else None
    before = await _parts_of(work, kind, against) if against else {}
    return Comparison(version, against, differences(before, after))


async def _parts_of(work: Work, kind: Kind[Any], version: str) -> Json:
    """The document, with the version's own sources under ``bibliography`` as in a file."""
    await head_of(work, kind.name, version)
    content = await content_of(work, kind.name, version)
    return {**content.document, **({"bibliography": content.bibliography} if content.bibliography else {})}
