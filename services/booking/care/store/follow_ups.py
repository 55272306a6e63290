"""Follow-ups: what became of each after its session; held by an appointment, or waiting for the front desk."""

from datetime import time
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.care.domain.follow_ups import FollowUp
from services.booking.care.tables import follow_ups

_WAITING = Prepared(
    update(follow_ups).where(follow_ups.c.course_id == bindparam("of"), follow_ups.c.to_place.is_not(None))
)
_HELD = Prepared(update(follow_ups).where(follow_ups.c.appointment_id == bindparam("of")))
_new = insert(follow_ups)
_KEEP = Prepared(
    _new.on_conflict_do_update(
        index_elements=["after_session_id"],
        set_={
            name: _new.excluded[name]
            for name in ("clinic_id", "kind", "window_from", "window_until", "near", "appointment_id", "to_place")
        },
        where=(follow_ups.c.kind == "review") & (_new.excluded.kind == "review") & follow_ups.c.to_place.is_(None),
    )
)
"""Once after each session; but a review is followed by the next one, which takes its place here."""


async def settle_waiting(work: Work, course_id: UUID, appointment_id: UUID) -> None:
    """The course's follow-up that waited, if there is one, is held by this appointment."""
    await work.execute(_WAITING, {"of": course_id, "appointment_id": appointment_id, "to_place": None})


async def give_back(work: Work, appointment_id: UUID, why: str) -> None:
    """A follow-up that this appointment held waits for the front desk again."""
    await work.execute(_HELD, {"of": appointment_id, "appointment_id": None, "to_place": why})


async def drop_follow_up(work: Work, session_id: UUID) -> None:
    """The session did not take place: nothing follows it."""
    await work.execute(delete(follow_ups).where(follow_ups.c.after_session_id == session_id))


async def end_waiting(work: Work, course_id: UUID) -> None:
    """Nothing waits in the course any more: it was stopped, or the review that waited is skipped."""
    await work.execute(_WAITING, {"of": course_id, "to_place": None})


async def wait_again(work: Work, course_id: UUID, why: str) -> None:
    """The course's last follow-up waits for the front desk, if the course has one: it goes on."""
    last = (
        select(follow_ups.c.after_session_id)
        .where(follow_ups.c.course_id == course_id)
        .order_by(follow_ups.c.after_session_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    waits = {"appointment_id": None, "to_place": why}
    await work.execute(update(follow_ups).where(follow_ups.c.after_session_id == last).values(**waits))


async def keep_follow_up(work: Work, follow_up: FollowUp) -> None:
    """Keep what became of a follow-up; the first time counts, but for a review that comes after another one."""
    columns = {
        "after_session_id": follow_up.after_session_id,
        "course_id": follow_up.course_id,
        "patient_id": follow_up.patient_id,
        "clinic_id": follow_up.clinic_id,
        "kind": follow_up.kind.value,
        "window_from": follow_up.window.first,
        "window_until": follow_up.window.last,
        "near": time(follow_up.near // 60, follow_up.near % 60),
        "appointment_id": follow_up.appointment_id,
        "to_place": follow_up.to_place,
    }
    await work.execute(_KEEP, columns)
