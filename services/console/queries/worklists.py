"""Open items of all services, as the page of a clinic shows them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, cast, false, func, literal, or_, select, tuple_

from chassis.access.rows import within
from chassis.work import Work
from services.console.access import ITEMS_OF, seen_services
from services.console.tables import appointments
from services.console.tables import worklist_items as items

MOST = 50
"""Items on a page, the soonest due first."""


@dataclass(frozen=True)
class Place:
    """Where an item stands in the list: a page begins after it, or ends before it."""

    due_at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.due_at.isoformat()}~{self.id}"


def place_in(written: str | None) -> Place | None:
    """What an address says of a place; None where it says none."""
    due_at, _, item_id = (written or "").partition("~")
    try:
        found = Place(datetime.fromisoformat(due_at), UUID(item_id))
    except ValueError:
        return None
    return found if found.due_at.tzinfo else None


@dataclass(frozen=True)
class Wanted:
    """Which items of a clinic, and where the page begins."""

    service: str | None = None
    mine: bool = False
    free: bool = False
    """Those that nobody works on."""
    after: Place | None = None
    before: Place | None = None


@dataclass(frozen=True)
class Item:
    """One thing that somebody must do."""

    id: UUID
    service: str
    kind: str
    subject_id: UUID
    about: Mapping[str, str]
    """Further ids, by name."""
    clinic_id: UUID
    patient_id: UUID | None
    due_at: datetime
    overdue: bool
    holder: str | None
    """Who works on it, as long as their claim has not lapsed."""
    mine: bool
    appointment_id: UUID | None
    appointment_at: datetime | None
    """When the appointment is that it is about."""


@dataclass(frozen=True)
class Listed:
    """One page of a list, and whether there is something before and after it."""

    items: Sequence[Item]
    earlier: Place | None
    later: Place | None


async def open_items(work: Work, clinic_id: UUID, wanted: Wanted) -> Listed:
    """What is open at a clinic in the services that the caller sees, what is due first at the top."""
    of, place = items.c, tuple_(items.c.due_at, items.c.id)
    statement = _with_appointments().where(*_of_clinic(work, clinic_id, wanted)).limit(MOST + 1)
    if wanted.before:
        statement = statement.where(place < _bound(wanted.before)).order_by(of.due_at.desc(), of.id.desc())
    else:
        since = [place > _bound(wanted.after)] if wanted.after else []
        statement = statement.where(*since).order_by(of.due_at, of.id)
    rows = (await work.execute(statement)).all()
    more, rows = len(rows) > MOST, rows[:MOST]
    work.access.show(rows)
    found = [_item(row, work) for row in (reversed(rows) if wanted.before else rows)]
    ends = [Place(each.due_at, each.id) for each in (found[:1] + found[-1:])]
    if not ends:
        return Listed([], None, None)
    has_earlier = more if wanted.before else wanted.after is not None
    has_later = wanted.before is not None or more
    return Listed(found, ends[0] if has_earlier else None, ends[1] if has_later else None)


async def count_items(work: Work, clinic_id: UUID, wanted: Wanted, tomorrow: datetime) -> tuple[int, int, int]:
    """Of the whole list: how many are overdue, due before ``tomorrow`` begins, and later."""
    of = items.c
    parts = (of.due_at <= work.now, (of.due_at > work.now) & (of.due_at < tomorrow), of.due_at >= tomorrow)
    statement = (
        select(*(func.count().filter(each) for each in parts))
        .select_from(items)
        .where(*_of_clinic(work, clinic_id, wanted))
    )
    overdue, today, later = (await work.execute(statement)).one()
    return overdue, today, later


async def items_about(work: Work, clinic_id: UUID, subjects: Collection[UUID]) -> Mapping[UUID, Item]:
    """Open items by their own id, or by the report of a reaction that they are about."""
    if not subjects:
        return {}
    report = cast(items.c.about["report_id"].astext, Uuid)
    about = or_(items.c.id.in_(subjects), report.in_(subjects))
    statement = _with_appointments().where(*_of_clinic(work, clinic_id, Wanted()), about)
    rows = (await work.execute(statement)).all()
    work.access.show(rows)
    found = [_item(row, work) for row in rows]
    by_report = {UUID(each.about["report_id"]): each for each in found if "report_id" in each.about}
    return by_report | {each.id: each for each in found}


def _with_appointments() -> Select[Any]:
    about = func.coalesce(cast(items.c.about["appointment_id"].astext, Uuid), items.c.subject_id)
    columns = (appointments.c.starts_at.label("appointment_at"), appointments.c.id.label("appointment_id"))
    return select(items, *columns).select_from(items.outerjoin(appointments, appointments.c.id == about))


def _bound(place: Place) -> ColumnElement[Any]:
    return tuple_(literal(place.due_at, items.c.due_at.type), literal(place.id, items.c.id.type))


def _of_clinic(work: Work, clinic_id: UUID, wanted: Wanted) -> list[ColumnElement[bool]]:
    of, seen = items.c, [each for each in seen_services(work.access) if wanted.service in (None, each)]
    reaches = [
        (of.service == each)
        & within(work.access.reach(ITEMS_OF[each], where=clinic_id), patient=of.patient_id, clinics=[of.clinic_id])
        for each in seen
    ]
    held = of.claimed_until > work.now
    mine = [of.claimed_by == work.actor.subject, held] if wanted.mine else []
    free = [func.coalesce(held, false()).is_(False)] if wanted.free else []
    return [of.clinic_id == clinic_id, or_(false(), *reaches), *mine, *free]


def holder_of(row: Any, work: Work) -> str | None:
    """Who works on an item, as long as their claim has not lapsed."""
    held = row.claimed_until is not None and row.claimed_until > work.now
    return str(row.claimed_by) if held else None


def _item(row: Any, work: Work) -> Item:
    holder = holder_of(row, work)
    return Item(
        id=row.id,
        service=row.service,
        kind=row.kind,
        subject_id=row.subject_id,
        about=row.about,
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        due_at=row.due_at,
        overdue=row.due_at <= work.now,
        holder=holder,
        mine=holder == work.actor.subject,
        appointment_id=row.appointment_id,
        appointment_at=row.appointment_at,
    )


async def service_of(work: Work, item_id: UUID) -> str | None:
    """Whose item it is; None where it is done."""
    service: str | None = await work.scalar(select(items.c.service).where(items.c.id == item_id))
    return service
