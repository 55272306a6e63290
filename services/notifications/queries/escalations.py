"""Reads of escalations, with everything that was done about each, and of who is in line."""

from uuid import UUID

from sqlalchemy import select

from chassis.access.rows import within
from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.notifications.domain.escalations import Cause, State
from services.notifications.domain.refusals import EscalationUnknown
from services.notifications.forms.escalations import (
    CauseLineView,
    EscalationPolicyView,
    EscalationStepView,
    EscalationView,
    PersonView,
    ToldView,
)
from services.notifications.store.escalation_policies import day_at, policy_on
from services.notifications.store.escalations import find_escalation, steps_of
from services.notifications.tables import escalation_policies, escalations


async def list_escalations(
    work: Work, paging: Paging, period: Period, *, clinic_id: UUID | None, cause: Cause | None, state: State | None
) -> Page[EscalationView]:
    """Escalations, the newest first. Raises Forbidden."""
    of = escalations.c
    seen = within(work.access.reach(where=clinic_id), clinics=[of.clinic_id])
    wanted = equal_to({of.clinic_id: clinic_id, of.cause: cause, of.state: state})
    statement = select(escalations).where(*wanted, seen, *period.of(of.opened_at))
    found = await page(work, statement, [of.id.desc()], paging, lambda row: row)
    return found.showing(await _views(work, found.items))


async def read_escalation(work: Work, escalation_id: UUID) -> EscalationView:
    """One of them. Raises EscalationUnknown, Forbidden."""
    row = await find_escalation(work, escalation_id)
    if row is None:
        raise EscalationUnknown("There is no such escalation: list those of the clinic.")
    work.access.authorize(where=row.clinic_id)
    return (await _views(work, [row]))[0]


async def list_policies(work: Work, paging: Paging, clinic_id: UUID) -> Page[EscalationPolicyView]:
    """A clinic's policies, the latest day first. Raises Forbidden."""
    work.access.authorize(where=clinic_id)
    current = await policy_on(work, clinic_id, await day_at(work, clinic_id))
    of = escalation_policies.c
    statement = select(escalation_policies).where(of.clinic_id == clinic_id)
    order = [of.starts_on.desc(), of.id.desc()]
    return await page(work, statement, order, paging, lambda row: policy_view(row, current))


def policy_view(row: Row, current: Row | None) -> EscalationPolicyView:
    """A policy as it is shown."""
    lines = [
        CauseLineView(cause=Cause(cause), people=[PersonView(**person) for person in people])
        for cause, people in sorted(row.lines.items())
    ]
    named = {name: value for name, value in row._mapping.items() if name not in ("lines", "told_of_recalls")}
    told = [ToldView(**each) for each in row.told_of_recalls]
    counts = current is not None and current.id == row.id
    return EscalationPolicyView(**named, lines=lines, told_of_recalls=told, counts=counts)


async def shown_policy(work: Work, row: Row) -> EscalationPolicyView:
    """A policy that was just set."""
    return policy_view(row, await policy_on(work, row.clinic_id, await day_at(work, row.clinic_id)))


async def _views(work: Work, rows: list[Row]) -> list[EscalationView]:
    steps: dict[UUID, list[EscalationStepView]] = {row.id: [] for row in rows}
    for step in await steps_of(work, list(steps)) if rows else ():
        steps[step.escalation_id].append(EscalationStepView.model_validate(step))
    return [EscalationView.model_validate({**row._mapping, "steps": steps[row.id]}) for row in rows]
