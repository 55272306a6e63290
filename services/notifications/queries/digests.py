"""Reads of a clinic's digests, and of the language of its staff."""

from uuid import UUID

from chassis.work import Work
from services.notifications.domain.digests import DigestRole
from services.notifications.forms.digests import DigestRecipientView, DigestsView, DigestView, StaffLanguageView
from services.notifications.store.digests import DigestSettings, digests_of, recipients_of, staff_language_of


async def read_digests(work: Work, clinic_id: UUID) -> DigestsView:
    """Of every role. Raises Forbidden."""
    work.access.authorize(where=clinic_id)
    views = [await _view(work, clinic_id, each) for each in await digests_of(work, clinic_id)]
    return DigestsView(clinic_id=clinic_id, digests=views)


async def shown_digest(work: Work, clinic_id: UUID, role: DigestRole) -> DigestView:
    """One that was just set."""
    [digest] = [each for each in await digests_of(work, clinic_id) if each.role is role]
    return await _view(work, clinic_id, digest)


async def read_staff_language(work: Work, clinic_id: UUID) -> StaffLanguageView:
    """Raises Forbidden."""
    work.access.authorize(where=clinic_id)
    return StaffLanguageView(language=await staff_language_of(work, clinic_id))


async def _view(work: Work, clinic_id: UUID, digest: DigestSettings) -> DigestView:
    to = await recipients_of(work, clinic_id, digest)
    return DigestView(
        role=digest.role,
        enabled=digest.enabled,
        at=digest.at,
        recipients=[DigestRecipientView(email=each.email, language=each.language) for each in to],
        named=digest.recipients is not None,
        last_on=digest.last_on,
        set_at=digest.set_at,
        set_by=digest.set_by,
    )
