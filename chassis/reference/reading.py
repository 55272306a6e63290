"""Which version counts, and what an old one says: what commands and reactions of a service ask."""

from datetime import date
from typing import TypeVar

from chassis.reference.documents import Document
from chassis.reference.kinds import Kind, Version
from chassis.reference.store import head_in_force, head_of, heads_of, version_from
from chassis.refusals import Refusal
from chassis.work import Work

D = TypeVar("D", bound=Document)


class NothingInForce(Refusal):
    """No signed version of a kind is in force, and this is not a rehearsal."""


async def in_force(work: Work, kind: Kind[D], day: date) -> Version[D] | None:
    """The version of ``kind`` that counts on the local ``day``, or None: then what needs it waits.

    It is the newest signed version that has begun and is not withdrawn. In a rehearsal a checked version counts as long
    as no signed one does, and its ``signature`` is ``unsigned``.
    """
    head = await head_in_force(work, kind.name, day)
    return await version_from(work, kind, head) if head else None


async def require_in_force(work: Work, kind: Kind[D], day: date) -> Version[D]:
    """The same. Raises NothingInForce."""
    found = await in_force(work, kind, day)
    if found is None:
        raise NothingInForce(
            "No signed version of {kind} is in force on {day}: the medical director of the chain signs one.",
            kind=kind.name,
            day=day,
        )
    return found


async def in_force_or_waiting(work: Work, kind: Kind[D], day: date) -> Version[D] | None:
    """The version that counts on the local ``day``, else the newest checked or signed one: to ask by, not to decide."""
    if found := await in_force(work, kind, day):
        return found
    waiting = [head for head in await heads_of(work, kind.name) if head.status in ("checked", "signed")]
    return await version_from(work, kind, waiting[0]) if waiting else None


async def version(work: Work, kind: Kind[D], name: str) -> Version[D]:
    """The version of that name, also a withdrawn one: for explaining what it decided. Raises NotFound."""
    return await version_from(work, kind, await head_of(work, kind.name, name))
