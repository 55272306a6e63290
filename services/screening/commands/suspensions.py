"""Suspend a patient's clearances for a serious reaction, ask directors in line, and end it as one of them decides."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts.screening.screenings import (
    ClearanceEnded,
    ClearanceSuspended,
    ReactionAcknowledged,
    ReactionEscalated,
    SuspensionLifted,
)
from services.screening.commands.decisions import keep_decision
from services.screening.domain.due_times import DECIDE_WITHIN
from services.screening.domain.facts import facts_of
from services.screening.domain.outcomes import CLEARANCES, Outcome
from services.screening.domain.suspensions import SuspensionEnd
from services.screening.store.clinics import day_at
from services.screening.store.decisions import current_clearances
from services.screening.store.patients import published_patient
from services.screening.store.reaction_lines import whole_line
from services.screening.store.reaction_reports import find_report, note_step
from services.screening.store.reaction_rules import reaction_rules_in_force
from services.screening.store.rule_sets import rules_of
from services.screening.store.suspensions import change_suspension, insert_suspension
from services.screening.store.verdicts import Verdict, reasons_of, subject_of
from services.screening.worklist import REACTION_TO_ACKNOWLEDGE, SUSPENSION_TO_DECIDE, WORKLIST

ESCALATE = "escalate-reaction"
"""The timer that asks the next in line; its key is the suspension's id."""
ACKNOWLEDGE_WITHIN = timedelta(minutes=15)
"""A policy of the chain, for as long as no reaction rules are signed; then they say it."""


async def suspend(work: Work, report: Row) -> Row:
    """Stop every session of a report's patient, whose row is locked, and ask the first in line. Answers the row."""
    suspension = await insert_suspension(work, report)
    work.publish(
        ClearanceSuspended(
            suspension_id=suspension.id,
            patient_id=published_patient(report),
            clinic_id=report.clinic_id,
            reason="reaction",
            suspended_at=work.now,
        )
    )
    work.audit("clearances suspended", f"patient/{report.patient_id}", report=str(report.id))
    await note_step(work, report, "suspended")
    return await ask_next(work, suspension)


async def ask_next(work: Work, suspension: Row) -> Row:
    """Ask the next in line to acknowledge a suspension that runs, and set the time of the one after."""
    report = await find_report(work, suspension.report_id)
    line = await whole_line(work, suspension.clinic_id)
    place = min(suspension.step, len(line) - 1)
    next_at = work.now + await _within(work, suspension.clinic_id) if place + 1 < len(line) else None
    changed = await change_suspension(work, suspension.id, step=suspension.step + 1, next_at=next_at)
    if next_at is not None:
        await work.set_timer(ESCALATE, str(suspension.id), next_at)
    await WORKLIST.open(
        work,
        REACTION_TO_ACKNOWLEDGE,
        suspension.id,
        clinic_id=suspension.clinic_id,
        patient_id=suspension.patient_id,
        due_at=next_at or work.now,
        about={"report_id": suspension.report_id},
    )
    work.publish(
        ReactionEscalated(
            report_id=suspension.report_id,
            patient_id=published_patient(suspension),
            clinic_id=suspension.clinic_id,
            step=changed.step,
            recipient=line[place].name,
            email=line[place].email,
            next_at=next_at,
            escalated_at=work.now,
        )
    )
    if report is not None:
        await note_step(work, report, "asked", recipient=line[place].name, step=changed.step)
    return changed


async def _within(work: Work, clinic_id: UUID) -> timedelta:
    today = await day_at(work, clinic_id)
    rules = await reaction_rules_in_force(work, today)
    return timedelta(minutes=rules.document.acknowledge_minutes.value) if rules else ACKNOWLEDGE_WITHIN


async def acknowledge(work: Work, report: Row, suspension: Row) -> Row:
    """A director has taken note, so nobody else is asked."""
    changed = await change_suspension(
        work, suspension.id, acknowledged_at=work.now, acknowledged_by=work.actor.subject, next_at=None
    )
    await work.cancel_timer(ESCALATE, str(suspension.id))
    work.publish(
        ReactionAcknowledged(
            report_id=report.id,
            patient_id=published_patient(report),
            clinic_id=report.clinic_id,
            acknowledged_at=work.now,
        )
    )
    await note_step(work, report, "acknowledged")
    await WORKLIST.close(work, REACTION_TO_ACKNOWLEDGE, suspension.id, "acknowledged")
    await WORKLIST.open(
        work,
        SUSPENSION_TO_DECIDE,
        suspension.id,
        clinic_id=suspension.clinic_id,
        patient_id=suspension.patient_id,
        due_at=work.now + DECIDE_WITHIN,
        about={"report_id": report.id},
    )
    return changed


async def lift(work: Work, report: Row, suspension: Row, how: SuspensionEnd, reason: str) -> None:
    """The clearances count again, unless another suspension runs."""
    await _close(work, suspension, how)
    code = "withdrawn" if how is SuspensionEnd.WITHDRAWN else "director"
    work.publish(
        SuspensionLifted(
            suspension_id=suspension.id,
            patient_id=published_patient(report),
            clinic_id=report.clinic_id,
            reason=code,
            lifted_at=work.now,
            report_id=report.id,
        )
    )
    work.audit("suspension lifted", f"patient/{report.patient_id}", report=str(report.id), how=how.value)
    await note_step(work, report, how.value, reason=reason)


async def end(work: Work, report: Row, suspension: Row, reason: str) -> None:
    """Decline what was cleared, as the director's own ruling, and close the suspension."""
    for decision in await current_clearances(work, report.patient_id, None):
        if decision.outcome in CLEARANCES:
            await _decline(work, decision, reason)
    await _close(work, suspension, SuspensionEnd.ENDED)
    work.publish(
        ClearanceEnded(
            suspension_id=suspension.id,
            patient_id=published_patient(report),
            clinic_id=report.clinic_id,
            ended_at=work.now,
            report_id=report.id,
        )
    )
    work.audit("clearances ended", f"patient/{report.patient_id}", report=str(report.id))
    await note_step(work, report, SuspensionEnd.ENDED.value, reason=reason)


async def _close(work: Work, suspension: Row, how: SuspensionEnd) -> None:
    closed: dict[str, Any] = {"ended_at": work.now, "ended_by": work.actor.subject, "ended_how": how.value}
    await change_suspension(work, suspension.id, next_at=None, **closed)
    await work.cancel_timer(ESCALATE, str(suspension.id))
    await WORKLIST.close_any(work, (REACTION_TO_ACKNOWLEDGE, SUSPENSION_TO_DECIDE), suspension.id, how.value)


async def _decline(work: Work, decision: Row, reason: str) -> None:
    """The decision keeps its facts, rules and limits: what is new is the director's ruling."""
    rules = await rules_of(work, decision)
    verdict = Verdict(
        outcome=Outcome.DECLINED,
        awaits_ruling=False,
        eligible_from=None,
        valid_until=None,
        limits=decision.limits,
        reasons=reasons_of(rules.document, decision.reasons),
        conditions=tuple(decision.conditions),
        ruled_by=work.actor.subject,
        ruling_reason=reason,
    )
    await keep_decision(work, subject_of(decision), facts_of(decision.inputs), verdict, rules)
