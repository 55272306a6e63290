"""Lists of scans as rows: one for each person, clinic and purpose."""

from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.console.domain.scan_lists import ScanList, list_from
from services.console.tables import scan_lists

_of = scan_lists.c
Key = tuple[str, UUID, str]
"""Subject, clinic, purpose."""


async def find_list(work: Work, key: Key, *, lock: bool = False) -> ScanList:
    """The list; an empty one where nothing was scanned."""
    found = select(_of.content).where(*_this(key))
    content = (await work.execute(found.with_for_update() if lock else found)).scalar_one_or_none()
    return list_from(content) if content else ScanList()


async def lock_list(work: Work, key: Key) -> ScanList:
    """The list, for nobody else to change until the transaction ends."""
    names = dict(zip(("subject", "clinic_id", "purpose"), key, strict=True))
    empty = insert(scan_lists).values(**names, content=ScanList().as_json(), changed_at=work.now)
    await work.execute(empty.on_conflict_do_nothing())
    return await find_list(work, key, lock=True)


async def keep_list(work: Work, key: Key, found: ScanList) -> None:
    """Store it as it is now; it is locked."""
    changed = scan_lists.update().where(*_this(key))
    await work.execute(changed.values(content=found.as_json(), changed_at=work.now))


async def delete_list(work: Work, key: Key) -> None:
    """It was sent, or thrown away."""
    await work.execute(delete(scan_lists).where(*_this(key)))


def _this(key: Key) -> tuple[ColumnElement[bool], ...]:
    subject, clinic_id, purpose = key
    return (_of.subject == subject, _of.clinic_id == clinic_id, _of.purpose == purpose)
