"""Photos, and their content."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.care.domain.photos import PhotoWithdrawn
from services.booking.care.forms.photos import PhotoView
from services.booking.care.photo_files import PhotoPolicy
from services.booking.care.store.photos import find_photo
from services.booking.care.tables import photos
from services.booking.people.access import authorize_row, seen_in_record
from services.booking.people.queries.patients import patient_row


async def list_photos(
    work: Work, patient_id: UUID, paging: Paging, period: Period, *, session_id: UUID | None, consult_id: UUID | None
) -> Page[PhotoView]:
    """A patient's photos, the newest first, of the clinics that the caller may see. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    of = photos.c
    seen = await seen_in_record(work, patient_id, photos)
    wanted = equal_to({of.patient_id: patient_id, of.session_id: session_id, of.consult_id: consult_id})
    statement: Select[Any] = select(photos).where(*wanted, seen, *period.of(of.taken_at))
    return await page(work, statement, [of.taken_at.desc(), of.id.desc()], paging, PhotoView.model_validate)


async def photo(work: Work, photo_id: UUID) -> Row:
    """Raises NotFound, Forbidden."""
    row = await find_photo(work, photo_id)
    if row is None:
        raise NotFound("There is no such photo.")
    await authorize_row(work, row.patient_id, row.clinic_id)
    return row


async def content(work: Work, photo_id: UUID, policy: PhotoPolicy) -> tuple[Row, AsyncIterator[bytes]]:
    """A photo with its content. Raises NotFound, Forbidden, PhotoWithdrawn, PhotosNotKept."""
    row = await photo(work, photo_id)
    if row.withdrawn_at is not None:
        raise PhotoWithdrawn("This photo was withdrawn: show it again, or send another.")
    if not await policy.store.has(photo_id):
        raise NotFound("The file of this photo is missing: ask the operator to restore it from a backup.")
    return row, policy.store.pieces(photo_id)
