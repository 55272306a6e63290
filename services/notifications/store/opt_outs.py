"""What patients no longer want to get. Unlike the projections, this is known here first."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.notifications.domain.opt_outs import MessageScope, Said, Step
from services.notifications.tables import opt_out_steps, opt_outs

of = opt_outs.c


async def opted_out(work: Work, patient_id: UUID) -> frozenset[MessageScope]:
    """What the patient no longer wants; not what is only withheld until a question is answered."""
    found = await work.execute(select(of.scope).where(of.patient_id == patient_id, of.question_id.is_(None)))
    return frozenset(MessageScope(scope) for scope in found.scalars())


async def keep_opt_out(work: Work, patient_id: UUID, scope: MessageScope) -> None:
    """The patient no longer wants this, from now on and for good."""
    said = {"id": new_id(), "opted_out_at": work.now, "question_id": None}
    values = upsert(opt_outs).values(patient_id=patient_id, scope=scope.value, **said)
    await work.execute(values.on_conflict_do_update(index_elements=["patient_id", "scope"], set_=said))


async def withhold(work: Work, patient_id: UUID, scope: MessageScope, question_id: UUID) -> None:
    """Nothing of this is sent until the question is answered. What was stopped before stays so."""
    values = {"patient_id": patient_id, "scope": scope.value, "id": new_id(), "opted_out_at": work.now}
    await work.execute(upsert(opt_outs).values(**values, question_id=question_id).on_conflict_do_nothing())


async def withhold_no_longer(work: Work, question_id: UUID) -> None:
    """The question has an answer, or none is waited for."""
    await work.execute(delete(opt_outs).where(of.question_id == question_id))


async def lift_opt_out(work: Work, patient_id: UUID, scope: MessageScope, *, before: UUID | None = None) -> Row | None:
    """End one opt-out, the one with an id below ``before`` if that is given. Answers it; None without one."""
    theirs = delete(opt_outs).where(of.patient_id == patient_id, of.scope == scope.value, of.question_id.is_(None))
    if before is not None:
        theirs = theirs.where(of.id < before)
    return (await work.execute(theirs.returning(*opt_outs.columns))).one_or_none()


async def opt_out_of(work: Work, patient_id: UUID, scope: MessageScope) -> Row | None:
    """One opt-out that counts for good; None without one."""
    found = select(opt_outs).where(of.patient_id == patient_id, of.scope == scope.value, of.question_id.is_(None))
    return (await work.execute(found)).one_or_none()


async def note_step(work: Work, patient_id: UUID, what: Step, scope: MessageScope, said: Said, at: datetime) -> None:
    """Who stopped or agreed, when (UTC), and how that is known."""
    values = {"id": new_id(), "patient_id": patient_id, "what": what.value, "scope": scope.value, "at": at}
    noted = {"how": said.how.value, "text_id": said.text_id, "note": said.note}
    by = {"noted_by": work.actor.subject, "noted_at": work.now}
    await work.execute(insert(opt_out_steps).values(**values, **noted, **by))


async def move_steps(work: Work, ends: UUID, stays: UUID) -> None:
    """What was said in the record that ends was said by the person."""
    await work.execute(update(opt_out_steps).where(opt_out_steps.c.patient_id == ends).values(patient_id=stays))


async def erase_opt_outs(work: Work, patient_id: UUID) -> None:
    """What the patient did not want, and how that came about."""
    for table in (opt_outs, opt_out_steps):
        await work.execute(delete(table).where(table.c.patient_id == patient_id))
