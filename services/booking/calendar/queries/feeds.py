"""Calendar feeds, and an appointment as a calendar file."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chassis.http import Page, Paging, is_set, page
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.domain.feeds import invitation_file
from services.booking.calendar.forms.feeds import FeedView
from services.booking.calendar.tables import appointments, calendar_feeds
from services.booking.people.access import authorize_row
from services.booking.people.store.clinics import require_clinic
from services.booking.people.tables import clinics


async def list_feeds(work: Work, clinic_id: UUID, paging: Paging, *, ended: bool | None) -> Page[FeedView]:
    """A clinic's, the newest first. Raises Forbidden, NotFound."""
    await require_clinic(work, clinic_id)
    of = calendar_feeds.c
    listed = select(calendar_feeds).where(of.clinic_id == clinic_id, *is_set({of.ended_at: ended}))
    return await page(work, listed, [of.id.desc()], paging, FeedView.model_validate)


async def invitation(work: Work, appointment_id: UUID) -> bytes:
    """An appointment as a file for the patient's calendar. Raises NotFound, Forbidden."""
    of = appointments.c
    found = (
        select(appointments, clinics.c.name, clinics.c.address, clinics.c.phone, clinics.c.time_zone)
        .join(clinics, clinics.c.id == of.clinic_id)
        .where(of.id == appointment_id)
    )
    row = (await work.execute(found)).one_or_none()
    if row is None:
        raise NotFound("There is no such appointment.")
    await authorize_row(work, row.patient_id, row.clinic_id)
    return invitation_file(
        row.id,
        version=row.version,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=ZoneInfo(row.time_zone),
        clinic=row.name,
        address=row.address,
        phone=row.phone,
        cancelled=row.status == Status.CANCELLED,
        now=work.now,
    )
