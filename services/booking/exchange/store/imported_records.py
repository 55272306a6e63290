"""Under which name a record is known in the software that it came from."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.booking.exchange.domain.importing import Importing, Known, Taken
from services.booking.exchange.domain.kinds import ImportKind
from services.booking.people.import_tables import imported_records as records


async def known_as(work: Work, importing: Importing, kind: ImportKind, external_id: str) -> Known | None:
    """The record that was imported under this name, locked."""
    statement = (
        select(records)
        .where(
            records.c.clinic_id == importing.clinic_id,
            records.c.source == importing.source,
            records.c.kind == kind.value,
            records.c.external_id == external_id,
        )
        .with_for_update()
    )
    row = (await work.execute(statement)).one_or_none()
    return Known(row.subject_id, row.patient_id, row.digest, row.version) if row else None


async def keep_known(work: Work, importing: Importing, external_id: str, taken: Taken, digest: str) -> None:
    """From now on the record is known under this name."""
    values = {
        "subject_id": taken.subject_id,
        "patient_id": taken.patient_id,
        "digest": digest,
        "version": taken.version,
    }
    place = {
        "clinic_id": importing.clinic_id,
        "source": importing.source,
        "kind": importing.kind.value,
        "external_id": external_id,
    }
    statement = insert(records).values(**place, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=list(place), set_=values))


async def subject_of(work: Work, importing: Importing, kind: ImportKind, external_id: str) -> UUID | None:
    """The id of the record that is known under this name."""
    known = await known_as(work, importing, kind, external_id)
    return known.subject_id if known else None
