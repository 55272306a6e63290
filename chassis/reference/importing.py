"""Shipped versions come into the database when it is migrated, and what is kept there is verified at every start."""

from typing import Any

from pydantic import ValidationError

from chassis.reference.canonical import canonical
from chassis.reference.documents import problems_of
from chassis.reference.kinds import Reference
from chassis.reference.shipped import Shipped, ShippedWrongly, check_shipped, shipped_versions
from chassis.reference.store import content_of, find_head, heads_but_drafts, insert_version, written_of
from chassis.refusals import NotFound
from chassis.work import Transactions, Work


class PublishedHasChanged(Exception):
    """A shipped file is not what was imported from it before."""


class UnreadableVersion(Exception):
    """A version that is kept cannot be used by this release."""


async def import_shipped(work: Work, reference: Reference) -> list[str]:
    """Keep the shipped versions that are new, as checked; answers their names.

    Raises:
        PublishedHasChanged: a file was edited after it had been imported.
        ShippedWrongly: a shipped version has problems.
        UnreadableVersion: a version of the chain's own is not readable by this release.
    """
    if problems := check_shipped(reference):
        raise ShippedWrongly("; ".join(map(str, problems)))
    new = []
    for version in shipped_versions(reference):
        if await _is_new(work, version):
            who: dict[str, Any] = {"checked_by": work.actor.subject, "checked_at": work.now}
            await insert_version(
                work, version.kind, version.written, version.content, shipped=True, status="checked", **who
            )
            new.append(version.name)
    await _require_readable(work, reference)
    return new


async def _is_new(work: Work, shipped: Shipped) -> bool:
    kept = await find_head(work, shipped.kind, shipped.written.version)
    if kept is None:
        return True
    written = await written_of(work, shipped.kind, shipped.written.version)
    if kept.digest != shipped.content.digest or canonical(written.plain()) != canonical(shipped.written.plain()):
        raise PublishedHasChanged(
            f"{shipped.name} was published and has changed: restore the old file, and write a new version"
            f' with "extends": "{shipped.written.version}".'
        )
    return False


async def _require_readable(work: Work, reference: Reference) -> None:
    for row in await heads_but_drafts(work):
        try:
            kind = reference.kind_named(row.kind)
            kind.read_once(await content_of(work, row.kind, row.version))
        except (NotFound, ValidationError) as error:
            why = problems_of(error)[0] if isinstance(error, ValidationError) else error
            raise UnreadableVersion(
                f"{row.kind}/{row.version} is kept in the database, and this release cannot read it: {why}"
                " Go back to the release before, or take one that reads it."
            ) from error


async def verify(transactions: Transactions, reference: Reference) -> None:
    """Compute the digest of every version that is kept. Raises ReferenceAltered when one is not what it was."""
    if not reference.kinds:
        return
    async with transactions.begin() as work:
        for row in await heads_but_drafts(work):
            await content_of(work, row.kind, row.version)
