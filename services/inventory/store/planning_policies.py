"""The versions of the planning policy."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.planning_policies import UNSET, Planning
from services.inventory.tables import planning_policies

_of = planning_policies.c


async def planning_on(work: Work, day: date) -> Planning:
    """What holds on a clinic's local day."""
    begun = select(planning_policies).where(_of.replaced_at.is_(None), _of.begins_on <= day)
    row = (await work.execute(begun.order_by(_of.begins_on.desc()).limit(1))).first()
    return UNSET if row is None else Planning(row.shortage_days, row.expiring_days, row.urgent_days)


async def policies_kept(work: Work) -> Sequence[Row]:
    """The versions that hold on their day, in the order in which they begin."""
    statement = select(planning_policies).where(_of.replaced_at.is_(None)).order_by(_of.begins_on)
    return (await work.execute(statement)).all()


async def replace_policy(work: Work, begins_on: date) -> bool:
    """What was to begin that day does not; it stays readable. Answers whether there was any."""
    this = (_of.begins_on == begins_on) & _of.replaced_at.is_(None)
    return (await work.execute(update(planning_policies).where(this).values(replaced_at=work.now))).rowcount == 1


async def keep_policy(work: Work, columns: dict[str, Any]) -> None:
    """Write down a version."""
    await work.execute(insert(planning_policies).values(columns))
