"""Versions as rows: loaded, locked and stored."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Text, any_, bindparam, case, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.reference.kinds import UNSIGNED, Companions, Kind, Needed, Version
from chassis.reference.tables import reference_versions
from chassis.reference.written import Content, Written
from chassis.refusals import NotFound, Refusal
from chassis.work import Work

_table = reference_versions.c
_HEAD = [column for column in reference_versions.columns if column.name not in ("written", "document")]
_IN_FORCE = Prepared(
    select(*_HEAD)
    .where(
        _table.kind == bindparam("of_kind"),
        _table.status == any_(bindparam("allowed", type_=ARRAY(Text))),
        _table.in_force_from <= bindparam("day"),
    )
    .order_by(
        case((_table.status == "signed", 0), else_=1),
        _table.in_force_from.desc(),
        _table.signed_at.desc().nulls_last(),
        _table.version.desc(),
    )
    .limit(1)
)
Found = Row


class ReferenceAltered(Refusal):
    """A stored version does not match its digest: the database was changed by hand. No decision uses the version."""

    status = 500


async def head_in_force(work: Work, kind: str, day: date) -> Found | None:
    """The newest signed version that has begun on ``day``; in a rehearsal, without one, the newest checked one."""
    allowed = ["signed", "checked"] if work.rehearsal else ["signed"]
    return (await work.execute(_IN_FORCE, {"of_kind": kind, "allowed": allowed, "day": day})).first()


async def find_head(work: Work, kind: str, version: str, *, lock: bool = False) -> Found | None:
    """What a version is, without its content; None when there is none."""
    statement = select(*_HEAD).where(_table.kind == kind, _table.version == version)
    return (await work.execute(statement.with_for_update() if lock else statement)).first()


async def head_of(work: Work, kind: str, version: str, *, lock: bool = False) -> Found:
    """The same. Raises NotFound."""
    row = await find_head(work, kind, version, lock=lock)
    if row is None:
        raise NotFound(
            "There is no version {version} of {kind}: GET /v1/reference/{kind} lists those there are.",
            version=version,
            kind=kind,
        )
    return row


async def heads_of(work: Work, kind: str) -> list[Found]:
    """All versions of a kind, the newest first."""
    newest_first = (_table.in_force_from.desc().nulls_first(), _table.created_at.desc(), _table.version.desc())
    return list((await work.execute(select(*_HEAD).where(_table.kind == kind).order_by(*newest_first))).all())


async def heads_but_drafts(work: Work) -> list[Found]:
    """Every version of every kind whose content does not change any more."""
    statement = select(*_HEAD).where(_table.status != "draft").order_by(_table.kind, _table.created_at, _table.version)
    return list((await work.execute(statement)).all())


async def content_of(work: Work, kind: str, version: str) -> Content:
    """The whole content of a version. Raises ReferenceAltered when it is not what was kept."""
    columns = (_table.title, _table.document, _table.bibliography, _table.digest)
    row = (await work.execute(select(*columns).where(_table.kind == kind, _table.version == version))).one()
    content = Content(row.title, row.document, row.bibliography)
    if content.digest != row.digest:
        raise ReferenceAltered(
            "Version {version} of {kind} is not what was kept: its content does not match its digest. "
            "Restore the table reference_versions from a backup.",
            version=version,
            kind=kind,
        )
    return content


async def written_of(work: Work, kind: str, version: str) -> Written:
    """A version as it was written."""
    statement = select(_table.written).where(_table.kind == kind, _table.version == version)
    return Written.model_validate((await work.execute(statement)).scalar_one())


async def version_from(work: Work, kind: Kind[Any], head: Found) -> Version[Any]:
    """The version whose row was found, with its document; read from the database once per process and digest."""
    document = kind.remembered(head.digest)
    if document is None:
        content = await content_of(work, kind.name, head.version)
        document = kind.read(content.document) if head.status == "draft" else kind.read_once(content)
    return Version(
        kind=kind.name,
        version=head.version,
        title=head.title,
        digest=head.digest,
        in_force_from=head.in_force_from,
        signature=head.signed_by or UNSIGNED,
        withdrawn=head.status == "withdrawn",
        document=document,
        bibliography=head.bibliography,
    )


async def companions_among(work: Work, kinds: Iterable[Kind[Any]], needed: Iterable[Needed]) -> Companions:
    """Those of the needed versions that are there and are no drafts."""
    by_name = {kind.name: kind for kind in kinds}
    found = {}
    for each in needed:
        row = await find_head(work, each.kind, each.version)
        if row is not None and row.status != "draft" and each.kind in by_name:
            found[each] = (await version_from(work, by_name[each.kind], row)).document
    return found


async def insert_version(work: Work, kind: str, written: Written, content: Content, **columns: Any) -> bool:
    """Keep a new version; False when there is one of that name, also of a transaction that commits meanwhile."""
    statement = (
        insert(reference_versions)
        .values(
            kind=kind,
            version=written.version,
            revision=1,
            created_by=work.actor.subject,
            created_at=work.now,
            **_content_columns(written, content),
            **columns,
        )
        .on_conflict_do_nothing()
        .returning(_table.version)
    )
    return (await work.execute(statement)).first() is not None


async def replace_draft(work: Work, kind: str, written: Written, content: Content, revision: int) -> None:
    """Keep the draft's new content."""
    await change(work, kind, written.version, revision=revision, **_content_columns(written, content))


async def change(work: Work, kind: str, version: str, **columns: Any) -> None:
    """Change columns of one version; the database refuses what may not change."""
    await work.execute(
        update(reference_versions).where(_table.kind == kind, _table.version == version).values(**columns)
    )


async def delete_draft(work: Work, kind: str, version: str) -> None:
    """Forget a draft; the database refuses anything else."""
    await work.execute(delete(reference_versions).where(_table.kind == kind, _table.version == version))


def _content_columns(written: Written, content: Content) -> dict[str, Any]:
    return {
        "title": content.title,
        "extends": written.extends,
        "written": written.plain(),
        "document": content.document,
        "bibliography": content.bibliography,
        "digest": content.digest,
        "in_force_from": written.in_force_from,
    }
