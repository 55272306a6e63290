"""Who waits for which time, and what was offered to whom."""

from uuid import UUID

from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.booking.access import visible, visible_at_any
from services.booking.care.domain.waitlist import EntryState, Wants
from services.booking.care.domain.waitlist_offers import OfferState
from services.booking.care.forms.waitlist import WaitlistEntryView, WaitlistOfferView
from services.booking.care.store.waitlist import named_entries, named_entry
from services.booking.care.store.waitlist_offers import named_offers
from services.booking.care.tables import waitlist_entries, waitlist_offers
from services.booking.people.access import authorize_row, seen_of


async def list_waitlist_entries(
    work: Work,
    paging: Paging,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    state: EntryState,
    wants: Wants | None,
    unmet: bool | None,
) -> Page[WaitlistEntryView]:
    """The longest waiting first. Raises Forbidden."""
    of = waitlist_entries.c
    reach = work.access.reach(whose=patient_id, where=clinic_id)
    seen = await seen_of(work, reach, patient_id, visible_at_any(reach, waitlist_entries))
    statement = named_entries().where(seen, *equal_to({of.state: state, of.wants: wants, of.patient_id: patient_id}))
    if clinic_id is not None:
        statement = statement.where(of.clinic_ids.contains([clinic_id]))
    if unmet is not None:
        statement = statement.where(of.unmet_since.is_not(None) == unmet)
    return await page(work, statement, [of.since, of.id], paging, WaitlistEntryView.model_validate)


async def read_waitlist_entry(work: Work, entry_id: UUID) -> WaitlistEntryView:
    """One entry. Raises NotFound, Forbidden."""
    row = await named_entry(work, entry_id)
    await authorize_row(work, row.patient_id, row.clinic_ids)
    return WaitlistEntryView.model_validate(row)


async def list_waitlist_offers(
    work: Work,
    paging: Paging,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    entry_id: UUID | None,
    state: OfferState | None,
) -> Page[WaitlistOfferView]:
    """The newest first. Raises Forbidden."""
    of = waitlist_offers.c
    reach = work.access.reach(whose=patient_id, where=clinic_id)
    seen = await seen_of(work, reach, patient_id, visible(reach, waitlist_offers))
    asked = {of.patient_id: patient_id, of.clinic_id: clinic_id, of.entry_id: entry_id, of.state: state}
    statement = named_offers().where(seen, *equal_to(asked))
    return await page(
        work,
        statement,
        [of.offered_at.desc(), of.id.desc()],
        paging,
        lambda row: WaitlistOfferView.of(row._mapping),
    )
