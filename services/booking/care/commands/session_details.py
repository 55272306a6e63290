"""The details of a session fit what was done, and the record is signed by who did it."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from chassis.local_time import local_day
from chassis.refusals import Forbidden, NotFound
from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.access import CARE_ON_BEHALF
from services.booking.calendar.domain.due_times import SIGN_SESSION_WITHIN
from services.booking.care.domain.session_details import (
    Product,
    require_cream_in_order,
    require_depths,
    require_products,
    require_radiofrequency,
)
from services.booking.care.domain.sessions import Treatment
from services.booking.care.forms.session_details import SessionDetailsForm, SessionSignForm
from services.booking.care.tables import sessions
from services.booking.people.access import authorize_row
from services.booking.worklist import SESSION_TO_SIGN, WORKLIST


def require_details(
    details: SessionDetailsForm | None, treatment: Treatment, modality: Modality, at: datetime, zone: ZoneInfo
) -> None:
    """``at`` is when it took place (UTC), ``zone`` the clinic's.

    Raises ZoneTooDeep, NotRadiofrequency, CreamTimes, ProductExpired, InfusionUnreasoned.
    """
    if details is None:
        return
    day = local_day(at, zone)
    require_depths([each.depth_mm for each in details.zones], treatment.depth_mm)
    require_radiofrequency(modality, energised=any(each.energised for each in details.zones))
    if details.cream is not None:
        cream = details.cream
        same_day = local_day(cream.applied_at, zone) == day
        require_cream_in_order(
            cream.applied_at, cream.removed_at, at, used=treatment.anaesthetic_used, same_day=same_day
        )
    require_products([Product(each.name, each.use, each.expires_on, each.reason) for each in details.products], day)


def stored_details(details: SessionDetailsForm | None) -> dict[str, Any] | None:
    """As JSON."""
    return None if details is None else details.model_dump(mode="json", exclude_none=True)


def signature_of(work: Work, practitioner_id: UUID) -> dict[str, Any]:
    """The columns of a record that is signed by recording it, because whoever is signed in did it; else unsigned."""
    own = work.access.practitioner == practitioner_id
    return {"signed_by": work.actor.subject if own else None, "signed_at": work.now if own else None}


async def ask_to_sign(work: Work, columns: dict[str, Any]) -> None:
    """Where somebody else recorded it, it is work until whoever did it has signed."""
    if columns["signed_at"] is None:
        whose = {"clinic_id": columns["clinic_id"], "patient_id": columns["patient_id"]}
        await WORKLIST.open(work, SESSION_TO_SIGN, columns["id"], **whose, due_at=work.now + SIGN_SESSION_WITHIN)


async def sign_session(work: Work, session_id: UUID, form: SessionSignForm) -> None:
    """Sign a record. Signed already, it stays as it is. Raises NotFound, Forbidden."""
    row = (await work.execute(select(sessions).where(sessions.c.id == session_id).with_for_update())).first()
    if row is None:
        raise NotFound("There is no such session.")
    await authorize_row(work, row.patient_id, row.clinic_id)
    if row.signed_at is not None:
        return
    if work.access.practitioner != row.practitioner_id:
        work.access.authorize(CARE_ON_BEHALF, whose=row.patient_id, where=row.clinic_id)
        if form.reason is None:
            raise Forbidden("Another practitioner did it: say why you sign for them.")
        work.audit("session.signed_for", f"session/{session_id}", reason=form.reason)
    signed = {"signed_by": work.actor.subject, "signed_at": work.now}
    await work.execute(update(sessions).where(sessions.c.id == session_id).values(**signed))
    await WORKLIST.close(work, SESSION_TO_SIGN, session_id, "signed")
