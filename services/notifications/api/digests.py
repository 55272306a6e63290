"""The daily mail about what waits at a clinic, and the language of its staff."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.notifications.access import STAFF_MAIL_READ, STAFF_MAIL_SET
from services.notifications.commands import digests as commands
from services.notifications.domain.digests import DigestRole
from services.notifications.domain.refusals import ClinicUnknown, LanguageMissing, RecipientTwice
from services.notifications.forms.digests import (
    DigestForm,
    DigestsView,
    DigestView,
    StaffLanguageForm,
    StaffLanguageView,
)
from services.notifications.queries import digests as queries

router = api_router("digests")


@router.get("/clinics/{clinic_id}/digests", dependencies=[allow(STAFF_MAIL_READ)])
async def read_digests(clinic_id: UUID, work: Transaction) -> DigestsView:
    """Who at a clinic has a daily mail about what waits for them, when, and where it goes."""
    return await queries.read_digests(work, clinic_id)


@router.put("/clinics/{clinic_id}/digests/{role}", dependencies=[allow(STAFF_MAIL_SET)])
@refuses(ClinicUnknown, LanguageMissing, NotFound, NotJson, RecipientTwice, ReferenceAltered)
async def set_digest(clinic_id: UUID, role: DigestRole, form: DigestForm, work: Transaction) -> DigestView:
    """Switch the daily mail of a role on or off, and say at what time and to whom it goes.

    It counts what is open by kind, and names no patient. A day on which nothing is open has none; no day has two.
    """
    await commands.set_digest(work, clinic_id, role, form)
    return await queries.shown_digest(work, clinic_id, role)


@router.get("/clinics/{clinic_id}/staff-language", dependencies=[allow(STAFF_MAIL_READ)])
async def read_staff_language(clinic_id: UUID, work: Transaction) -> StaffLanguageView:
    """The language in which a clinic's staff, directors and stock contact are written to."""
    return await queries.read_staff_language(work, clinic_id)


@router.put("/clinics/{clinic_id}/staff-language", dependencies=[allow(STAFF_MAIL_SET)])
@refuses(LanguageMissing, NotFound, NotJson, ReferenceAltered)
async def set_staff_language(clinic_id: UUID, form: StaffLanguageForm, work: Transaction) -> StaffLanguageView:
    """Say in which language a clinic's staff, directors and stock contact are written to; null: the chain's."""
    await commands.set_staff_language(work, clinic_id, form)
    return await queries.read_staff_language(work, clinic_id)
