"""Consents, as screening publishes them: what was agreed to, and until when. What was signed stays there."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from chassis.data.statements import Prepared
from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.care.domain.consents import Consent
from services.booking.care.tables import consents

_LIVE = Prepared(
    select(consents).where(
        consents.c.patient_id == bindparam("of"), consents.c.ended_at.is_(None), consents.c.modality.is_not(None)
    )
)


async def keep_consent(
    work: Work, consent_id: UUID, patient_id: UUID, modality: Modality, areas: Sequence[str], valid_until: date
) -> None:
    """A patient agreed. An end that came before stays."""
    columns = {"modality": modality.value, "areas": list(areas), "valid_until": valid_until}
    statement = insert(consents).values(id=consent_id, patient_id=patient_id, **columns)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=columns))


async def end_consent(work: Work, consent_id: UUID, patient_id: UUID, ended_at: datetime) -> None:
    """A consent counts no longer."""
    statement = insert(consents).values(id=consent_id, patient_id=patient_id, areas=[], ended_at=ended_at)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"ended_at": ended_at}))


async def consents_at(work: Work, patient_id: UUID, at: datetime) -> list[Consent]:
    """What a patient had agreed to and not taken back at a moment in the past (UTC)."""
    then = consents.c.ended_at.is_(None) | (consents.c.ended_at > at)
    mine = (consents.c.patient_id == patient_id) & consents.c.modality.is_not(None)
    return [
        Consent(Modality(row.modality), frozenset(row.areas), row.valid_until)
        for row in await work.execute(select(consents).where(mine, then))
    ]


async def consents_of(work: Work, patient_id: UUID) -> list[Consent]:
    """What a patient agreed to and has not taken back; its last day may be over."""
    return [
        Consent(Modality(row.modality), frozenset(row.areas), row.valid_until)
        for row in await work.execute(_LIVE, {"of": patient_id})
    ]
