"""Drafts: a version while it is being written, by the medical director or an operator of the chain."""

from typing import Any

from pydantic import ValidationError

from chassis.http.editing import require_version
from chassis.reference.documents import Problem
from chassis.reference.kinds import Companions, Kind, Reference
from chassis.reference.store import (
    Found,
    change,
    companions_among,
    content_of,
    delete_draft,
    find_head,
    head_of,
    insert_version,
    replace_draft,
    written_of,
)
from chassis.reference.written import RELEASE_NAME, Content, Written, careless_changes, resolve
from chassis.refusals import Invalid, Refusal
from chassis.work import Work


class VersionExists(Refusal):
    """A version of that name is there already."""


class NotADraft(Refusal):
    """The version was checked, so it does not change any more."""


class ExtendsADraft(Refusal):
    """What a version extends must itself not change any more."""


async def create_draft(work: Work, kind: Kind[Any], written: Written) -> None:
    """Keep a new draft. Raises Invalid, VersionExists, ExtendsADraft, NotFound, NotJson."""
    if RELEASE_NAME.fullmatch(written.version):
        raise Invalid(
            f"Names like {written.version} are those of releases: choose another one, such as our-{written.version}."
        )
    content = resolve(written, await _base_of(work, kind, written))
    if not await insert_version(work, kind.name, written, content, shipped=False, status="draft"):
        raise VersionExists(f"There is a version {written.version} of {kind.name}: choose another name.")
    work.audit("reference version drafted", _subject(kind, written.version), digest=content.digest)


async def edit_draft(work: Work, kind: Kind[Any], version: str, written: Written, expected: int) -> None:
    """Replace a draft's content. Raises Stale, NotADraft, Invalid, ExtendsADraft, NotFound, NotJson."""
    head = await _lock_draft(work, kind, version)
    require_version(expected, head.revision)
    if written.version != version:
        raise Invalid(f"The draft is {version}, the body says {written.version}: a version keeps its name.")
    content = resolve(written, await _base_of(work, kind, written))
    await replace_draft(work, kind.name, written, content, head.revision + 1)
    work.audit("reference version edited", _subject(kind, version), digest=content.digest)


async def discard_draft(work: Work, kind: Kind[Any], version: str, expected: int) -> None:
    """Forget a draft. Raises Stale, NotADraft, NotFound."""
    head = await _lock_draft(work, kind, version)
    require_version(expected, head.revision)
    await delete_draft(work, kind.name, version)
    work.audit("reference version discarded", _subject(kind, version), digest=head.digest)


async def check(work: Work, reference: Reference, kind: Kind[Any], version: str) -> list[Problem]:
    """What is wrong with a version. A draft without problems is checked from then on, and changes no more."""
    head = await head_of(work, kind.name, version, lock=True)
    problems = await problems_in(work, reference, kind, version)
    if head.status == "draft" and not problems:
        who = {"checked_by": work.actor.subject, "checked_at": work.now}
        await change(work, kind.name, version, status="checked", **who)
        work.audit("reference version checked", _subject(kind, version), digest=head.digest)
    return problems


async def problems_in(work: Work, reference: Reference, kind: Kind[Any], version: str) -> list[Problem]:
    """What is wrong with a stored version: its changes, its document, and what it needs."""
    return await problems_with(work, reference, kind, await written_of(work, kind.name, version))


async def problems_with(work: Work, reference: Reference, kind: Kind[Any], written: Written) -> list[Problem]:
    """What would be wrong with a version that is written like this. Raises ExtendsADraft, NotFound, NotJson."""
    base = await _base_of(work, kind, written)
    content = resolve(written, base)
    companions = await _companions(work, reference, kind, content)
    return [*careless_changes(written, base), *reference.check(kind, content, companions)]


async def problems_of_file(work: Work, reference: Reference, kind: Kind[Any], written: Written) -> list[Problem]:
    """The same of a version that is not kept here yet, and whether its name is free."""
    problems = await problems_with(work, reference, kind, written)
    there = await find_head(work, kind.name, written.version)
    if there is None or there.status == "draft":  # another import replaces a draft
        return problems
    if resolve(written, await _base_of(work, kind, written)).digest == there.digest:
        return problems
    taken = (
        f"There is a version {written.version} already, {there.status}, with other content, which does not change any"
        f" more. Choose another name, such as {written.version}-b."
    )
    return [Problem("version", taken), *problems]


async def _companions(work: Work, reference: Reference, kind: Kind[Any], content: Content) -> Companions:
    try:
        document = kind.read(content.document)
    except ValidationError:
        return {}  # the check says what is wrong with it
    return await companions_among(work, reference.kinds, kind.needs(document))


async def _base_of(work: Work, kind: Kind[Any], written: Written) -> Content | None:
    if written.extends is None:
        return None
    head = await head_of(work, kind.name, written.extends)
    if head.status == "draft":
        raise ExtendsADraft(f"{written.extends} is a draft, which may still change: have it checked first.")
    return await content_of(work, kind.name, written.extends)


async def _lock_draft(work: Work, kind: Kind[Any], version: str) -> Found:
    head = await head_of(work, kind.name, version, lock=True)
    if head.status != "draft":
        raise NotADraft(
            f"Version {version} of {kind.name} is {head.status} and does not change any more: draft another version"
            " that extends it."
        )
    return head


def _subject(kind: Kind[Any], version: str) -> str:
    return f"{kind.name}/{version}"
