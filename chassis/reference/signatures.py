"""Signing and withdrawing, by the medical director of the whole chain."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from chassis.reference.beginning import first_day_anywhere, go_on
from chassis.reference.documents import Problem
from chassis.reference.drafts import problems_in
from chassis.reference.kinds import Kind, Reference
from chassis.reference.store import Found, change, content_of, find_head, head_of
from chassis.refusals import Invalid, Refusal
from chassis.work import Work


class AlreadySigned(Refusal):
    """The version was signed before."""


class NotChecked(Refusal):
    """Only a checked version can be signed."""


class NeedsSignature(Refusal):
    """A version that this one is written for is not signed."""


class AlreadyWithdrawn(Refusal):
    """The version was withdrawn before."""


async def sign(work: Work, reference: Reference, kind: Kind[Any], version: str, in_force_from: date | None) -> None:
    """Sign a checked version, in force from a local day; without one, from the day that was meant, or today.

    What waited for it goes on in the same transaction. Raises NotChecked, AlreadySigned, AlreadyWithdrawn,
    NeedsSignature, Invalid, NotFound.
    """
    head = await head_of(work, kind.name, version, lock=True)
    _require_checked(kind, head)
    today = first_day_anywhere(work.now)
    if in_force_from is not None and in_force_from < today:
        raise Invalid(
            f"{in_force_from} is past: a version comes into force today or later, never before it was signed."
        )
    await _require_sound(work, reference, kind, head)
    day = in_force_from or max(today, head.in_force_from or today)
    who = {"signed_by": work.actor.subject, "signed_at": work.now}
    await change(work, kind.name, version, status="signed", in_force_from=day, **who)
    work.audit("reference version signed", f"{kind.name}/{version}", digest=head.digest, in_force_from=str(day))
    await go_on(work, reference, kind.name, version, day)


async def withdraw(work: Work, kind: Kind[Any], version: str, reason: str) -> None:
    """Withdraw a version that was signed or checked in error; both facts stay. Raises AlreadyWithdrawn."""
    head = await head_of(work, kind.name, version, lock=True)
    if head.status == "withdrawn":
        raise AlreadyWithdrawn(f"Version {version} of {kind.name} was withdrawn by {head.withdrawn_by} already.")
    if head.status == "draft":
        raise NotChecked(f"Version {version} of {kind.name} is a draft: discard it instead.")
    who = {"withdrawn_by": work.actor.subject, "withdrawn_at": work.now, "withdrawn_reason": reason}
    await change(work, kind.name, version, status="withdrawn", **who)
    work.audit("reference version withdrawn", f"{kind.name}/{version}", digest=head.digest)


def _require_checked(kind: Kind[Any], head: Found) -> None:
    if head.status == "signed":
        raise AlreadySigned(f"Version {head.version} of {kind.name} was signed by {head.signed_by} already.")
    if head.status == "withdrawn":
        raise AlreadyWithdrawn(f"Version {head.version} of {kind.name} was withdrawn: draft another one.")
    if head.status == "draft":
        raise NotChecked(
            f"Version {head.version} of {kind.name} is a draft: have it checked first"
            f" (POST /v1/reference/{kind.name}/{head.version}/check)."
        )


async def _require_sound(work: Work, reference: Reference, kind: Kind[Any], head: Found) -> None:
    """Checked again: the release may have become stricter, and what it needs may have been withdrawn."""
    problems: Sequence[Problem] = await problems_in(work, reference, kind, head.version)
    if problems:
        listed = [each._asdict() for each in problems]
        raise Invalid(f"Version {head.version} of {kind.name} has problems: {problems[0]}", problems=listed)
    content = await content_of(work, kind.name, head.version)
    for needed in kind.needs(kind.read_once(content)):
        companion = await find_head(work, needed.kind, needed.version)
        if companion is None or companion.status != "signed":
            raise NeedsSignature(f"It is written for version {needed.version} of {needed.kind}: sign that one first.")
