"""Photos are kept, used for what was agreed to, withdrawn, shown again, and their files deleted.

The file is kept before its row is committed and deleted after the row is gone or withdrawn for good; files that a crash
left without a row are swept away.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.data.rows import Row
from chassis.files import FileStore
from chassis.http.uploads import Upload, require_file
from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.care.domain.photos import (
    Angle,
    OneVisit,
    PhotoStage,
    PhotoUse,
    PhotoWithdrawn,
    require_agreed,
    require_taken,
)
from services.booking.care.domain.words import Area
from services.booking.care.forms.photos import PhotoEndForm, PhotoUseForm, PhotoView
from services.booking.care.images import picture_of
from services.booking.care.photo_files import PhotoPolicy
from services.booking.care.store.photos import change_photo, find_photo, insert_photo, known_photos, visit_of
from services.booking.people.access import authorize_row

DELETE_FILE = "photo-file"
"""The timer that deletes a photo's file; the key is the photo."""
SWEEP = "photo-sweep"
"""The timer that looks for files without a row; there is one, and it sets itself again."""
SWEEP_EVERY, UNLISTED_FOR = timedelta(hours=6), timedelta(days=1)
"""A file is that old before it counts as left behind: no request lasts so long."""
PIECE = 500


@dataclass(frozen=True)
class NewPhoto:
    """What is said about a photo when it is sent."""

    session_id: UUID | None
    consult_id: UUID | None
    stage: PhotoStage
    area: Area
    angle: Angle
    taken_at: datetime


async def add_photo(work: Work, new: NewPhoto, upload: Upload | None, policy: PhotoPolicy) -> PhotoView:
    """Keep a photo for the patient's own care.

    Raises OneVisit, NotFound, Forbidden, PhotosNotKept, TakenAhead, NoFile, NotAPhoto.
    """
    if (new.session_id is None) == (new.consult_id is None):
        raise OneVisit("A photo belongs to a session or to a consult: name one of them.")
    visit = await visit_of(work, new.session_id, new.consult_id)
    if visit is None:
        raise NotFound("There is no such session or consult.")
    await authorize_row(work, visit.patient_id, visit.clinic_id)
    files = policy.store
    require_taken(new.taken_at, work.now)
    picture = await picture_of(require_file(upload), policy.most_pixels)
    photo_id = new_id()
    with picture.content:
        size = picture.content.seek(0, 2)
        await files.keep(photo_id, picture.content)
    row = await insert_photo(
        work,
        id=photo_id,
        patient_id=visit.patient_id,
        clinic_id=visit.clinic_id,
        **vars(new),
        use=PhotoUse.CARE.value,
        media_type=picture.media_type,
        size=size,
        width=picture.width,
        height=picture.height,
        uploaded_by=work.actor.subject,
        uploaded_at=work.now,
    )
    return PhotoView.model_validate(row)


async def use_photo(work: Work, photo_id: UUID, form: PhotoUseForm) -> PhotoView:
    """What a photo may be used for from now on. Raises NotFound, Forbidden, NobodyAgreed, PhotoWithdrawn."""
    photo = await _locked(work, photo_id)
    require_agreed(form.use, form.agreed_by)
    _require_withdrawn(photo, withdrawn=False)
    work.audit("photo.use", f"photo/{photo_id}", use=form.use.value, before=photo.use)
    more = form.use is not PhotoUse.CARE
    agreed = {"agreed_by": form.agreed_by if more else None, "agreed_at": work.now if more else None}
    return PhotoView.model_validate(await change_photo(work, photo_id, use=form.use.value, **agreed))


async def withdraw_photo(work: Work, photo_id: UUID, form: PhotoEndForm, policy: PhotoPolicy) -> PhotoView:
    """Show it to nobody any more, and delete its file later. Raises NotFound, Forbidden, PhotoWithdrawn."""
    photo = await _locked(work, photo_id)
    _require_withdrawn(photo, withdrawn=False)
    work.audit("photo.withdrawn", f"photo/{photo_id}")
    await work.set_timer(DELETE_FILE, str(photo_id), work.now + timedelta(days=policy.keep_withdrawn_days))
    ended = {"withdrawn_by": work.actor.subject, "withdrawn_because": form.reason, "withdrawn_at": work.now}
    return PhotoView.model_validate(await change_photo(work, photo_id, **ended))


async def reinstate_photo(work: Work, photo_id: UUID, policy: PhotoPolicy) -> PhotoView:
    """It was withdrawn by mistake: show it again. Raises NotFound, Forbidden, PhotoWithdrawn."""
    photo = await _locked(work, photo_id)
    _require_withdrawn(photo, withdrawn=True)
    if not await policy.store.has(photo_id):
        raise PhotoWithdrawn("Its file has been deleted meanwhile: send the photo again.")
    await work.cancel_timer(DELETE_FILE, str(photo_id))
    work.audit("photo.reinstated", f"photo/{photo_id}")
    shown = {"withdrawn_by": None, "withdrawn_because": None, "withdrawn_at": None}
    return PhotoView.model_validate(await change_photo(work, photo_id, **shown))


async def _locked(work: Work, photo_id: UUID) -> Row:
    photo = await find_photo(work, photo_id, lock=True)
    if photo is None:
        raise NotFound("There is no such photo.")
    await authorize_row(work, photo.patient_id, photo.clinic_id)
    return photo


def _require_withdrawn(photo: Row, *, withdrawn: bool) -> None:
    if (photo.withdrawn_at is not None) != withdrawn:
        raise PhotoWithdrawn(
            "This photo is not withdrawn." if withdrawn else "This photo was withdrawn: show it again, or send another."
        )


async def delete_file(work: Work, photo_id: UUID, policy: PhotoPolicy) -> None:
    """Delete the file of a photo that is withdrawn, or whose row is gone."""
    photo = await find_photo(work, photo_id, lock=True)
    if policy.files is not None and (photo is None or photo.withdrawn_at is not None):
        await policy.files.delete(photo_id)


async def sweep(work: Work, policy: PhotoPolicy) -> None:
    """Delete files that have had no row for a day, and look again later."""
    await work.set_timer(SWEEP, "", work.now + SWEEP_EVERY)
    if policy.files is None:
        return
    piece: list[UUID] = []
    async for key in policy.files.listed(UNLISTED_FOR):
        piece.append(key)
        if len(piece) == PIECE:
            await _sweep(work, policy.files, piece)
            piece = []
    if piece:
        await _sweep(work, policy.files, piece)


async def _sweep(work: Work, files: FileStore, keys: list[UUID]) -> None:
    known = await known_photos(work, keys)
    for key in keys:
        if key not in known:
            await files.delete(key)
