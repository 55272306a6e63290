"""Entries of the waitlist. One changes only under the lock of its patient's row."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, insert, literal, select, text, update

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.local_time import local_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.domain.freed import FreedTime
from services.booking.calendar.tables import appointments
from services.booking.care.domain.waitlist import EntryEnd, EntryState, Priority, Waiting, WaitWish, Wants
from services.booking.care.domain.waitlist_offers import OfferState
from services.booking.care.tables import waitlist_entries, waitlist_offers
from services.booking.people.domain.clinics import Place
from services.booking.people.store.locks import lock_with_patient, patient_of
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.tables import patients

of = waitlist_entries
_WAITS = of.c.state == EntryState.WAITING.value
_PATIENT = patient_of(of)
_ENTRY = Prepared(select(of).where(of.c.id == bindparam("of")))
_INSERT = Prepared(insert(of))
_CHANGE = Prepared(update(of).where(of.c.id == bindparam("of")))
_FULFILLED = Prepared(
    text(
        "UPDATE waitlist_entries AS entry SET state = 'ended', ended_at = :now, version = entry.version + 1,"
        " ended_why = fact.why, unmet_since = NULL FROM (SELECT waiting.id, CASE"
        " WHEN wants = 'earlier' AND moving.status <> 'booked' THEN 'appointment_over'"
        " WHEN courses.stopped_at IS NOT NULL THEN 'course_over'"
        " WHEN wants <> 'earlier' AND EXISTS (SELECT FROM appointments AS ahead WHERE ahead.status = 'booked'"
        "  AND ahead.patient_id = waiting.patient_id"
        "  AND CASE wants WHEN 'next' THEN ahead.course_id = waiting.course_id"
        "  ELSE ahead.kind = 'consult' AND ahead.starts_at > :now END) THEN 'booked' END AS why"
        " FROM waitlist_entries AS waiting LEFT JOIN appointments AS moving ON moving.id = appointment_id"
        " LEFT JOIN courses ON courses.id = waiting.course_id"
        " WHERE waiting.patient_id = :of AND waiting.state = 'waiting') AS fact"
        " WHERE entry.id = fact.id AND fact.why IS NOT NULL RETURNING entry.id"
    )
)


_NEXT_DAY = Prepared(
    text(
        "SELECT min(greatest(first_day, CAST(:first AS date))) FROM waitlist_entries WHERE state = 'waiting'"
        " AND clinic_ids @> ARRAY[CAST(:clinic AS uuid)] AND first_day <= :last AND last_day >= :first"
    )
)


def named_entries() -> Select[Any]:
    """Entries with the names of their patients."""
    return select(of, PATIENT_NAME).join(patients, patients.c.id == of.c.patient_id)


async def keep_entry(work: Work, columns: dict[str, Any]) -> None:
    """Store a new entry."""
    await work.execute(_INSERT, columns)


async def lock_entry(work: Work, entry_id: UUID) -> Row:
    """An entry, its patient's row locked. Raises NotFound."""
    row = await lock_with_patient(work, _PATIENT, _ENTRY, entry_id)
    if row is None:
        raise NotFound("There is no such entry of the waitlist.")
    return row


async def entry_row(work: Work, entry_id: UUID) -> Row:
    """An entry as it is now. The patient's row is locked."""
    return (await work.execute(_ENTRY, {"of": entry_id})).one()


async def named_entry(work: Work, entry_id: UUID) -> Row:
    """An entry with its patient's name. Raises NotFound."""
    row = (await work.execute(named_entries().where(of.c.id == entry_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such entry of the waitlist.")
    return row


async def change_entry(work: Work, entry: Row, **values: Any) -> None:
    """Change columns of a locked entry; its version goes up by one."""
    await work.execute(_CHANGE, {"of": entry.id, "version": entry.version + 1, **values})


async def patients_wishing_for(work: Work, practitioner_id: UUID, after: UUID | None, most: int) -> list[UUID]:
    """Some of those who wait for a practitioner, in the order in which they are locked."""
    wishing = select(of.c.patient_id).where(_WAITS, of.c.practitioner_id == practitioner_id)
    if after is not None:
        wishing = wishing.where(of.c.patient_id > after)
    return list((await work.execute(wishing.distinct().order_by(of.c.patient_id).limit(most))).scalars())


async def patients_waiting_at(
    work: Work, clinic_id: UUID, after: UUID | None, most: int, *, all_of_them: bool
) -> list[UUID]:
    """Some of those who wait for anybody at a clinic, in the order in which they are locked.

    Not ``all_of_them``: only those who wait in vain as it was noted last.
    """
    waiting = select(of.c.patient_id).where(
        _WAITS, of.c.practitioner_id.is_(None), of.c.clinic_ids.contains([clinic_id])
    )
    if not all_of_them:
        waiting = waiting.where(of.c.unmet_since.is_not(None))
    if after is not None:
        waiting = waiting.where(of.c.patient_id > after)
    return list((await work.execute(waiting.distinct().order_by(of.c.patient_id).limit(most))).scalars())


async def wished_for_at(work: Work, clinic_id: UUID) -> Sequence[UUID]:
    """The practitioners for whom somebody waits at a clinic."""
    wishing = select(of.c.practitioner_id).where(
        _WAITS, of.c.practitioner_id.is_not(None), of.c.clinic_ids.contains([clinic_id])
    )
    return (await work.execute(wishing.distinct().order_by(of.c.practitioner_id))).scalars()


async def end_entry(work: Work, entry: Row, why: EntryEnd) -> None:
    """They wait no longer."""
    ended = {"state": EntryState.ENDED.value, "ended_at": work.now, "ended_why": why.value, "unmet_since": None}
    await change_entry(work, entry, **ended)


async def end_fulfilled(work: Work, patient_id: UUID) -> list[UUID]:
    """End what a locked patient waits for no longer, by what is stored now. Answers the entries."""
    return list((await work.execute(_FULFILLED, {"of": patient_id, "now": work.now})).scalars())


async def waiting_of(work: Work, patient_id: UUID) -> Sequence[Row]:
    """What a locked patient waits for, the longest first."""
    waits = select(of).where(_WAITS, of.c.patient_id == patient_id)
    return (await work.execute(waits.order_by(of.c.since, of.c.id))).all()


async def last_ended(work: Work, patient_id: UUID, why: EntryEnd, **about: UUID) -> Row | None:
    """The entry of a locked patient that ended last for this reason, with these ids in its columns."""
    these = (of.c.patient_id == patient_id, of.c.ended_why == why.value, *(of.c[name] == about[name] for name in about))
    found: Row | None = (await work.execute(select(of).where(*these).order_by(of.c.ended_at.desc()).limit(1))).first()
    return found


def wish_of(entry: Row) -> WaitWish:
    """When whoever waits could come."""
    return WaitWish(
        first_day=entry.first_day,
        last_day=entry.last_day,
        notice=timedelta(minutes=entry.notice_minutes),
        weekdays=frozenset(entry.weekdays),
        earliest=entry.earliest,
        latest=entry.latest,
        practitioner_id=entry.practitioner_id,
    )


def waiting_in(entry: Row) -> Waiting:
    """Whoever waits in an entry that `entries_for` has found, as far as it decides who is asked first."""
    wish, priority = wish_of(entry), Priority(entry.priority)
    return Waiting(entry.id, entry.patient_id, wish, priority, entry.since, entry.booked_at)


async def next_waited_day(work: Work, clinic_id: UUID, first: date, last: date) -> date | None:
    """The first of some local days of a clinic for which anybody waits."""
    found: date | None = await work.scalar(_NEXT_DAY, {"clinic": clinic_id, "first": first, "last": last})
    return found


async def entries_for(work: Work, freed: FreedTime, place: Place) -> Sequence[Row]:
    """Who could want a freed time: on that day at that clinic, not asked about it before, and not asked about another.

    Only those whose appointment it would make earlier, among those who have one; it starts at ``booked_at``. At
    ``left_before`` start the times there that they have declined, or not answered about. Nothing is locked.
    """
    day = local_day(freed.starts_at, place.zone)
    offered = select(literal(1)).where(
        waitlist_offers.c.patient_id == of.c.patient_id,
        (waitlist_offers.c.state == OfferState.OPEN.value) | (waitlist_offers.c.freed_id == freed.id),
    )
    left = (OfferState.DECLINED.value, OfferState.LAPSED.value)
    left_before = select(func.array_agg(waitlist_offers.c.starts_at)).where(
        waitlist_offers.c.entry_id == of.c.id,
        waitlist_offers.c.clinic_id == freed.clinic_id,
        waitlist_offers.c.state.in_(left),
    )
    earlier = (
        (appointments.c.status == Status.BOOKED.value)
        & (appointments.c.clinic_id == freed.clinic_id)
        & (appointments.c.starts_at > freed.starts_at)
    )
    statement = (
        select(of, appointments.c.starts_at.label("booked_at"), left_before.scalar_subquery().label("left_before"))
        .outerjoin(appointments, appointments.c.id == of.c.appointment_id)
        .where(
            _WAITS,
            of.c.clinic_ids.contains([freed.clinic_id]),
            of.c.first_day <= day,
            of.c.last_day >= day,
            (of.c.wants != Wants.EARLIER.value) | earlier,
            ~offered.exists(),
        )
    )
    return (await work.execute(statement)).all()
