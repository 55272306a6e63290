"""How a clinic wants its digests, when each was made last, and the language of its staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.notifications.domain.digests import AT, DigestRole, Recipient
from services.notifications.store.escalation_policies import told_of_recalls
from services.notifications.tables import clinics, digests, staff_languages

of = digests.c


@dataclass(frozen=True)
class DigestSettings:
    """The digest of one role at one clinic."""

    role: DigestRole
    enabled: bool
    at: time
    """Local."""
    recipients: tuple[Recipient, ...] | None
    """None: who is known otherwise."""
    set_at: datetime | None
    set_by: str | None
    last_on: date | None
    """The last local day on which it was made, or had nothing to say."""


async def lock_digest(work: Work, clinic_id: UUID, role: DigestRole) -> DigestSettings:
    """The settings of a role's digest, locked until the commit."""
    await work.execute(insert(digests).values(clinic_id=clinic_id, role=role.value).on_conflict_do_nothing())
    found = select(digests).where(of.clinic_id == clinic_id, of.role == role.value).with_for_update()
    return _settings(role, (await work.execute(found)).one())


async def digests_of(work: Work, clinic_id: UUID) -> list[DigestSettings]:
    """Those of every role."""
    rows = {row.role: row for row in await work.execute(select(digests).where(of.clinic_id == clinic_id))}
    return [_settings(role, rows.get(role.value)) for role in DigestRole]


async def change_digest(work: Work, clinic_id: UUID, role: DigestRole, **columns: Any) -> None:
    """Change columns of a locked digest."""
    await work.execute(update(digests).where(of.clinic_id == clinic_id, of.role == role.value).values(**columns))


async def recipients_of(work: Work, clinic_id: UUID, digest: DigestSettings) -> Sequence[Recipient]:
    """Where it goes: to whom the clinic named for it; else to its stock contact, or to whom it tells of recalls."""
    if digest.recipients is not None:
        return digest.recipients
    if digest.role is DigestRole.STOCK_MANAGER:
        contact = await work.scalar(select(clinics.c.stock_contact).where(clinics.c.id == clinic_id))
        return [Recipient(contact)] if contact else []
    if digest.role is DigestRole.DIRECTOR:
        return [Recipient(each.email) for each in await told_of_recalls(work, clinic_id)]
    return []


async def staff_language_of(work: Work, clinic_id: UUID) -> str | None:
    """The language of a clinic's staff; None: nothing was set."""
    found: str | None = await work.scalar(
        select(staff_languages.c.language).where(staff_languages.c.clinic_id == clinic_id)
    )
    return found


async def keep_staff_language(work: Work, clinic_id: UUID, language: str | None) -> None:
    """From now on staff of the clinic are written to in it; None: in the chain's language."""
    if language is None:
        await work.execute(delete(staff_languages).where(staff_languages.c.clinic_id == clinic_id))
        return
    values = {"language": language, "set_at": work.now, "set_by": work.actor.subject}
    statement = insert(staff_languages).values(clinic_id=clinic_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["clinic_id"], set_=values))


def _settings(role: DigestRole, row: Any) -> DigestSettings:
    if row is None:
        return DigestSettings(role, enabled=True, at=AT, recipients=None, set_at=None, set_by=None, last_on=None)
    return DigestSettings(
        role,
        enabled=row.enabled is not False,
        at=row.at or AT,
        recipients=None if row.recipients is None else tuple(map(Recipient.stored, row.recipients)),
        set_at=row.set_at,
        set_by=row.set_by,
        last_on=row.last_on,
    )
