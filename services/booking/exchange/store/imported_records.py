"""Under which name a record is known in the software that it came from."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam, select, text

from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.exchange.domain.importing import Importing, Known, Taken
from services.booking.exchange.domain.kinds import ImportKind
from services.booking.people.tables import imported_records as records

_KNOWN = Prepared(
    select(records)
    .where(
        records.c.clinic_id == bindparam("clinic"),
        records.c.source == bindparam("source"),
        records.c.kind == bindparam("kind"),
        records.c.external_id == any_(bindparam("names", type_=ARRAY(Text))),
    )
    .order_by(records.c.external_id)
    .with_for_update()
)
_KEEP = Prepared(
    text(
        "INSERT INTO imported_records (clinic_id, source, kind, external_id, subject_id, patient_id, digest, version)"
        " SELECT :clinic, :source, :kind, * FROM unnest(CAST(:names AS text[]), CAST(:subjects AS uuid[]),"
        " CAST(:patients AS uuid[]), CAST(:digests AS text[]), CAST(:versions AS integer[]))"
        " ON CONFLICT (clinic_id, source, kind, external_id) DO UPDATE SET subject_id = excluded.subject_id,"
        " patient_id = excluded.patient_id, digest = excluded.digest, version = excluded.version"
    )
)


async def known_as(work: Work, importing: Importing, kind: ImportKind, external_id: str) -> Known | None:
    """The record that was imported under this name, locked."""
    return (await all_known_as(work, importing, kind, [external_id])).get(external_id)


async def all_known_as(
    work: Work, importing: Importing, kind: ImportKind, external_ids: Sequence[str]
) -> dict[str, Known]:
    """The records that were imported under these names, by name, locked."""
    place = {"clinic": importing.clinic_id, "source": importing.source, "kind": kind.value}
    rows = await work.execute(_KNOWN, {**place, "names": external_ids})
    return {row.external_id: Known(row.subject_id, row.patient_id, row.digest, row.version) for row in rows}


async def keep_known(work: Work, importing: Importing, external_id: str, taken: Taken, digest: str) -> None:
    """From now on the record is known under this name."""
    await keep_all_known(work, importing, {external_id: (taken, digest)})


async def keep_all_known(work: Work, importing: Importing, records: Mapping[str, tuple[Taken, str]]) -> None:
    """From now on the records are known under these names; with each the digest of its line."""
    taken = [each for each, _ in records.values()]
    await work.execute(
        _KEEP,
        {
            "clinic": importing.clinic_id,
            "source": importing.source,
            "kind": importing.kind.value,
            "names": list(records),
            "subjects": [each.subject_id for each in taken],
            "patients": [each.patient_id for each in taken],
            "digests": [digest for _, digest in records.values()],
            "versions": [each.version for each in taken],
        },
    )


async def subject_of(work: Work, importing: Importing, kind: ImportKind, external_id: str) -> UUID | None:
    """The id of the record that is known under this name."""
    known = await known_as(work, importing, kind, external_id)
    return known.subject_id if known else None
