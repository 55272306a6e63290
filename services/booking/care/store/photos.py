"""Photos: their rows. Their files are in the store of files, by the same id."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.care.tables import consults, photos, sessions

of = photos.c


async def visit_of(work: Work, session_id: UUID | None, consult_id: UUID | None) -> Row | None:
    """Patient and clinic of a session, or of a consult."""
    table, key = (sessions, session_id) if session_id is not None else (consults, consult_id)
    return (await work.execute(select(table.c.patient_id, table.c.clinic_id).where(table.c.id == key))).first()


async def shown_at_consult(work: Work, consult_id: UUID) -> list[UUID]:
    """The photos that were taken at a consult and are not withdrawn, the oldest first."""
    shown = select(of.id).where(of.consult_id == consult_id, of.withdrawn_at.is_(None)).order_by(of.id)
    return list((await work.execute(shown)).scalars())


async def insert_photo(work: Work, **columns: object) -> Row:
    """Keep what is known of a photo. Answers its row."""
    return (await work.execute(insert(photos).values(**columns).returning(*photos.columns))).one()


async def find_photo(work: Work, photo_id: UUID, *, lock: bool = False) -> Row | None:
    """One photo."""
    statement = select(photos).where(of.id == photo_id)
    return (await work.execute(statement.with_for_update() if lock else statement)).first()


async def change_photo(work: Work, photo_id: UUID, **columns: object) -> Row:
    """Change a photo. Answers its new row."""
    return (
        await work.execute(update(photos).where(of.id == photo_id).values(**columns).returning(*photos.columns))
    ).one()


async def delete_photos(work: Work, patient_id: UUID) -> list[UUID]:
    """Delete the rows of a patient's photos. Answers which: their files have to go as well."""
    return list((await work.execute(delete(photos).where(of.patient_id == patient_id).returning(of.id))).scalars())


async def known_photos(work: Work, ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that have a row."""
    return set((await work.execute(select(of.id).where(of.id.in_(ids)))).scalars())
