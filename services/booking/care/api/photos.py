"""Photos are sent, listed, read, used for what was agreed to, withdrawn and shown again."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response, StreamingResponse

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, UtcMoment, api_router, refuses
from chassis.http.uploads import NoFile, uploaded
from chassis.refusals import NotFound
from services.booking.access import PHOTOS_ADD, PHOTOS_READ, PHOTOS_WRITE
from services.booking.care.commands import photos as commands
from services.booking.care.commands.photos import NewPhoto
from services.booking.care.domain.photos import (
    Angle,
    NobodyAgreed,
    NotAPhoto,
    OneVisit,
    PhotosNotKept,
    PhotoStage,
    PhotoWithdrawn,
    TakenAhead,
)
from services.booking.care.domain.words import Area
from services.booking.care.forms.photos import PhotoEndForm, PhotoUseForm, PhotoView
from services.booking.care.images import MEDIA_TYPES
from services.booking.care.photo_files import PhotoPolicy
from services.booking.care.queries import photos as queries
from services.booking.people.domain.refusals import RecordMerged
from services.booking.photo_settings import photo_policy

router = api_router("photos")
UPLOADS = (r"/v1/photos",)
"""Addresses that take a file as their body."""
_IMAGES = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()}
_SAFELY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


async def _policy() -> PhotoPolicy:
    return photo_policy()


Policy = Annotated[PhotoPolicy, Depends(_policy)]


@router.post(
    "/photos",
    status_code=201,
    dependencies=[allow(PHOTOS_ADD)],
    openapi_extra={"requestBody": {"required": True, "content": _IMAGES}},
)
@refuses(NoFile, NotAPhoto, NotFound, OneVisit, PhotosNotKept, TakenAhead)
async def add_photo(
    work: Transaction,
    request: Request,
    policy: Policy,
    stage: PhotoStage,
    area: Area,
    angle: Angle,
    taken_at: UtcMoment,
    session_id: UUID | None = None,
    consult_id: UUID | None = None,
) -> PhotoView:
    """Keep a photo of a session or a consult, for the patient's own care; patients send those of their own skin.

    The body is the file: JPEG, PNG or WebP. Only the picture is kept, not what the camera wrote beside it.
    """
    new = NewPhoto(session_id, consult_id, stage, area, angle, taken_at)
    return await commands.add_photo(work, new, uploaded(request), policy)


@router.get("/photos", dependencies=[allow(PHOTOS_READ)])
@refuses(NotFound, RecordMerged)
async def list_photos(
    work: Transaction,
    patient_id: UUID,
    paging: PageQuery,
    period: PeriodQuery,
    session_id: UUID | None = None,
    consult_id: UUID | None = None,
) -> Page[PhotoView]:
    """A patient's photos, the newest first; `from` and `to` are of when they were taken."""
    return await queries.list_photos(work, patient_id, paging, period, session_id=session_id, consult_id=consult_id)


@router.get("/photos/{photo_id}", dependencies=[allow(PHOTOS_READ)])
@refuses(NotFound)
async def read_photo(work: Transaction, photo_id: UUID) -> PhotoView:
    """What is known of a photo."""
    return PhotoView.model_validate(await queries.photo(work, photo_id))


@router.get(
    "/photos/{photo_id}/file",
    dependencies=[allow(PHOTOS_READ)],
    response_class=Response,
    responses={200: {"description": "The picture.", "content": _IMAGES}},
)
@refuses(NotFound, PhotosNotKept, PhotoWithdrawn)
async def read_photo_file(work: Transaction, photo_id: UUID, policy: Policy) -> Response:
    """The picture, to be saved: it is not shown by a browser, and not cached."""
    row, content = await queries.content(work, photo_id, policy)
    name = f"{photo_id}.{row.media_type.removeprefix('image/')}"
    headers = _SAFELY | {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(row.size)}
    return StreamingResponse(content, media_type=row.media_type, headers=headers)


@router.post("/photos/{photo_id}/use", dependencies=[allow(PHOTOS_WRITE)])
@refuses(NobodyAgreed, NotFound, PhotoWithdrawn)
async def use_photo(work: Transaction, photo_id: UUID, form: PhotoUseForm) -> PhotoView:
    """Say what a photo may be used for from now on, and who agreed; `care` takes it back."""
    return await commands.use_photo(work, photo_id, form)


@router.post("/photos/{photo_id}/withdraw", dependencies=[allow(PHOTOS_WRITE)])
@refuses(NotFound, PhotoWithdrawn)
async def withdraw_photo(work: Transaction, photo_id: UUID, form: PhotoEndForm, policy: Policy) -> PhotoView:
    """Show a photo to nobody any more. Its file is deleted after some days."""
    return await commands.withdraw_photo(work, photo_id, form, policy)


@router.post("/photos/{photo_id}/reinstate", dependencies=[allow(PHOTOS_WRITE)])
@refuses(NotFound, PhotosNotKept, PhotoWithdrawn)
async def reinstate_photo(work: Transaction, photo_id: UUID, policy: Policy) -> PhotoView:
    """Show a photo again that was withdrawn by mistake."""
    return await commands.reinstate_photo(work, photo_id, policy)
