"""Who is in line at a clinic, from which day on. What was set stays; the newest that has begun counts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.local_time import local_day
from chassis.work import Work
from services.notifications.domain.escalations import Cause, Person, Told
from services.notifications.tables import clinics, escalation_policies

of = escalation_policies.c
Lines = Mapping[Cause, Sequence[Person]]


async def day_at(work: Work, clinic_id: UUID) -> date:
    """The local day at a clinic; in UTC until the clinic has arrived here."""
    zone = await work.scalar(select(clinics.c.time_zone).where(clinics.c.id == clinic_id))
    return local_day(work.now, ZoneInfo(zone or "UTC"))


async def insert_policy(
    work: Work, clinic_id: UUID, starts_on: date, lines: Lines, told_of_recalls: Sequence[Told]
) -> Row:
    """Keep who is in line, and who is told of recalls, from a day on. Answers the new row."""
    statement = insert(escalation_policies).values(
        id=new_id(),
        clinic_id=clinic_id,
        starts_on=starts_on,
        lines={cause.value: [person.to_store() for person in line] for cause, line in lines.items()},
        told_of_recalls=[each.to_store() for each in told_of_recalls],
        set_at=work.now,
        set_by=work.actor.subject,
    )
    return (await work.execute(statement.returning(*escalation_policies.c))).one()


async def lock_policy(work: Work, clinic_id: UUID, policy_id: UUID) -> Row | None:
    """One of a clinic's, locked until the commit."""
    found = select(escalation_policies).where(of.id == policy_id, of.clinic_id == clinic_id)
    return (await work.execute(found.with_for_update())).first()


async def delete_policy(work: Work, policy_id: UUID) -> None:
    """Take back one that lies ahead."""
    await work.execute(delete(escalation_policies).where(of.id == policy_id))


async def policy_on(work: Work, clinic_id: UUID, day: date) -> Row | None:
    """What counts on a local day; None where nothing was ever set."""
    begun = select(escalation_policies).where(of.clinic_id == clinic_id, of.starts_on <= day)
    return (await work.execute(begun.order_by(of.starts_on.desc(), of.id.desc()).limit(1))).first()


async def line_for(work: Work, clinic_id: UUID, cause: Cause) -> tuple[Person, ...] | None:
    """Who is asked today, in order; None where the clinic has said of this cause nothing."""
    policy = await policy_on(work, clinic_id, await day_at(work, clinic_id))
    lines: Mapping[str, Any] = policy.lines if policy else {}
    return tuple(Person.stored(each) for each in lines[cause.value]) if cause.value in lines else None


async def told_of_recalls(work: Work, clinic_id: UUID, day: date | None = None) -> tuple[Told, ...]:
    """Who is told of recalls on a local day, today by default; nobody where the clinic has said nothing."""
    policy = await policy_on(work, clinic_id, day or await day_at(work, clinic_id))
    return tuple(Told.stored(each) for each in policy.told_of_recalls) if policy else ()
